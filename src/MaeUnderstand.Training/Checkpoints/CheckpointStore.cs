using System.Globalization;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Files;

namespace MaeUnderstand.Training.Checkpoints;

/// <summary>
/// The checkpoints of a run, a folder each (<c>step-00001200</c>). A checkpoint is written to a temporary folder, flushed to disk and
/// renamed, and renamed back before it is deleted, so that one that can be seen is whole, whenever the machine stops.
/// </summary>
public sealed class CheckpointStore
{
    private const string Prefix = "step-";
    private const string TemporaryPrefix = ".incomplete-";
    private const string DamagedPrefix = ".damaged-";

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
    public static string? LatestIn(string folder) => NewestFirst(folder).FirstOrDefault().Path;

    /// <summary>The checkpoint before another one in the same folder; <see langword="null"/> where there is none.</summary>
    /// <param name="checkpoint">A checkpoint's folder.</param>
    public static string? Before(string checkpoint)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(checkpoint));
        return StepOf(full) is { } step
            ? NewestFirst(Path.GetDirectoryName(full)!).FirstOrDefault(other => other.Step < step).Path
            : null;
    }

    /// <summary>The checkpoint of the highest step; <see langword="null"/> where there is none.</summary>
    public string? Latest() => LatestIn(folder);

    /// <summary>The highest step that has a checkpoint; <see langword="null"/> where there is none.</summary>
    public long? LatestStep() => Steps() is [var latest, ..] ? latest : null;

    /// <summary>The steps that have a checkpoint, the highest first.</summary>
    public IReadOnlyList<long> Steps() => [.. NewestFirst(folder).Select(checkpoint => checkpoint.Step)];

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
        string temporary = Hidden(TemporaryPrefix, path);
        try
        {
            Directory.CreateDirectory(temporary);
            write(temporary);
            DirectoryFlush.Flush(temporary);
            Directory.Move(temporary, path);
        }
        catch
        {
            TryDelete(temporary);                                  // it would fill the disk that may just be full
            throw;
        }
        DirectoryFlush.Flush(folder);
        return path;
    }

    /// <summary>Deletes checkpoints.</summary>
    /// <param name="steps">Their steps; one that has no checkpoint is passed over.</param>
    /// <exception cref="IOException">One of them cannot be deleted; the rest stays.</exception>
    public void Delete(params IEnumerable<long> steps)
    {
        foreach (string path in steps.Select(PathOf).Where(Directory.Exists))
        {
            string temporary = Hidden(TemporaryPrefix, path);
            Directory.Move(path, temporary);
            DirectoryFlush.Flush(folder);                          // the name first: no whole name may outlive a part of the files
            Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>Renames a damaged checkpoint, so that it counts no more but can be looked at.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    public string SetAside(long step)
    {
        string aside = Hidden(DamagedPrefix, PathOf(step));
        if (Directory.Exists(aside))
            Directory.Delete(aside, recursive: true);              // an earlier one of the same step
        Directory.Move(PathOf(step), aside);
        DirectoryFlush.Flush(folder);
        return aside;
    }

    private static IEnumerable<(long Step, string Path)> NewestFirst(string folder) => !Directory.Exists(folder)
        ? []
        : from path in Directory.EnumerateDirectories(folder, Prefix + "*")
          let step = StepOf(path)
          where step is not null && File.Exists(Path.Combine(path, ModelFile.WeightsName))
          orderby step descending
          select (step.Value, path);

    private static long? StepOf(string path)
    {
        string name = Path.GetFileName(path);
        return name.StartsWith(Prefix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long step)
                ? step
                : null;
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            // The disk that failed to write may fail to delete; the next save and the next run try again.
        }
    }

    private string Hidden(string prefix, string checkpoint) => Path.Combine(folder, prefix + Path.GetFileName(checkpoint));
}
