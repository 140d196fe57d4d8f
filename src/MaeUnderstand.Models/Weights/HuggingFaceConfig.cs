using System.Text.Json;
using System.Text.Json.Serialization;
using MaeUnderstand.Masking;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Torch.Files;

namespace MaeUnderstand.Models.Weights;

/// <summary>The <c>config.json</c> of a Hugging Face <c>ViTMAEForPreTraining</c>, as far as it concerns us.</summary>
internal sealed record HuggingFaceConfig
{
    private const string ModelTypeName = "vit_mae";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string[] Architectures { get; init; } = ["ViTMAEForPreTraining"];
    public string ModelType { get; init; } = ModelTypeName;
    public int ImageSize { get; init; } = 224;
    public int PatchSize { get; init; } = 16;
    public int NumChannels { get; init; } = 3;
    public int HiddenSize { get; init; } = 768;
    public int NumHiddenLayers { get; init; } = 12;
    public int NumAttentionHeads { get; init; } = 12;
    public int IntermediateSize { get; init; } = 3072;
    public int DecoderHiddenSize { get; init; } = 512;
    public int DecoderNumHiddenLayers { get; init; } = 8;
    public int DecoderNumAttentionHeads { get; init; } = 16;
    public int DecoderIntermediateSize { get; init; } = 2048;
    public string HiddenAct { get; init; } = "gelu";
    public double HiddenDropoutProb { get; init; }
    public double AttentionProbsDropoutProb { get; init; }
    public double InitializerRange { get; init; } = 0.02;
    public double LayerNormEps { get; init; } = 1e-6;
    public bool QkvBias { get; init; } = true;
    public double MaskRatio { get; init; } = 0.75;
    public bool NormPixLoss { get; init; }
    public string TorchDtype { get; init; } = "float32";

    /// <summary>Describes a model to Hugging Face. Their masking knows a ratio only: sampler and mask patch are not in it.</summary>
    public static HuggingFaceConfig From(MaeConfig model, MaskConfig? mask) => new()
    {
        ImageSize = model.Encoder.ImageSize,
        PatchSize = model.Encoder.PatchSize,
        HiddenSize = model.Encoder.Width,
        NumHiddenLayers = model.Encoder.Depth,
        NumAttentionHeads = model.Encoder.Heads,
        IntermediateSize = model.Encoder.Width * model.Encoder.MlpRatio,
        DecoderHiddenSize = model.Decoder.Width,
        DecoderNumHiddenLayers = model.Decoder.Depth,
        DecoderNumAttentionHeads = model.Decoder.Heads,
        DecoderIntermediateSize = model.Decoder.Width * model.Encoder.MlpRatio,
        MaskRatio = mask?.Ratio ?? 0.75,
        NormPixLoss = model.NormPixLoss,
    };

    /// <exception cref="InvalidDataException">It is not the configuration of a ViTMAE that this program can run.</exception>
    public static HuggingFaceConfig Read(string path)
    {
        HuggingFaceConfig config;
        try
        {
            config = JsonSerializer.Deserialize<HuggingFaceConfig>(File.ReadAllBytes(path), Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"'{path}' is no configuration of a model: {fault.Message}", fault);
        }
        if (config.ModelType != ModelTypeName)
            throw new InvalidDataException($"'{path}' configures a '{config.ModelType}' model; only '{ModelTypeName}' can be read.");
        if (config.NumChannels != 3 || config.HiddenAct != "gelu" || !config.QkvBias
            || config.HiddenSize < 1 || config.IntermediateSize % config.HiddenSize != 0)
        {
            throw new InvalidDataException($"'{path}' configures a ViTMAE with another input, activation, projection or MLP " +
                "than the reference's (3 channels, gelu, biases, a whole MLP ratio).");
        }
        string problems = string.Join(" ", config.ToMaeConfig().Problems());
        return problems.Length == 0 ? config : throw new InvalidDataException($"'{path}' configures an impossible model: {problems}");
    }

    public MaeConfig ToMaeConfig() => new()
    {
        Encoder = new VitConfig
        {
            ImageSize = ImageSize,
            PatchSize = PatchSize,
            Width = HiddenSize,
            Depth = NumHiddenLayers,
            Heads = NumAttentionHeads,
            MlpRatio = IntermediateSize / HiddenSize,
        },
        Decoder = new DecoderConfig { Width = DecoderHiddenSize, Depth = DecoderNumHiddenLayers, Heads = DecoderNumAttentionHeads },
        NormPixLoss = NormPixLoss,
    };

    public void Write(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this, Json) + "\n");
}
