using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Data.Tests;

public sealed class NormalisationTests
{
    [Fact, Trait("Kind", "Unit")]
    public void Normalise_ImageNet_ShiftsAndScalesEachChannel()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pixels = tensor(new byte[] { 0, 255, 51, 102, 153, 204 }, 1, 3, 1, 2);
        float[] found = Normalisation.ImageNet.Normalise(pixels).data<float>().ToArray();
        double[] expected =
        [
            (0 - 0.485) / 0.229, (1 - 0.485) / 0.229, (0.2 - 0.456) / 0.224, (0.4 - 0.456) / 0.224, (0.6 - 0.406) / 0.225,
            (0.8 - 0.406) / 0.225,
        ];
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 5);                    // float32
    }

    [Fact, Trait("Kind", "Unit")]
    public void Denormalise_NormalisedPixels_GivesThemBackAndLeavesTheArgumentAlone()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pixels = arange(2 * 3 * 4 * 4).to(ScalarType.Byte).reshape(2, 3, 4, 4);
        Tensor normalised = Normalisation.ImageNet.Normalise(pixels);
        Tensor kept = normalised.clone();
        Tensor back = Normalisation.ImageNet.Denormalise(normalised);
        Assert.Equal(pixels.data<byte>().ToArray(), back.mul(255).round().to(ScalarType.Byte).data<byte>().ToArray());
        Assert.Equal(kept.data<float>().ToArray(), normalised.data<float>().ToArray());
        Assert.Equal((0f, 1f), (
            Normalisation.ImageNet.Denormalise(full(1, 3, 1, 1, -9f)).max().item<float>(),
            Normalisation.ImageNet.Denormalise(full(1, 3, 1, 1, 9f)).min().item<float>()));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Normalise_Repeated_LeavesNoTensors()
    {
        using Tensor pixels = zeros(2, 3, 4, 4, ScalarType.Byte);
        Body();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 3; i++)
            Body();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Body()
        {
            using Tensor normalised = Normalisation.ImageNet.Normalise(pixels);
            using Tensor back = Normalisation.ImageNet.Denormalise(normalised);
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Normalise_WrongShapeOrType_NamesIt()
    {
        using Tensor flat = zeros(3, 4, 4, ScalarType.Byte);
        Assert.StartsWith("Images must be [B, 3, H, W], but are [3, 4, 4].",
            Assert.Throws<ArgumentException>(() => Normalisation.ImageNet.Normalise(flat)).Message);
        using Tensor single = zeros(1, 3, 4, 4);
        Assert.StartsWith("Images must be Byte, but are Float32.",
            Assert.Throws<ArgumentException>(() => Normalisation.ImageNet.Normalise(single)).Message);
    }
}
