using System.Globalization;
using MaeUnderstand.Torch.Parameters;

namespace MaeUnderstand.Training.Finetuning;

/// <summary>
/// Layer-wise learning-rate decay (Clark et al. 2020; BEiT; facebookresearch/mae, <c>util/lr_decay.py</c>): the nearer a parameter is to
/// the image, the less it learns. The tokens, the position and the patch embedding are layer 0, block i is layer i + 1, norm and head are
/// the last layer, whose rate is the step's. Weight decay spares tensors of one dimension, the cls token and the position embedding.
/// </summary>
/// <param name="Depth">Blocks of the model.</param>
/// <param name="Decay">What the rate of a layer is multiplied by for the layer below it.</param>
public sealed record LayerDecay(int Depth, double Decay)
{
    private static readonly string[] Undecayed = ["cls_token", "pos_embed"];

    /// <summary>The layer of a parameter.</summary>
    /// <param name="name">Its state-dict name.</param>
    public int LayerOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Undecayed.Contains(name) || name.StartsWith("patch_embed", StringComparison.Ordinal))
            return 0;
        return name.Split('.') is ["blocks", var block, ..] ? int.Parse(block, CultureInfo.InvariantCulture) + 1 : Depth + 1;
    }

    /// <summary>The group of a parameter.</summary>
    /// <param name="name">Its state-dict name.</param>
    /// <param name="shape">Its shape.</param>
    public ParameterGroup GroupOf(string name, IReadOnlyList<long> shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return new ParameterGroup(Math.Pow(Decay, Depth + 1 - LayerOf(name)), shape.Count != 1 && !Undecayed.Contains(name));
    }
}
