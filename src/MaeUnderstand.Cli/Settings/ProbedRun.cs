using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Evaluation.Robustness;
using MaeUnderstand.Training.Checkpoints;
using MaeUnderstand.Training.Runs;

namespace MaeUnderstand.Cli.Settings;

/// <summary>What the run directory of a probe says.</summary>
/// <param name="Options">The probe's options.</param>
/// <param name="Checkpoint">The checkpoint that was probed.</param>
/// <param name="HeadPath">The head's file.</param>
/// <param name="ReportPath">The report's file.</param>
/// <param name="Report">The head's report; <see langword="null"/> where the probe has not come to its end.</param>
internal sealed record ProbedRun(ProbeOptions Options, string Checkpoint, string HeadPath, string ReportPath, ProbeReport? Report)
{
    /// <summary>Reads a run directory.</summary>
    /// <param name="run">The directory.</param>
    /// <param name="head">Which head.</param>
    /// <param name="checkpoint">Where the checkpoint is, if not where the configuration says.</param>
    /// <exception cref="InputException">It is none of a probe with a head, or the checkpoint is gone.</exception>
    public static ProbedRun Open(string run, HeadChoice head, string? checkpoint)
    {
        if (!Directory.Exists(run))
            throw new InputException($"--probe: there is no folder '{run}'.");
        string headPath = Path.Combine(run, head == HeadChoice.Best ? ProbeFiles.BestHead : ProbeFiles.LastHead);
        if (!File.Exists(headPath))
        {
            throw new InputException($"--probe: '{run}' holds no {Path.GetFileName(headPath)}. " +
                "Is it the run directory of a finished mae probe with a linear head?");
        }
        SettingTable table = SettingTable.Of<ProbeOptions>();
        var stack = new SettingStack(table, [SettingLayer.FromFile(Path.Combine(run, RunDirectory.ConfigName), table)]);
        ProbeOptions options = stack.Bind<ProbeOptions>();
        string path = checkpoint ?? options.Checkpoint ?? throw new InputException($"--probe: '{run}' does not say which checkpoint it probed.");
        if (checkpoint is null && !Path.Exists(path))
        {
            throw new InputException($"'{run}' probed the checkpoint '{path}', which is not there any more: " +
                "say where it is now with --checkpoint.");
        }
        string reportPath = Path.Combine(run, ProbeFiles.Report);
        return new ProbedRun(
            options, CheckpointPath.Resolve(path), headPath, reportPath,
            IsOf(reportPath, headPath) ? ProbeReport.Parse(File.ReadAllText(reportPath)) : null);
    }

    /// <summary>Whether a report is of a head: a probe that was gone on with and stopped has a newer head than report.</summary>
    private static bool IsOf(string reportPath, string headPath) =>
        File.Exists(reportPath) && File.GetLastWriteTimeUtc(reportPath) >= File.GetLastWriteTimeUtc(headPath);
}
