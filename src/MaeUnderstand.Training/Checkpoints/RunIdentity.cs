using System.Text.Json;
using System.Text.Json.Serialization;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Pretraining;

namespace MaeUnderstand.Training.Checkpoints;

/// <summary>
/// What must not change when a run goes on, or its steps would not be those of an uninterrupted run: the model and its masks, the
/// images and their order. Length, learning rate and logging may change.
/// </summary>
internal sealed record RunIdentity : IRunIdentity
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters =
        {
            new JsonStringEnumConverter<TrainingPrecision>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<Augmentation>(JsonNamingPolicy.CamelCase),
        },
    };

    /// <summary>The seed of order, crops and masks.</summary>
    public required long Seed { get; init; }

    /// <summary>Images of one forward pass.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Forward passes of one step.</summary>
    public required int Accumulation { get; init; }

    /// <summary>Images in the data set.</summary>
    public required int ImageCount { get; init; }

    /// <summary>The number format of matrix products; fp32 in runs from before there was a choice.</summary>
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Fp32;

    /// <summary>What happens to an image before it is masked; crop in runs from before there was a choice.</summary>
    public Augmentation Augment { get; init; } = Augmentation.Crop;

    /// <summary>The model and its masks.</summary>
    public required ModelDescription Model { get; init; }

    /// <summary>The identity of a run.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="precision">Its number format, not auto.</param>
    public static RunIdentity Of(PretrainPlan plan, TrainingPrecision precision) => new()
    {
        Precision = precision,
        Seed = plan.Options.Seed,
        BatchSize = plan.Options.BatchSize,
        Accumulation = plan.Options.Accumulation,
        ImageCount = plan.ImageCount,
        Augment = plan.Options.Augment,
        Model = ModelDescription.Of(plan.Model, plan.Mask),
    };

    /// <summary>Reads an identity.</summary>
    /// <returns><see langword="null"/> where the text is none.</returns>
    public static RunIdentity? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<RunIdentity>(text, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The identity as text.</summary>
    public string ToText() => JsonSerializer.Serialize(this, Json);

    /// <inheritdoc/>
    public IEnumerable<string>? DifferencesOf(string saved) => Parse(saved)?.DifferencesTo(this);

    /// <summary>What another identity has differently, each with both values, this one's first.</summary>
    public IEnumerable<string> DifferencesTo(RunIdentity other)
    {
        (string Name, object? Own, object? Other)[] parts =
        [
            ("--seed", Seed, other.Seed),
            ("--precision", NameOf(Precision), NameOf(other.Precision)),
            ("--batch-size", BatchSize, other.BatchSize),
            ("--accumulation", Accumulation, other.Accumulation),
            ("image count", ImageCount, other.ImageCount),
            ("--augment", NameOf(Augment), NameOf(other.Augment)),
            ("--mask-ratio", Model.Mask?.Ratio, other.Model.Mask?.Ratio),
            ("--mask-patch", Model.Mask?.PatchSize, other.Model.Mask?.PatchSize),
            ("--mask-sampler", Model.Mask?.Sampler, other.Model.Mask?.Sampler),
            ("--norm-pix-loss", Model.NormPixLoss, other.Model.NormPixLoss),
            ("encoder heads", Model.Encoder.Heads, other.Model.Encoder.Heads),
            ("--decoder-heads", Model.Decoder?.Heads, other.Model.Decoder?.Heads),
        ];
        return parts.Where(part => !Equals(part.Own, part.Other)).Select(part => $"{part.Name} {part.Own}, not {part.Other}");
    }

    private static string NameOf(Enum choice) => choice.ToString().ToLowerInvariant();
}
