namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>What came out of a study.</summary>
/// <param name="Settings">How it was trained and measured.</param>
/// <param name="Masks">A summary of each mask.</param>
/// <param name="Runs">Every run.</param>
public sealed record IdentifyReport(IdentifySettings Settings, IReadOnlyList<IdentifySummary> Masks, IReadOnlyList<IdentifyRow> Runs)
{
    /// <summary>Summarises runs.</summary>
    internal static IdentifyReport Of(IdentifyOptions options, IReadOnlyList<IdentifyRow> runs) => new(
        IdentifySettings.Of(options),
        [.. runs.GroupBy(run => (run.Graph, run.Mask)).Select(group => IdentifySummary.Of([.. group]))],
        runs);
}
