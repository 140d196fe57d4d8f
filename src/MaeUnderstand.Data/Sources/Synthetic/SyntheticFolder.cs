using System.Globalization;
using System.Text;
using System.Text.Json;
using MaeUnderstand.Theory.Images;
using MaeUnderstand.Torch.Files;

namespace MaeUnderstand.Data;

/// <summary>
/// Writes synthetic images as a folder for <see cref="ImageFolder"/>, with their latents beside the classes: PNG files
/// <c>CLASS/NUMBER.png</c>, <c>latents.csv</c> (an image a row: <c>file</c>, <c>class_name</c>, then a column a variable, in digits that
/// give back the very number) and <c>latents.json</c> (what the variables are).
/// </summary>
/// <param name="source">The images, those of epoch 0.</param>
/// <param name="workers">Threads that draw and compress.</param>
public sealed class SyntheticFolder(SyntheticSource source, int workers)
{
    /// <summary>The file of latents.</summary>
    public const string LatentsFile = "latents.csv";

    /// <summary>The file that describes the latents.</summary>
    public const string VariablesFile = "latents.json";

    // Images between two reports; a stop waits for those under way only.
    private const int ImagesOfARound = 256;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, IndentSize = 2, NewLine = "\n" };

    private readonly string numberFormat = Digits(source.Count);

    /// <summary>
    /// Writes the folder. It is made under another name beside its place and renamed, so that nothing is there before all is.
    /// </summary>
    /// <param name="folder">The folder; absent or empty. The folder that it is in must exist.</param>
    /// <param name="onWritten">Told how many images are written, on the caller's thread.</param>
    /// <param name="cancel">Stops between images, or before the folder gets its name, and leaves nothing.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="IOException">There is something of that name, or the disk is full or fails; nothing is left.</exception>
    public void Write(string folder, Action<int>? onWritten = null, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
            throw new IOException($"'{folder}' exists already and is not an empty folder.");
        string temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            Directory.CreateDirectory(temporary);
            WriteImages(temporary, onWritten, cancel);
            WriteLatents(Path.Combine(temporary, LatentsFile));
            File.WriteAllText(Path.Combine(temporary, VariablesFile), Describe());
            cancel.ThrowIfCancellationRequested();
            if (Directory.Exists(path))
                Directory.Delete(path);                               // not recursive: only an empty one
            Directory.Move(temporary, path);
            DirectoryFlush.Flush(Path.GetDirectoryName(path)!);
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private void WriteImages(string folder, Action<int>? onWritten, CancellationToken cancel)
    {
        foreach (string name in source.ClassNames)
            Directory.CreateDirectory(Path.Combine(folder, name));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancel };
        for (int first = 0; first < source.Count; first += ImagesOfARound)
        {
            int end = Math.Min(first + ImagesOfARound, source.Count);
            try
            {
                Parallel.For(first, end, parallel, index => WriteImage(folder, index));
            }
            catch (AggregateException faults) when (faults.InnerExceptions.All(DiskFault.Is))
            {
                throw new IOException($"The images cannot be written: {faults.InnerExceptions[0].Message}", faults);
            }
            onWritten?.Invoke(end);
        }
    }

    private void WriteImage(string folder, int index)
    {
        using IImageReader reader = source.Open(index, epoch: 0);
        var image = new RgbImage(reader.Height, reader.Width);
        reader.Decode(PixelBox.Whole(reader.Height, reader.Width), image.Pixels);
        PngFile.WriteInPlace(Path.Combine(folder, PathOf(index)), image.Pixels, reader.Width, reader.Height);
    }

    private void WriteLatents(string path)
    {
        using var file = new StreamWriter(path) { NewLine = "\n" };
        file.WriteLine($"file,class_name,{string.Join(',', source.World.Variables.Select(variable => variable.Name))}");
        var row = new StringBuilder();
        for (int index = 0; index < source.Count; index++)
        {
            row.Clear().Append(PathOf(index)).Append(',').Append(source.ClassNames[source.LabelOf(index)]);
            foreach (double latent in source.SceneOf(index, epoch: 0).Latents)
                row.Append(',').Append(latent.ToString("R", CultureInfo.InvariantCulture));
            file.WriteLine(row);
        }
    }

    private string Describe()
    {
        var variables = source.World.Variables.Select(variable => new
        {
            name = variable.Name,
            level = variable.Level,
            kind = variable.Kind == LatentKind.Discrete ? "discrete" : "continuous",
            classes = variable.Classes,
        });
        return JsonSerializer.Serialize(new { variables }, Json) + "\n";
    }

    /// <summary>An image's file below the folder, with '/' on every system.</summary>
    private string PathOf(int index) =>
        $"{source.ClassNames[source.LabelOf(index)]}/{index.ToString(numberFormat, CultureInfo.InvariantCulture)}.png";

    /// <summary>The format in which numbers below a count sort as text.</summary>
    private static string Digits(int count) => string.Create(CultureInfo.InvariantCulture, $"D{Math.Max(5, $"{count - 1}".Length)}");
}
