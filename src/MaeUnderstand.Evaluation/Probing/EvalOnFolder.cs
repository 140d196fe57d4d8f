using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Sources;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>Other images that a probe is measured on: those whose folder is named as a class of the training images.</summary>
internal sealed class EvalOnFolder : IDisposable
{
    private const int MostNames = 5;

    private readonly IImageSource source;

    private EvalOnFolder(EvalOn choice, IImageSource source, IReadOnlyList<string> classNames)
    {
        this.source = source;
        Dictionary<string, int> labelByName = classNames.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        int?[] labelOf = [.. source.ClassNames.Select(name => labelByName.TryGetValue(name, out int label) ? label : (int?)null)];
        UnmatchedNames = [.. source.ClassNames.Where(name => !labelByName.ContainsKey(name))];
        Classes = labelOf.Count(label => label is not null);
        Split = new ImageSplit(choice.Name, choice.Path, SourceView.Labelled(source, classNames, labelOf));
    }

    /// <summary>The images that have a class, under the training images' labels.</summary>
    public ImageSplit Split { get; }

    /// <summary>Folders that are named as a class.</summary>
    public int Classes { get; }

    /// <summary>Folders that are not, whose images are left out.</summary>
    public IReadOnlyList<string> UnmatchedNames { get; }

    /// <summary>Opens a folder.</summary>
    /// <param name="choice">Which.</param>
    /// <param name="data">The images that the probe learns from; borrowed.</param>
    /// <param name="decoder">What decodes JPEG images.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="IOException">There is nothing of that name, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">It holds no images, or none of a known class.</exception>
    public static EvalOnFolder Open(EvalOn choice, ProbeData data, JpegDecoder decoder)
    {
        IImageSource source = ImageSources.Open(choice.Path, decoder);
        var folder = new EvalOnFolder(choice, source, data.ClassNames);
        if (folder.Classes > 0)
            return folder;
        folder.Dispose();
        throw new InvalidDataException($"--eval-on {choice.Name}: '{choice.Path}' has no folder that is named as a class of " +
            $"'{data.TrainPath}'; its folders are {NameList.First(source.ClassNames)}, the classes {NameList.First(data.ClassNames)}.");
    }

    /// <summary>What the probe scored here.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="store">The features that they are of; borrowed.</param>
    public EvalOnReport Report(ProbeScores scores, FeatureStore store) => new()
    {
        Name = Split.Name,
        Folder = Split.Root,
        Images = store.Count,
        Classes = Classes,
        Top1 = scores.Top1,
        Top5 = scores.Top5,
        Loss = double.IsNaN(scores.Loss) ? null : scores.Loss,
        UnmatchedFolders = UnmatchedNames.Count,
        UnmatchedNames = [.. UnmatchedNames.Take(MostNames)],
    };

    /// <inheritdoc/>
    public void Dispose() => (source as IDisposable)?.Dispose();
}
