using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Models.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace MaeUnderstand.Models;

/// <summary>A vision transformer with a classification head (the reference's <c>models_vit.py</c>), for probing and fine-tuning.</summary>
public sealed class VisionTransformer : VitBackbone
{
    // main_finetune.py: trunc_normal_(model.head.weight, std=2e-5), whose bounds of ±2 cut nothing off.
    private const double HeadDeviation = 2e-5;

    private readonly LayerNorm? norm;
    [ComponentName(Name = "fc_norm")]
    private readonly LayerNorm? fcNorm;
    private readonly Linear? head;

    /// <summary>Builds a model with fresh weights; the head's are nearly zero, as where the reference begins to fine-tune.</summary>
    /// <param name="config">The encoder's shape.</param>
    /// <param name="classCount">Outputs of the head.</param>
    /// <param name="pooling">How the tokens become one feature.</param>
    /// <param name="device">Where the weights live.</param>
    /// <param name="seed">Fixes the weights.</param>
    public VisionTransformer(VitConfig config, int classCount, Pooling pooling, Device device, long seed = 0)
        : this(config, classCount, pooling, new Initializer(device, seed))
    {
    }

    /// <summary>Builds a model that computes in another number format; its weights are yet to be given.</summary>
    /// <param name="config">The encoder's shape.</param>
    /// <param name="classCount">Outputs of the head.</param>
    /// <param name="pooling">How the tokens become one feature.</param>
    /// <param name="device">Where the weights live.</param>
    /// <param name="type">The format of matrix products; norms, position table and residual stream are float32.</param>
    public static VisionTransformer Unset(VitConfig config, int classCount, Pooling pooling, Device device, ScalarType type) =>
        new(config, classCount, pooling, Initializer.Unset(device, type));

    /// <summary>Builds a model without a head, for features, in one number format.</summary>
    /// <param name="config">The encoder's shape.</param>
    /// <param name="pooling">How the tokens become one feature.</param>
    /// <param name="device">Where the weights live.</param>
    /// <param name="seed">Fixes the weights.</param>
    /// <param name="type">The format of matrix products; norms, position table and residual stream are float32. The weights are those
    /// of the same seed in float32, rounded.</param>
    public static VisionTransformer WithoutHead(VitConfig config, Pooling pooling, Device device, long seed, ScalarType type)
    {
        var model = new VisionTransformer(config, classCount: null, pooling, new Initializer(device, seed));
        if (type == ScalarType.Float32)
            return model;
        using (model)
        {
            var rounded = new VisionTransformer(config, classCount: null, pooling, Initializer.Unset(device, type));
            using var _ = no_grad();
            foreach ((var target, var source) in rounded.parameters().Zip(model.parameters()))
                target.copy_(source);
            return rounded;
        }
    }

    private VisionTransformer(VitConfig config, int? classCount, Pooling pooling, Initializer initializer)
        : base(nameof(VisionTransformer), config, isPositionTrained: true, initializer)
    {
        using (initializer)
        {
            Pooling = pooling;
            norm = pooling == Pooling.ClsToken ? new LayerNorm(config.Width, initializer) : null;
            fcNorm = pooling == Pooling.GlobalAverage ? new LayerNorm(config.Width, initializer) : null;
            head = classCount is { } count ? new Linear(config.Width, count, HeadDeviation, initializer) : null;
        }
        RegisterComponents();
    }

    /// <summary>How the tokens become one feature.</summary>
    public Pooling Pooling { get; }

    /// <summary>The tokens after the last block, before any final norm.</summary>
    /// <param name="images">[B, 3, H, W] normalised; borrowed.</param>
    /// <returns>[B, 1 + L, D], the cls token first; owned by the caller.</returns>
    public Tensor Tokens(Tensor images)
    {
        using var scope = NewDisposeScope();
        return RunBlocks(Embed(Patches.Patchify(images, Vit.PatchSize), idsKeep: null)).MoveToOuterDisposeScope();
    }

    /// <summary>One feature an image: the normed cls token, or the norm of the mean of the patch tokens.</summary>
    /// <param name="images">[B, 3, H, W] normalised; borrowed.</param>
    /// <returns>[B, D]; owned by the caller.</returns>
    public Tensor Features(Tensor images)
    {
        using Tensor tokens = Tokens(images);
        return Pool(tokens);
    }

    /// <summary>Features that keep roughly where things are: the norm of the mean of the patch tokens of each region of a grid.</summary>
    /// <param name="images">[B, 3, H, W] normalised; borrowed.</param>
    /// <param name="regions">Regions along a side of the image, R; divides the tokens along a side.</param>
    /// <returns>[B, R·R·D], region by region; owned by the caller.</returns>
    /// <exception cref="InvalidOperationException">The model makes features of the cls token.</exception>
    /// <exception cref="ArgumentException">The regions do not divide the tokens.</exception>
    public Tensor RegionFeatures(Tensor images, int regions)
    {
        if (fcNorm is null)
            throw new InvalidOperationException("A vision transformer that uses the cls token has no features of regions.");
        if (regions < 1 || Vit.GridSize % regions != 0)
            throw new ArgumentException($"{Vit.GridSize} tokens a side do not make {regions} regions.", nameof(regions));
        using var scope = NewDisposeScope();
        Tensor tokens = Tokens(images);
        int side = Vit.GridSize / regions;
        Tensor means = tokens.narrow(1, 1, Vit.TokenCount).reshape(tokens.shape[0], regions, side, regions, side, Vit.Width).mean([2, 4]);
        return fcNorm.call(means).reshape(tokens.shape[0], -1).MoveToOuterDisposeScope();
    }

    /// <summary>Class scores.</summary>
    /// <param name="images">[B, 3, H, W] normalised; borrowed.</param>
    /// <param name="factors">[2 · blocks, B, 1, 1] from <see cref="StochasticDepth.Draw"/>; borrowed. Nothing is dropped where
    /// <see langword="null"/>.</param>
    /// <returns>[B, classes] in the format of matrix products; owned by the caller.</returns>
    /// <exception cref="InvalidOperationException">The model has no head.</exception>
    public Tensor Logits(Tensor images, Tensor? factors = null)
    {
        if (head is null)
            throw new InvalidOperationException("A vision transformer without a head has no class scores.");
        using var scope = NewDisposeScope();
        Tensor tokens = factors is null
            ? Tokens(images)
            : RunBlocks(Embed(Patches.Patchify(images, Vit.PatchSize), idsKeep: null), factors);
        return head.call(Pool(tokens)).MoveToOuterDisposeScope();
    }

    /// <summary>Softmax attention of the last block.</summary>
    /// <param name="images">[B, 3, H, W] normalised; borrowed.</param>
    /// <returns>[B, N, 1 + L, 1 + L], rows are queries, the cls token is index 0; owned by the caller.</returns>
    public Tensor LastAttentionMap(Tensor images)
    {
        using var scope = NewDisposeScope();
        return LastAttention(Embed(Patches.Patchify(images, Vit.PatchSize), idsKeep: null)).MoveToOuterDisposeScope();
    }

    private Tensor Pool(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        Tensor features = Pooling == Pooling.ClsToken
            ? norm!.call(tokens)[TensorIndex.Colon, 0]
            : fcNorm!.call(tokens.narrow(1, 1, Vit.TokenCount).mean([1]));
        return features.MoveToOuterDisposeScope();
    }
}
