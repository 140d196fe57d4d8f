using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Checkpoints;

namespace MaeUnderstand.Training.Finetuning;

/// <summary>
/// What must not change when a run goes on: the model, the images, their order and what is done to them. Length, learning rate and
/// logging may change.
/// </summary>
internal sealed record FinetuneIdentity : IRunIdentity
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter<TrainingPrecision>(JsonNamingPolicy.CamelCase) },
    };

    /// <inheritdoc/>
    public required ModelDescription Model { get; init; }

    /// <summary>The fingerprint of the training images.</summary>
    public required string Data { get; init; }

    /// <summary>The number format of matrix products; never auto.</summary>
    public required TrainingPrecision Precision { get; init; }

    /// <summary>The options that decide what a step computes, by their names.</summary>
    public required IReadOnlyDictionary<string, string> Recipe { get; init; }

    /// <summary>The identity of a run.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="data">The fingerprint of its training images.</param>
    /// <param name="precision">Its number format, not auto.</param>
    public static FinetuneIdentity Of(FinetunePlan plan, string data, TrainingPrecision precision) =>
        new() { Model = plan.Model, Data = data, Precision = precision, Recipe = RecipeOf(plan.Options) };

    /// <inheritdoc/>
    public string ToText() => JsonSerializer.Serialize(this, Json);

    /// <inheritdoc/>
    public IEnumerable<string>? DifferencesOf(string saved)
    {
        try
        {
            return JsonSerializer.Deserialize<FinetuneIdentity>(saved, Json) is { } other ? DifferencesOf(other) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string[] DifferencesOf(FinetuneIdentity saved)
    {
        (string Name, object? Saved, object? Own)[] parts =
        [
            ("--precision", NameOf(saved.Precision), NameOf(Precision)),
            ("--image-size", saved.Model.Encoder.ImageSize, Model.Encoder.ImageSize),
            ("class count", saved.Model.Classifier?.ClassCount, Model.Classifier?.ClassCount),
            .. Recipe.Select(pair => ("--" + pair.Key, (object?)saved.Recipe.GetValueOrDefault(pair.Key), (object?)pair.Value)),
        ];
        string[] differences = [.. parts.Where(part => !Equals(part.Saved, part.Own)).Select(part => $"{part.Name} {part.Saved}, not {part.Own}")];
        return differences.Length > 0 || saved.Data == Data ? differences : ["other training images"];
    }

    private static Dictionary<string, string> RecipeOf(FinetuneOptions options) => new (string Name, object Value)[]
    {
        ("seed", options.Seed),
        ("batch-size", options.BatchSize),
        ("accumulation", options.Accumulation),
        ("pool", options.Pool.ToString().ToLowerInvariant()),
        ("drop-path", options.DropPath),
        ("smoothing", options.Smoothing),
        ("mixup", options.Mixup),
        ("cutmix", options.Cutmix),
        ("mixup-switch", options.MixupSwitch),
        ("reprob", options.RandomErasing),
        ("randaug-count", options.RandAugmentCount),
        ("randaug-magnitude", options.RandAugmentMagnitude),
        ("randaug-std", options.RandAugmentDeviation),
        ("min-crop", options.MinCrop),
        ("flip", options.Flip),
    }.ToDictionary(item => item.Name, item => Convert.ToString(item.Value, CultureInfo.InvariantCulture)!, StringComparer.Ordinal);

    private static string NameOf(TrainingPrecision precision) => precision.ToString().ToLowerInvariant();
}
