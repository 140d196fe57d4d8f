namespace MaeUnderstand.Masking.Tests;

public sealed class MaskConfigTests
{
    private static readonly MaskConfig Good = new() { PatchSize = 16 };

    [Fact, Trait("Kind", "Unit")]
    public void Problems_PaperMasking_AreNone()
    {
        Assert.Equal(("uniform", 0.75), (Good.Sampler, Good.Ratio));
        Assert.Empty(Good.Problems(imageSize: 224, vitPatchSize: 16, isTraining: true));
        Assert.Empty((Good with { PatchSize = 224 }).Problems(imageSize: 224, vitPatchSize: 16, isTraining: true));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Problems_UnknownSampler_ListTheKnownOnes() => Assert.Equal(
        ["--mask-sampler must be one of block, grid, uniform, but is 'checker'."], Training(Good with { Sampler = "checker" }));

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0, "--mask-patch must be a multiple of the ViT patch (16), but is 0.")]
    [InlineData(-16, "--mask-patch must be a multiple of the ViT patch (16), but is -16.")]
    [InlineData(24, "--mask-patch must be a multiple of the ViT patch (16), but is 24.")]
    [InlineData(80, "--mask-patch 80 is larger than the image (64).")]
    public void Problems_MaskPatch_SayWhatIsAllowed(int patchSize, string message) =>
        Assert.Equal([message], Training(Good with { PatchSize = patchSize }));

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0, "--mask-ratio must be above 0 and below 1, but is 0.")]
    [InlineData(1, "--mask-ratio must be above 0 and below 1, but is 1.")]
    [InlineData(-0.5, "--mask-ratio must be above 0 and below 1, but is -0.5.")]
    [InlineData(double.NaN, "--mask-ratio must be above 0 and below 1, but is NaN.")]
    [InlineData(0.95, "--mask-ratio 0.95 leaves none of 16 tokens visible; lower it, or use a smaller --patch.")]
    [InlineData(1e-17, "--mask-ratio 1E-17 removes none of 16 tokens, so there is nothing to predict; raise it.")]
    public void Problems_RatioInTraining_SayWhatIsAllowed(double ratio, string message) =>
        Assert.Equal([message], Training(Good with { Ratio = ratio }));

    [Fact, Trait("Kind", "Unit")]
    public void Problems_RatioInReconstruction_MayBeZero()
    {
        Assert.Empty((Good with { Ratio = 0 }).Problems(64, 16, isTraining: false));
        Assert.Equal(
            ["--mask-ratio must be at least 0 and below 1, but is 1."], (Good with { Ratio = 1 }).Problems(64, 16, isTraining: false));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Problems_ImpossibleImage_AreTheModelsToTell() =>
        Assert.Empty((Good with { PatchSize = 3 }).Problems(64, 0, isTraining: true));

    [Fact, Trait("Kind", "Unit")]
    public void Layout_MaskPatchOfTwoTokens_HasUnitsOfTwo()
    {
        MaskLayout layout = (Good with { PatchSize = 32, Ratio = 0.5 }).Layout(gridSize: 4, vitPatchSize: 16);
        Assert.Equal((4, 4, 2, 0.5), (layout.Rows, layout.Columns, layout.UnitSide, layout.MaskRatio));
    }

    private static IEnumerable<string> Training(MaskConfig config) => config.Problems(imageSize: 64, vitPatchSize: 16, isTraining: true);
}
