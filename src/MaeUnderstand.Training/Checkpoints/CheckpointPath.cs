using MaeUnderstand.Training.Runs;

namespace MaeUnderstand.Training.Checkpoints;

/// <summary>Finds the model that a path on the command line means.</summary>
public static class CheckpointPath
{
    /// <summary>A run directory means its latest checkpoint; everything else means itself.</summary>
    /// <exception cref="InvalidDataException">It is a run directory without a checkpoint.</exception>
    public static string Resolve(string path)
    {
        string checkpoints = Path.Combine(path, RunDirectory.CheckpointsName);
        if (!Directory.Exists(checkpoints))
            return path;
        return CheckpointStore.LatestIn(checkpoints)
            ?? throw new InvalidDataException($"The run '{path}' has no checkpoint yet.");
    }
}
