using System.Text.Json;
using System.Text.Json.Serialization;
using MaeUnderstand.Masking;
using MaeUnderstand.Models.Configuration;

namespace MaeUnderstand.Models.Weights;

/// <summary>
/// What a checkpoint says of its model, so that later commands need only its path. Kept as JSON in the safetensors metadata.
/// </summary>
public sealed record ModelDescription
{
    /// <summary>The metadata key of the description.</summary>
    public const string MetadataKey = "mae";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    /// <summary>The encoder's shape.</summary>
    public required VitConfig Encoder { get; init; }

    /// <summary>The decoder's shape; <see langword="null"/> for an encoder alone.</summary>
    public DecoderConfig? Decoder { get; init; }

    /// <summary>Whether the model predicts normalised patches; <see langword="null"/> where nothing says it.</summary>
    public bool? NormPixLoss { get; init; }

    /// <summary>How images were masked in training, where known.</summary>
    public MaskConfig? Mask { get; init; }

    /// <summary>The classification head; <see langword="null"/> where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ClassifierDescription? Classifier { get; init; }

    /// <summary>Describes a model.</summary>
    public static ModelDescription Of(MaeConfig model, MaskConfig? mask)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new ModelDescription { Encoder = model.Encoder, Decoder = model.Decoder, NormPixLoss = model.NormPixLoss, Mask = mask };
    }

    /// <summary>Reads the description in a file's metadata.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <returns><see langword="null"/> where there is none.</returns>
    /// <exception cref="InvalidDataException">There is one, but it is no description.</exception>
    public static ModelDescription? FromMetadata(string path, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (!metadata.TryGetValue(MetadataKey, out string? text))
            return null;
        ModelDescription description;
        try
        {
            description = JsonSerializer.Deserialize<ModelDescription>(text, Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"'{path}' has metadata '{MetadataKey}' that describes no model: {fault.Message}", fault);
        }
        return description.Checked(path);
    }

    /// <summary>This description, if such a model can be.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="InvalidDataException">It cannot; the message lists why.</exception>
    internal ModelDescription Checked(string path)
    {
        string[] problems =
        [
            .. Encoder.Problems(),
            .. Decoder is { } decoder ? VitConfig.TransformerProblems("decoder", decoder.Width, decoder.Depth, decoder.Heads) : [],
            .. Classifier?.Problems() ?? [],
        ];
        return problems.Length == 0
            ? this
            : throw new InvalidDataException($"'{path}' describes an impossible model: {string.Join(" ", problems)}");
    }

    /// <summary>The metadata of a file that holds this model; with the <c>format</c> that PyTorch's loaders ask for.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata() => new Dictionary<string, string>
    {
        ["format"] = "pt",
        [MetadataKey] = JsonSerializer.Serialize(this, Json),
    };
}
