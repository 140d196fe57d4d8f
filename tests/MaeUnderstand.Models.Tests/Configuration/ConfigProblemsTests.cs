using MaeUnderstand.Models.Configuration;

namespace MaeUnderstand.Models.Tests.Configuration;

public sealed class ConfigProblemsTests
{
    private static readonly VitConfig Good = new() { ImageSize = 32, PatchSize = 8, Width = 16, Depth = 1, Heads = 2 };

    [Fact, Trait("Kind", "Unit")]
    public void Problems_GoodShape_AreNone()
    {
        Assert.Empty(Good.Problems());
        Assert.Equal((4, 16, 192), (Good.GridSize, Good.TokenCount, Good.PatchLength));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0, 8, "--image-size must be at least 1 pixel, but is 0.")]
    [InlineData(32, 0, "--patch must be at least 1 pixel, but is 0.")]
    [InlineData(32, -8, "--patch must be at least 1 pixel, but is -8.")]
    [InlineData(30, 8, "--image-size 30 is not a multiple of --patch 8; the nearest are 24 and 32.")]
    public void Problems_ImageOrPatchSize_SayWhatIsAllowed(int imageSize, int patchSize, string message) =>
        Assert.Equal([message], (Good with { ImageSize = imageSize, PatchSize = patchSize }).Problems());

    [Theory, Trait("Kind", "Unit")]
    [InlineData(16, 0, 2, "The encoder needs at least 1 block, but its depth is 0.")]
    [InlineData(16, 1, 0, "The encoder needs at least 1 head, but has 0.")]
    [InlineData(16, 1, 3, "The encoder's width 16 is not divisible by its 3 heads.")]
    [InlineData(18, 1, 2, "The encoder's width must be a multiple of 4 (for the sin-cos position embedding), but is 18.")]
    [InlineData(0, 1, 2, "The encoder's width must be a multiple of 4 (for the sin-cos position embedding), but is 0.")]
    public void Problems_EncoderStack_SayWhatIsAllowed(int width, int depth, int heads, string message) =>
        Assert.Equal([message], (Good with { Width = width, Depth = depth, Heads = heads }).Problems());

    [Fact, Trait("Kind", "Unit")]
    public void Problems_MlpRatioZero_SaySo() =>
        Assert.Equal(["The MLP ratio must be at least 1, but is 0."], (Good with { MlpRatio = 0 }).Problems());

    [Theory, Trait("Kind", "Unit")]
    [InlineData(8, 0, 2, "The decoder needs at least 1 block, but its depth is 0.")]
    [InlineData(8, 1, -1, "The decoder needs at least 1 head, but has -1.")]
    [InlineData(8, 1, 5, "The decoder's width 8 is not divisible by its 5 heads.")]
    [InlineData(6, 1, 2, "The decoder's width must be a multiple of 4 (for the sin-cos position embedding), but is 6.")]
    public void Problems_DecoderStack_SayWhatIsAllowed(int width, int depth, int heads, string message)
    {
        var decoder = new DecoderConfig { Width = width, Depth = depth, Heads = heads };
        var model = new MaeConfig { Encoder = Good, Decoder = decoder, NormPixLoss = true };
        Assert.Equal([message], model.Problems());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Problems_SeveralFaults_AreAllTold()
    {
        var model = new MaeConfig
        {
            Encoder = Good with { ImageSize = 30, Depth = 0 },
            Decoder = new DecoderConfig { Width = 8, Depth = 0, Heads = 2 },
            NormPixLoss = true,
        };
        Assert.Equal(
            [
                "--image-size 30 is not a multiple of --patch 8; the nearest are 24 and 32.",
                "The encoder needs at least 1 block, but its depth is 0.",
                "The decoder needs at least 1 block, but its depth is 0.",
            ],
            model.Problems());
    }
}
