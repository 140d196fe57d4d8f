using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Sources;

namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>The images of a data set on this machine, labelled by its classes.</summary>
public sealed class RobustnessImages : IDisposable
{
    private readonly IImageSource source;
    private readonly Lazy<string> fingerprint;

    private RobustnessImages(RobustnessSet set, string path, IImageSource source)
    {
        this.source = source;
        Set = set;
        Dictionary<string, int> labelByFolder =
            set.Classes.Index().ToDictionary(pair => pair.Item.Folder, pair => pair.Index, StringComparer.Ordinal);
        int?[] labelOf = [.. source.ClassNames.Select(name => labelByFolder.TryGetValue(name, out int label) ? label : (int?)null)];
        OtherFolders = [.. source.ClassNames.Where(name => !labelByFolder.ContainsKey(name))];
        FolderCount = labelOf.Count(label => label is not null);
        Split = new ImageSplit(
            set.Name, path, SourceView.Labelled(source, [.. set.Classes.Select(one => one.Folder)], labelOf)) { Border = set.Border };
        fingerprint = new Lazy<string>(() => SourceFingerprint.Of(path, Split.Source));
    }

    /// <summary>The data set.</summary>
    public RobustnessSet Set { get; }

    /// <summary>The images of its classes; a label is an index of <see cref="RobustnessSet.Classes"/>.</summary>
    public ImageSplit Split { get; }

    /// <summary>Class folders that are there.</summary>
    public int FolderCount { get; }

    /// <summary>Folders whose images are left out, as they are of no class that counts.</summary>
    public IReadOnlyList<string> OtherFolders { get; }

    /// <summary>Tells these images from others.</summary>
    public string Fingerprint => fingerprint.Value;

    /// <summary>That more or fewer images are there than the data set has; <see langword="null"/> where all is as expected.</summary>
    public string? CountWarning => Split.Source.Count == Set.ExpectedImages && FolderCount == Set.Classes.Count
        ? null
        : $"{Set.Title} has {Set.ExpectedImages} images in {Set.Classes.Count} folders, but '{Split.Root}' has {Split.Source.Count} in " +
            $"{FolderCount}: the figures are of these.";

    /// <summary>Opens a data set.</summary>
    /// <param name="set">Which.</param>
    /// <param name="path">The folder that holds its class folders, or a file of packed images.</param>
    /// <param name="decoder">What decodes JPEG images.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="IOException">There is nothing of that name, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is not this data set, or a class folder is empty; the message says what to name.</exception>
    public static RobustnessImages Open(RobustnessSet set, string path, JpegDecoder decoder = JpegDecoder.Auto)
    {
        ArgumentNullException.ThrowIfNull(set);
        string found = ClassFolders.Find(set, path);
        var images = new RobustnessImages(set, found, ImageSources.Open(found, decoder));
        if (images.Problem() is not { } problem)
            return images;
        images.Dispose();
        throw problem;
    }

    /// <inheritdoc/>
    public void Dispose() => (source as IDisposable)?.Dispose();

    private InvalidDataException? Problem()
    {
        if (FolderCount == 0)
            return ClassFolders.Unknown(Set, Split.Root, source.ClassNames);
        return OtherFolders.Count > 0 && !Set.LeavesOthersOut
            ? new InvalidDataException($"--{Set.Name}: '{Split.Root}' has {OtherFolders.Count} folders that {Set.Title} does not have: " +
                $"{NameList.First(OtherFolders)}. Is it another data set?")
            : null;
    }
}
