using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Models.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using LayerNorm = MaeUnderstand.Models.Layers.LayerNorm;
using Linear = MaeUnderstand.Models.Layers.Linear;

namespace MaeUnderstand.Models;

/// <summary>
/// A masked autoencoder with a vision transformer (He et al. 2022; facebookresearch/mae, <c>models_mae.py</c>): the encoder sees the
/// visible patches only, the decoder rebuilds the image from them and mask tokens. The mathematics and the parameter names are the
/// reference's; work whose result nobody reads (embedding masked patches, predicting visible ones while training) is left out.
/// </summary>
public sealed class MaskedAutoencoder : VitBackbone
{
    private readonly LayerNorm norm;
    [ComponentName(Name = "decoder_embed")]
    private readonly Linear decoderEmbed;
    [ComponentName(Name = "mask_token")]
    private readonly Parameter maskToken;
    [ComponentName(Name = "decoder_pos_embed")]
    private readonly Parameter decoderPosEmbed;
    [ComponentName(Name = "decoder_blocks")]
    private readonly ModuleList<Block> decoderBlocks;
    [ComponentName(Name = "decoder_norm")]
    private readonly LayerNorm decoderNorm;
    [ComponentName(Name = "decoder_pred")]
    private readonly Linear decoderPred;

    /// <summary>Builds a model with fresh weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="device">Where the weights live.</param>
    /// <param name="seed">Fixes the weights, on every device alike.</param>
    /// <exception cref="ArgumentException">The shape is impossible; the message lists why.</exception>
    public MaskedAutoencoder(MaeConfig config, Device device, long seed = 0)
        : this(Checked(config), new Initializer(device, seed))
    {
    }

    /// <summary>Builds a model that computes in another number format; its weights are yet to be given.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="device">Where the weights live.</param>
    /// <param name="type">The format of matrix products. Norms, position tables, the residual stream, targets and loss are float32.</param>
    /// <exception cref="ArgumentException">The shape is impossible; the message lists why.</exception>
    public static MaskedAutoencoder Unset(MaeConfig config, Device device, ScalarType type) =>
        new(Checked(config), Initializer.Unset(device, type));

    private MaskedAutoencoder(MaeConfig config, Initializer initializer)
        : base(nameof(MaskedAutoencoder), config.Encoder, isPositionTrained: false, initializer)
    {
        using (initializer)
        {
            Config = config;
            (VitConfig encoder, DecoderConfig decoder) = (config.Encoder, config.Decoder);
            norm = new LayerNorm(encoder.Width, initializer);
            decoderEmbed = new Linear(encoder.Width, decoder.Width, initializer);
            maskToken = initializer.Normal([1, 1, decoder.Width], 0.02);
            decoderPosEmbed = initializer.Table(PositionEmbedding.SinCos(decoder.Width, encoder.GridSize), isTrained: false);
            decoderBlocks = Stack(decoder.Depth, decoder.Width, decoder.Heads, encoder.MlpRatio, initializer);
            decoderNorm = new LayerNorm(decoder.Width, initializer);
            decoderPred = new Linear(decoder.Width, encoder.PatchLength, initializer);
        }
        RegisterComponents();
    }

    /// <summary>The model's shape.</summary>
    public MaeConfig Config { get; }

    /// <summary>Encodes the visible patches.</summary>
    /// <param name="patches">[B, L, P·P·3] from <see cref="Patches.Patchify"/>; borrowed.</param>
    /// <param name="idsKeep">[B, K] the visible ones; <see langword="null"/> for all, in image order.</param>
    /// <returns>[B, 1 + K, D] after the final norm, the cls token first; owned by the caller.</returns>
    public Tensor Encode(Tensor patches, Tensor? idsKeep)
    {
        using var scope = NewDisposeScope();
        return norm.call(RunBlocks(Embed(patches, idsKeep))).MoveToOuterDisposeScope();
    }

    /// <summary>Predicts every patch from the encoded ones.</summary>
    /// <param name="latent">[B, 1 + K, D] from <see cref="Encode"/>; borrowed.</param>
    /// <param name="idsRestore">[B, L] where each token stands among the kept, then removed ones; <see langword="null"/> where the
    /// latent holds all tokens in image order.</param>
    /// <returns>[B, L, P·P·3] in image order; owned by the caller.</returns>
    public Tensor Decode(Tensor latent, Tensor? idsRestore)
    {
        using var scope = NewDisposeScope();
        Tensor tokens = DecodeTokens(latent, idsRestore).narrow(1, 1, Vit.TokenCount);
        return decoderPred.call(decoderNorm.call(tokens)).MoveToOuterDisposeScope();
    }

    /// <summary>The training loss: squared error averaged over a patch's numbers, then over the removed patches of the batch.</summary>
    /// <param name="images">[B, 3, H, W] normalised; borrowed.</param>
    /// <param name="mask">Of as many images, with at least one token removed; borrowed.</param>
    /// <returns>[] with gradient; owned by the caller.</returns>
    public Tensor Loss(Tensor images, MaskBatch mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.KeepCount >= mask.TokenCount)
            throw new ArgumentException("A loss needs at least one removed token, but the mask removes none.", nameof(mask));
        Require(images, mask);
        using var scope = NewDisposeScope();
        Tensor patches = Patches.Patchify(images, Vit.PatchSize);
        Tensor decoded = DecodeTokens(Encode(patches, mask.IdsKeep), mask.IdsRestore);
        Tensor pred = decoderPred.call(decoderNorm.call(Take(decoded, mask.IdsMasked + 1)));
        return nn.functional.mse_loss(pred.to(float32), Target(Take(patches, mask.IdsMasked))).MoveToOuterDisposeScope();
    }

    /// <summary>What the decoder is to predict for given patches: themselves, or each normalised with its own statistics.</summary>
    /// <param name="patches">[B, M, P·P·3]; borrowed.</param>
    /// <returns>[B, M, P·P·3]; owned by the caller.</returns>
    public Tensor Target(Tensor patches)
    {
        if (!Config.NormPixLoss)
            return patches.alias();
        using var scope = NewDisposeScope();
        (Tensor mean, Tensor deviation) = PatchStatistics(patches);
        return ((patches - mean) / deviation).MoveToOuterDisposeScope();
    }

    /// <summary>Reconstructs images from their visible patches, without gradients.</summary>
    /// <param name="images">[B, 3, H, W] normalised; borrowed.</param>
    /// <param name="mask">Of as many images, it may remove none; <see langword="null"/> where every patch is visible. Borrowed.</param>
    /// <param name="recovery">What becomes of normalised targets.</param>
    /// <returns>float32 [B, 3, H, W] in the same normalised pixels: the prediction for every patch, visible ones too. Owned by the
    /// caller.</returns>
    public Tensor Reconstruct(Tensor images, MaskBatch? mask, PixelRecovery recovery = PixelRecovery.TrueStatistics)
    {
        if (mask is not null)
            Require(images, mask);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        Tensor patches = Patches.Patchify(images, Vit.PatchSize);
        Tensor pred = Decode(Encode(patches, mask?.IdsKeep), mask?.IdsRestore).to(float32);
        if (Config.NormPixLoss && recovery == PixelRecovery.TrueStatistics)
        {
            (Tensor mean, Tensor deviation) = PatchStatistics(patches);
            pred = pred * deviation + mean;
        }
        return Patches.Unpatchify(pred, Vit.PatchSize).MoveToOuterDisposeScope();
    }

    private static MaeConfig Checked(MaeConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        string problems = string.Join(" ", config.Problems());
        return problems.Length == 0 ? config : throw new ArgumentException(problems, nameof(config));
    }

    private void Require(Tensor images, MaskBatch mask)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (mask.Count != images.shape[0] || mask.TokenCount != Vit.TokenCount)
        {
            throw new ArgumentException($"The masks are [{mask.Count}, {mask.TokenCount}], " +
                $"but images and model need [{images.shape[0]}, {Vit.TokenCount}].", nameof(mask));
        }
    }

    /// <summary>The reference's statistics of a patch: its mean, and the root of its unbiased variance plus 1e-6.</summary>
    private static (Tensor Mean, Tensor Deviation) PatchStatistics(Tensor patches) =>
        (patches.mean([-1], keepdim: true), (patches.var(-1, unbiased: true, keepdim: true) + 1e-6).sqrt());

    /// <summary>The rows <paramref name="ids"/> [B, M] of [B, S, D], as [B, M, D].</summary>
    private static Tensor Take(Tensor tokens, Tensor ids) => tokens.gather(1, ids.unsqueeze(-1).expand(-1, -1, tokens.shape[2]));

    /// <summary>Runs the decoder's blocks over all tokens of the image.</summary>
    /// <returns>[B, 1 + L, decoder width], before the norm.</returns>
    private Tensor DecodeTokens(Tensor latent, Tensor? idsRestore)
    {
        using var scope = NewDisposeScope();
        Tensor visible = decoderEmbed.call(latent);                                          // [B, 1 + K, D']
        Tensor tokens = (idsRestore is null ? visible : FillMasked(visible, idsRestore)) + decoderPosEmbed;
        return Run(decoderBlocks, decoderBlocks.Count, tokens).MoveToOuterDisposeScope();
    }

    /// <summary>Puts the visible tokens back in image order and the mask token everywhere else, in one gather.</summary>
    private Tensor FillMasked(Tensor visible, Tensor idsRestore)
    {
        (long batch, long length, long width) = (visible.shape[0], visible.shape[1], visible.shape[2]);
        Tensor rows = cat([visible.reshape(batch * length, width), maskToken.view(1, width)], dim: 0);
        Tensor starts = arange(batch, dtype: int64, device: visible.device).unsqueeze(1) * length;
        Tensor ids = where(idsRestore < length - 1, starts + 1 + idsRestore, batch * length);   // the last row is the mask token
        return rows.index_select(0, cat([starts, ids], dim: 1).flatten()).view(batch, 1 + idsRestore.shape[1], width);
    }
}
