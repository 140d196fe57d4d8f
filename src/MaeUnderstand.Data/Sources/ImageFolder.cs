namespace MaeUnderstand.Data;

/// <summary>
/// The images of a folder: a sub-folder a class, searched through to any depth, as torchvision's <c>ImageFolder</c>; or a flat folder
/// of images, which is one class. Classes and files are in ordinal order. Hidden entries are left out, links are followed.
/// </summary>
public sealed class ImageFolder : IImageSource
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    private static readonly EnumerationOptions Visible = new() { AttributesToSkip = FileAttributes.Hidden, IgnoreInaccessible = false };

    private readonly string[] paths;
    private readonly int[] labels;

    private readonly JpegDecoder decoder;

    private ImageFolder(string[] classNames, List<string>[] pathsOfClass, JpegDecoder decoder)
    {
        this.decoder = decoder;
        ClassNames = classNames;
        paths = [.. pathsOfClass.SelectMany(files => files)];
        labels = [.. pathsOfClass.SelectMany((files, label) => Enumerable.Repeat(label, files.Count))];
    }

    /// <inheritdoc/>
    public int Count => paths.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Lists a folder's images; none is opened.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="decoder">What decodes JPEG files; Skia where TurboJPEG is not installed.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The folder or one of its classes holds no images, or it mixes both layouts.</exception>
    public static ImageFolder Open(string path, JpegDecoder decoder = JpegDecoder.Auto)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (File.Exists(path))
            throw new DirectoryNotFoundException($"'{path}' is a file; a folder of images is needed.");
        if (!Directory.Exists(path))
            throw new DirectoryNotFoundException($"There is no folder '{path}'.");

        string[] folders = [.. Directory.EnumerateDirectories(path, "*", Visible).Order(StringComparer.Ordinal)];
        List<string>[] pathsOfClass = [.. folders.Select(ImagesBelow)];
        List<string> loose = ImagesIn(path);
        bool hasClasses = pathsOfClass.Any(files => files.Count > 0);
        if (hasClasses && loose.Count > 0)
        {
            throw new InvalidDataException($"'{path}' holds both images (such as '{Path.GetFileName(loose[0])}') and folders of images: " +
                "move them into class folders, or name a folder of one kind.");
        }
        if (!hasClasses && loose.Count > 0)
            return new([Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))], [loose], decoder);
        if (!hasClasses)
        {
            bool isEmpty = !Directory.EnumerateFileSystemEntries(path).Any();
            throw new InvalidDataException(isEmpty ? $"The folder '{path}' is empty." : $"'{path}' {NoImages}.");
        }
        int without = Array.FindIndex(pathsOfClass, files => files.Count == 0);
        if (without >= 0)
        {
            throw new InvalidDataException(
                $"The class folder '{folders[without]}' {NoImages}; remove it or fill it, as labels count the folders.");
        }
        return new([.. folders.Select(folder => Path.GetFileName(folder)!)], pathsOfClass, decoder);
    }

    /// <inheritdoc/>
    public int LabelOf(int index) => labels[index];

    /// <inheritdoc/>
    public string NameOf(int index) => paths[index];

    /// <inheritdoc/>
    public IImageReader Open(int index, int epoch) => ImageFile.Open(paths[index], decoder);

    private static string NoImages => $"holds no images; files that end in {string.Join(", ", Extensions)} are read";

    private static List<string> ImagesBelow(string folder)
    {
        var images = new List<string>();
        Collect(folder, images, []);
        images.Sort(StringComparer.Ordinal);
        return images;
    }

    /// <param name="folder">Where to look.</param>
    /// <param name="images">Receives the paths.</param>
    /// <param name="above">The real folders on the way down: a link back to one of them would never end.</param>
    private static void Collect(string folder, List<string> images, HashSet<string> above)
    {
        string real = Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(folder);
        if (!above.Add(real))
            return;
        images.AddRange(ImagesIn(folder));
        foreach (string inner in Directory.EnumerateDirectories(folder, "*", Visible))
            Collect(inner, images, above);
        above.Remove(real);
    }

    private static List<string> ImagesIn(string folder)
    {
        List<string> images = [.. Directory.EnumerateFiles(folder, "*", Visible).Where(IsImage)];
        images.Sort(StringComparer.Ordinal);
        return images;
    }

    private static bool IsImage(string path)
    {
        ReadOnlySpan<char> extension = Path.GetExtension(path.AsSpan());
        foreach (string known in Extensions)
        {
            if (extension.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
