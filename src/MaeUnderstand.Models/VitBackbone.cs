using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Models.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace MaeUnderstand.Models;

/// <summary>
/// What the masked autoencoder's encoder and the plain vision transformer have in common: patch embedding, position embedding, cls
/// token, blocks. State-dict names are the reference's (<c>cls_token</c>, <c>blocks.0.attn.qkv.weight</c>, …).
/// </summary>
public abstract class VitBackbone : nn.Module
{
    [ComponentName(Name = "cls_token")]
    private readonly Parameter clsToken;
    [ComponentName(Name = "pos_embed")]
    private readonly Parameter posEmbed;
    [ComponentName(Name = "patch_embed")]
    private readonly PatchEmbed patchEmbed;
    [ComponentName(Name = "blocks")]
    private readonly ModuleList<Block> blocks;

    private protected VitBackbone(string name, VitConfig config, bool isPositionTrained, Initializer initializer) : base(name)
    {
        Vit = config;
        clsToken = initializer.Normal([1, 1, config.Width], 0.02);
        posEmbed = initializer.Table(PositionEmbedding.SinCos(config.Width, config.GridSize), isPositionTrained);
        patchEmbed = new PatchEmbed(config.PatchSize, config.Width, initializer);
        blocks = Stack(config.Depth, config.Width, config.Heads, config.MlpRatio, initializer);
    }

    /// <summary>The encoder's shape.</summary>
    public VitConfig Vit { get; }

    /// <summary>Where the weights are.</summary>
    public Device Device => clsToken.device;

    private protected static ModuleList<Block> Stack(int depth, int width, int heads, int mlpRatio, Initializer initializer) =>
        new([.. Enumerable.Range(0, depth).Select(_ => new Block(width, heads, mlpRatio, initializer))]);

    /// <summary>Embeds patches and puts the cls token before them.</summary>
    /// <param name="patches">[B, L, P·P·3] all patches of each image; borrowed.</param>
    /// <param name="idsKeep">[B, K] which patches to embed, in this order; <see langword="null"/> for all.</param>
    /// <returns>[B, 1 + K, D]; owned by the caller.</returns>
    private protected Tensor Embed(Tensor patches, Tensor? idsKeep)
    {
        using var scope = NewDisposeScope();
        if (patches.dim() != 3 || patches.shape[1] != Vit.TokenCount || patches.shape[2] != Vit.PatchLength)
        {
            throw new ArgumentException($"Patches must be [B, {Vit.TokenCount}, {Vit.PatchLength}], " +
                $"but are [{string.Join(", ", patches.shape)}].", nameof(patches));
        }
        Tensor positions = posEmbed[0].narrow(0, 1, Vit.TokenCount);                         // [L, D]
        Tensor visible = patches;
        if (idsKeep is not null)
        {
            visible = patches.gather(1, idsKeep.unsqueeze(-1).expand(-1, -1, Vit.PatchLength));
            positions = positions.index_select(0, idsKeep.flatten()).view(idsKeep.shape[0], -1, Vit.Width);
        }
        Tensor cls = (clsToken + posEmbed.narrow(1, 0, 1)).expand(patches.shape[0], -1, -1);
        return cat([cls, patchEmbed.call(visible) + positions], dim: 1).MoveToOuterDisposeScope();
    }

    /// <summary>Runs all blocks.</summary>
    /// <param name="tokens">[B, S, D]; borrowed.</param>
    /// <returns>[B, S, D], before any final norm; owned by the caller.</returns>
    private protected Tensor RunBlocks(Tensor tokens) => Run(blocks, blocks.Count, tokens);

    /// <summary>Runs all blocks with their branches scaled.</summary>
    /// <param name="tokens">[B, S, D]; borrowed.</param>
    /// <param name="factors">[2 · blocks, B, 1, 1] from <see cref="StochasticDepth.Draw"/>; borrowed.</param>
    /// <returns>[B, S, D], before any final norm; owned by the caller.</returns>
    private protected Tensor RunBlocks(Tensor tokens, Tensor factors)
    {
        using var scope = NewDisposeScope();
        Tensor current = tokens.alias();
        for (int i = 0; i < blocks.Count; i++)
            current = blocks[i].Scaled(current, factors[2 * i], factors[2 * i + 1]);
        return current.MoveToOuterDisposeScope();
    }

    /// <summary>The attention probabilities of the last block for the tokens that enter the first.</summary>
    /// <returns>[B, N, S, S], rows are queries; owned by the caller.</returns>
    private protected Tensor LastAttention(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        Tensor input = Run(blocks, blocks.Count - 1, tokens);
        return blocks[blocks.Count - 1].AttentionProbabilities(input).MoveToOuterDisposeScope();
    }

    /// <summary>Runs the first <paramref name="count"/> blocks.</summary>
    private protected static Tensor Run(ModuleList<Block> blocks, int count, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        Tensor current = tokens.alias();
        for (int i = 0; i < count; i++)
            current = blocks[i].call(current);
        return current.MoveToOuterDisposeScope();
    }
}
