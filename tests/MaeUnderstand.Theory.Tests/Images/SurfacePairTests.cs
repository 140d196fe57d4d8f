using MaeUnderstand.Theory.Images;

namespace MaeUnderstand.Theory.Tests.Images;

[Trait("Kind", "Unit")]
public sealed class SurfacePairTests
{
    private static readonly Colour Red = new(1, 0, 0);
    private static readonly Colour Blue = new(0, 0, 1);
    private static readonly SurfacePair Pair = new(Plain(Red), Plain(Blue));

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(-0.051, 0)]
    [InlineData(-0.025, 0.25)]
    [InlineData(0, 0.5)]
    [InlineData(0.025, 0.75)]
    [InlineData(0.051, 1)]
    [InlineData(1, 1)]
    public void At_PixelOfATenth_BlendsOverThatWidth(float across, float shareOfB)
    {
        Colour colour = Pair.At(0.3f, 0.7f, across, pixel: 0.1f);
        Assert.Equal(1 - shareOfB, colour.Red, 1e-5f);
        Assert.Equal(0, colour.Green);
        Assert.Equal(shareOfB, colour.Blue, 1e-5f);
    }

    private static Covering Plain(Colour colour) => new(TextureKind.Stripes, 1, 0, colour, colour);
}
