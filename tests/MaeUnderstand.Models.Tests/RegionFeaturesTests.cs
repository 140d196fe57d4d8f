using static TorchSharp.torch;

namespace MaeUnderstand.Models.Tests;

[Trait("Kind", "Unit")]
public sealed class RegionFeaturesTests
{
    [Fact]
    public void RegionFeatures_OneRegion_AreTheFeatures()
    {
        using var scope = NewDisposeScope();
        using VisionTransformer model = Model(Pooling.GlobalAverage);
        Tensor images = Images();

        Assert.True(allclose(model.Features(images), model.RegionFeatures(images, 1), rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void RegionFeatures_TokenEach_AreTheNormedTokensRowByRow()
    {
        using var scope = NewDisposeScope();
        using VisionTransformer model = Model(Pooling.GlobalAverage);
        Tensor images = Images();
        Tensor tokens = model.Tokens(images).narrow(1, 1, 16);
        Tensor normed = nn.functional.layer_norm(tokens, [tokens.shape[2]], eps: 1e-6);

        Tensor features = model.RegionFeatures(images, 4);

        Assert.Equal([2, 16 * tokens.shape[2]], features.shape);
        Assert.True(allclose(normed.reshape(2, -1), features, rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void RegionFeatures_QuarterOfTheImage_IsTheMeanOfItsTokens()
    {
        using var scope = NewDisposeScope();
        using VisionTransformer model = Model(Pooling.GlobalAverage);
        Tensor images = Images();
        Tensor tokens = model.Tokens(images);
        long width = tokens.shape[2];
        Tensor corner = tokens.index_select(1, tensor(new long[] { 3, 4, 7, 8 })).mean([1]);      // 1 + rows 0, 1 and columns 2, 3

        Tensor features = model.RegionFeatures(images, 2).narrow(1, width, width);

        Assert.True(allclose(nn.functional.layer_norm(corner, [width], eps: 1e-6), features, rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void RegionFeatures_RegionsThatDoNotDivide_AreRefused()
    {
        using var scope = NewDisposeScope();
        using VisionTransformer model = Model(Pooling.GlobalAverage);

        ArgumentException fault = Assert.Throws<ArgumentException>(() => model.RegionFeatures(Images(), 3));

        Assert.StartsWith("4 tokens a side do not make 3 regions.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RegionFeatures_ClsToken_IsRefused()
    {
        using var scope = NewDisposeScope();
        using VisionTransformer model = Model(Pooling.ClsToken);

        Assert.Throws<InvalidOperationException>(() => model.RegionFeatures(Images(), 2));
    }

    private static VisionTransformer Model(Pooling pooling) => VisionTransformer.WithoutHead(
        Models.Configuration.ModelPresets.Encoder("vit-micro", 32), pooling, CPU, seed: 3, ScalarType.Float32);

    private static Tensor Images() => randn(2, 3, 32, 32);
}
