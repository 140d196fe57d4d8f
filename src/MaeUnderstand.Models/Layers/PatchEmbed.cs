using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Layers;

/// <summary>
/// Embeds patches. The state dict holds the reference's convolution weight [D, 3, P, P]; applied to patches, which need not be all
/// of an image's, it is a matrix product. So only visible patches are embedded.
/// </summary>
internal sealed class PatchEmbed : nn.Module<Tensor, Tensor>
{
    private readonly Projection proj;

    public PatchEmbed(int patchSize, int width, Initializer initializer) : base(nameof(PatchEmbed))
    {
        proj = new Projection(patchSize, width, initializer);
        RegisterComponents();
    }

    /// <param name="patches">[B, K, P·P·3] in row, column, channel order, in any format</param>
    /// <returns>[B, K, D] in the weight's format</returns>
    public override Tensor forward(Tensor patches) => proj.call(patches);

    private sealed class Projection : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter weight;
        private readonly Parameter bias;

        public Projection(int patchSize, int width, Initializer initializer) : base(nameof(Projection))
        {
            int fanIn = patchSize * patchSize * 3;
            weight = initializer.XavierUniform([width, 3, patchSize, patchSize], fanIn, width);
            bias = initializer.Uniform([width], 1 / Math.Sqrt(fanIn));       // the reference leaves the convolution's own default
            RegisterComponents();
        }

        public override Tensor forward(Tensor patches)
        {
            using var scope = NewDisposeScope();
            Tensor matrix = weight.permute(0, 2, 3, 1).flatten(1);           // channels last, as in a patch
            return nn.functional.linear(patches.to(weight.dtype), matrix, bias).MoveToOuterDisposeScope();
        }
    }
}
