using System.Globalization;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Files;

namespace MaeUnderstand.Training.Checkpoints;

/// <summary>
/// The checkpoints of a run, a folder each (<c>step-00001200</c>). A checkpoint is written to a temporary folder, flushed to disk and
/// renamed, so that one that can be seen is whole, whenever the machine stops.
/// </summary>
public sealed class CheckpointStore
{
    private const string Prefix = "step-";
    private const string TemporaryPrefix = ".incomplete-";

    private readonly string folder;

    /// <summary>Opens a store and removes what earlier runs left half written.</summary>
    /// <param name="folder">Made if need be. One process at a time may write to it.</param>
    public CheckpointStore(string folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
        foreach (string leftover in Directory.EnumerateDirectories(folder, TemporaryPrefix + "*"))
            Directory.Delete(leftover, recursive: true);
    }

    /// <summary>The checkpoint of the highest step in a folder of checkpoints; <see langword="null"/> where there is none.</summary>
    public static string? LatestIn(string folder) => !Directory.Exists(folder)
        ? null
        : Directory.EnumerateDirectories(folder, Prefix + "*")
            .Where(path => StepOf(path) is not null && File.Exists(Path.Combine(path, ModelFile.WeightsName)))
            .MaxBy(StepOf);

    /// <summary>The checkpoint of the highest step; <see langword="null"/> where there is none.</summary>
    public string? Latest() => LatestIn(folder);

    /// <summary>The highest step that has a checkpoint; <see langword="null"/> where there is none.</summary>
    public long? LatestStep() => Latest() is { } path ? StepOf(path) : null;

    /// <summary>Where the checkpoint of a step is or would be.</summary>
    public string PathOf(long step) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D8}"));

    /// <summary>Writes a checkpoint; does nothing where the step has one.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="write">Writes the files into the folder that it is given, each flushed to disk.</param>
    /// <returns>The checkpoint's folder.</returns>
    /// <exception cref="IOException">The disk is full or fails. Earlier checkpoints are untouched.</exception>
    public string Save(long step, Action<string> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string path = PathOf(step);
        if (Directory.Exists(path))
            return path;
        string temporary = Path.Combine(folder, TemporaryPrefix + Path.GetFileName(path));
        Directory.CreateDirectory(temporary);
        write(temporary);
        DirectoryFlush.Flush(temporary);
        Directory.Move(temporary, path);
        DirectoryFlush.Flush(folder);
        return path;
    }

    private static long? StepOf(string path) =>
        long.TryParse(Path.GetFileName(path.AsSpan())[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long step)
            ? step
            : null;
}
