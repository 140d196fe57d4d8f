using System.Text.Json;

namespace MaeUnderstand.Training.Checkpoints;

/// <summary>
/// What going back after a loss that was not finite has changed for the rest of a run. Part of the training state, so that a resumed
/// run repeats an uninterrupted one.
/// </summary>
/// <param name="SkippedBatches">How many batches later than its number says each step reads.</param>
/// <param name="CautiousUntil">The learning rate is lowered for the steps up to this one.</param>
/// <param name="InARow">Times that the run went back without getting past <paramref name="CautiousUntil"/>.</param>
internal sealed record Setbacks(long SkippedBatches, long CautiousUntil, int InARow)
{
    /// <summary>Of a run that never went back.</summary>
    public static readonly Setbacks None = new(0, 0, 0);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads them.</summary>
    /// <returns><see langword="null"/> where the text is none.</returns>
    public static Setbacks? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Setbacks>(text, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>After one more.</summary>
    /// <param name="failedStep">The step that was not finite (the first is 1); its batches and all before them are not read again.</param>
    /// <param name="backTo">Steps done at the checkpoint that the run goes on from.</param>
    /// <param name="batchesPerStep">Batches of a step.</param>
    /// <param name="cautiousSteps">Steps past the failed one with a lower learning rate.</param>
    public Setbacks Add(long failedStep, long backTo, int batchesPerStep, long cautiousSteps) => new(
        SkippedBatches + (failedStep - backTo) * batchesPerStep,
        failedStep + cautiousSteps,
        failedStep <= CautiousUntil ? InARow + 1 : 1);

    /// <summary>What the scheduled learning rate of a step is multiplied by.</summary>
    /// <param name="step">The step (the first is 1).</param>
    /// <param name="factor">The factor of one setback.</param>
    public double RateFactor(long step, double factor) => step <= CautiousUntil ? Math.Pow(factor, InARow) : 1;

    /// <summary>Them as text.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Json);
}
