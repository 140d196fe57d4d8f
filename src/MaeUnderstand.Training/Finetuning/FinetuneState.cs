using System.Text.Json;

namespace MaeUnderstand.Training.Finetuning;

/// <summary>How far a run has come besides weights and moments; part of its checkpoints, so that a resumed run repeats it.</summary>
/// <param name="MeasuredEpochs">Whole epochs that were measured.</param>
/// <param name="LossSum">The training loss summed over the steps of the epoch that is under way.</param>
/// <param name="BestTop1">The highest validation top-1 so far.</param>
/// <param name="BestEpoch">The earliest epoch that reached it; 0 before the first one is over.</param>
/// <param name="Last">The validation after the last whole epoch; <see langword="null"/> before the first one is over.</param>
internal sealed record FinetuneState(int MeasuredEpochs, double LossSum, double BestTop1, int BestEpoch, ClassificationScores? Last)
{
    /// <summary>The key of the state among a checkpoint's notes.</summary>
    public const string Key = "finetune";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Before the first step.</summary>
    public static FinetuneState Start { get; } = new(0, 0, 0, 0, null);

    /// <summary>Reads a state.</summary>
    /// <returns><see langword="null"/> where the text is none.</returns>
    public static FinetuneState? Parse(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize<FinetuneState>(text, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The state as text.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Json);

    /// <summary>After one more epoch.</summary>
    /// <param name="scores">Its validation.</param>
    public FinetuneState After(ClassificationScores scores) => BestEpoch == 0 || scores.Top1 > BestTop1
        ? new FinetuneState(MeasuredEpochs + 1, 0, scores.Top1, MeasuredEpochs + 1, scores)
        : this with { MeasuredEpochs = MeasuredEpochs + 1, LossSum = 0, Last = scores };
}
