using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Torch.Pickle;

namespace MaeUnderstand.Models.Weights;

/// <summary>
/// Reads a model's shape off its weights, for checkpoints that do not describe it. Everything but the head counts shows in the
/// tensors' shapes; those follow from the width for the field's standard models, and are asked for otherwise.
/// </summary>
internal static class ModelInference
{
    private static readonly Dictionary<int, int> HeadsByWidth = new() { [192] = 3, [384] = 6, [768] = 12, [1024] = 16, [1280] = 16 };

    // The reference's decoder, and that of long_seq_mae's patch-8 model.
    private static readonly Dictionary<int, int> DecoderHeadsByWidth = new() { [512] = 16, [384] = 12 };

    /// <exception cref="InvalidDataException">The weights are no vision transformer's, or a head count must be given.</exception>
    public static ModelDescription Describe(IWeightSource source, ModelHints hints)
    {
        IReadOnlyList<long> cls = Shape(source, "cls_token", 3);
        IReadOnlyList<long> positions = Shape(source, "pos_embed", 3);
        IReadOnlyList<long> projection = Shape(source, "patch_embed.proj.weight", 4);
        int width = (int)cls[2];
        int grid = (int)Math.Round(Math.Sqrt(positions[1] - 1));
        int patch = (int)projection[3];
        if (projection[1] != 3 || projection[2] != projection[3] || positions[1] != 1 + (long)grid * grid)
            throw new InvalidDataException($"'{source.Path}' is no vision transformer on square RGB patches in a square grid.");

        bool hasDecoder = !ModelWeights.IsEncoderOnly(source);
        int decoderWidth = hasDecoder ? (int)Shape(source, "mask_token", 3)[2] : 0;
        return new ModelDescription
        {
            Encoder = new VitConfig
            {
                ImageSize = grid * patch,
                PatchSize = patch,
                Width = width,
                Depth = ParameterNames.DepthOf(source.Names, "blocks"),
                Heads = hints.Heads ?? StandardHeads(source, "--heads", HeadsByWidth, width),
                MlpRatio = (int)(Shape(source, "blocks.0.mlp.fc1.weight", 2)[0] / width),
            },
            Decoder = hasDecoder
                ? new DecoderConfig
                {
                    Width = decoderWidth,
                    Depth = ParameterNames.DepthOf(source.Names, "decoder_blocks"),
                    Heads = hints.DecoderHeads ?? StandardHeads(source, "--decoder-heads", DecoderHeadsByWidth, decoderWidth),
                }
                : null,
            Classifier = hasDecoder ? null : ClassifierIn(source),
            NormPixLoss = hints.NormPixLoss ?? (source as PthWeights)?.Arguments.IsNormPixLoss(),
        };
    }

    /// <summary>The reference's scripts keep their arguments in the checkpoint, <c>--norm_pix_loss</c> among them.</summary>
    private static bool? IsNormPixLoss(this PthDictionary? arguments) =>
        arguments is not null && arguments.TryGetValue("norm_pix_loss", out object? value) ? value as bool? : null;

    /// <summary>The head of a fine-tuned model; that of a linear probe has other names.</summary>
    private static ClassifierDescription? ClassifierIn(IWeightSource source)
    {
        Pooling pooling = source.Names.Contains("fc_norm.weight") ? Pooling.GlobalAverage : Pooling.ClsToken;
        return source.Names.Contains("head.weight") && source.Names.Contains("head.bias")
            ? new ClassifierDescription { ClassCount = (int)Shape(source, "head.weight", 2)[0], Pooling = pooling }
            : null;
    }

    private static int StandardHeads(IWeightSource source, string option, Dictionary<int, int> standard, int width) =>
        standard.TryGetValue(width, out int heads)
            ? heads
            : throw new InvalidDataException($"'{source.Path}' does not say how many attention heads its width-{width} transformer has, " +
                $"and no standard model has that width; give {option} N.");

    private static IReadOnlyList<long> Shape(IWeightSource source, string name, int dimensions)
    {
        if (!source.Names.Contains(name))
            throw new InvalidDataException($"'{source.Path}' has no tensor '{name}': it is no checkpoint of a masked autoencoder or ViT.");
        IReadOnlyList<long> shape = source.ShapeOf(name);
        return shape.Count == dimensions && shape.All(side => side is > 0 and < int.MaxValue)
            ? shape
            : throw new InvalidDataException(
                $"'{source.Path}' has {name} [{string.Join(", ", shape)}], but it should have {dimensions} dimensions.");
    }
}
