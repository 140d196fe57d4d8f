using System.Xml.Linq;
using SkiaSharp;

namespace MaeUnderstand.Reporting.Tests;

public sealed class LinePlotTests
{
    public static TheoryData<string, (double X, double Y)[]> Degenerate => new()
    {
        { "nothing", [] },
        { "one point", [(0.75, 21)] },
        { "one point at the origin", [(0, 0)] },
        { "constant", [(0, 0.98), (1, 0.98), (2, 0.98)] },
        { "constant but for rounding", [(0, 0.1 + 0.2), (1, 0.3)] },
        { "one x", [(3, 1), (3, 2)] },
        { "with NaN", [(0, 1), (1, double.NaN), (2, 3), (double.PositiveInfinity, 1)] },
        { "nothing finite", [(0, double.NaN), (1, double.NegativeInfinity)] },
        { "tiny", [(0, 1e-300), (1, 2e-300)] },
        { "huge", [(0, -double.MaxValue), (1, double.MaxValue), (2, 1e90), (3, -1e90)] },
    };

    [Theory, Trait("Kind", "Unit")]
    [MemberData(nameof(Degenerate))]
    public void Write_DegenerateSeries_DrawsAxes(string name, (double X, double Y)[] points)
    {
        using var folder = new TemporaryFolder();
        var plot = new LinePlot { Title = name, XLabel = "x", YLabel = "y", Series = [new("one", points), new("two", points)] };
        plot.WritePng(folder["plot.png"], 320, 240);
        plot.WriteSvg(folder["plot.svg"], 320, 240);
        using SKBitmap bitmap = SKBitmap.Decode(folder["plot.png"]);
        Assert.True(InkIn(bitmap, new SKRectI(0, 0, 320, 240)) > 300);               // axes alone have more
        string svg = File.ReadAllText(folder["plot.svg"]);
        Assert.DoesNotContain("NaN", svg.Replace(name, "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("∞", svg, StringComparison.Ordinal);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1)]
    [InlineData(2)]
    public void WritePng_Labels_AreDrawn(int scale)
    {
        Assert.SkipWhen(Fonts.Problem is not null, Fonts.Problem ?? "");
        using var folder = new TemporaryFolder();
        Samples.Psnr.WritePng(folder["plot.png"], 480 * scale, 360 * scale, scale);
        using SKBitmap bitmap = SKBitmap.Decode(folder["plot.png"]);
        Assert.Equal((480 * scale, 360 * scale), (bitmap.Width, bitmap.Height));
        Assert.True(InkIn(bitmap, new SKRectI(150 * scale, 0, 400 * scale, 30 * scale)) > 200, "title");
        Assert.True(InkIn(bitmap, new SKRectI(150 * scale, 334 * scale, 400 * scale, 360 * scale)) > 100, "x label");
        Assert.True(InkIn(bitmap, new SKRectI(0, 100 * scale, 24 * scale, 260 * scale)) > 100, "y label");
        Assert.Equal(0, InkIn(bitmap, new SKRectI(0, 0, 480 * scale, 3 * scale)));
    }

    [Fact, Trait("Kind", "Unit")]
    public void WriteSvg_LabelsTicksAndNames_AreTextWithFallbackFonts()
    {
        using var folder = new TemporaryFolder();
        Samples.Psnr.WriteSvg(folder["plot.svg"], 480, 360);
        XElement[] texts = TextsOf(folder["plot.svg"]);
        string[] expected = ["PSNR over mask ratio", "mask ratio", "PSNR (dB)", "0.1", "0.25", "0.5", "0.75", "0.9", "ViT-B/8", "ViT-S/8"];
        Assert.Empty(expected.Except(texts.Select(text => text.Value)));
        Assert.All(texts, text => Assert.EndsWith("sans-serif", text.Attribute("font-family")?.Value, StringComparison.Ordinal));
    }

    [Fact, Trait("Kind", "Unit")]
    public void WriteSvg_OneSeries_HasNoLegend()
    {
        using var folder = new TemporaryFolder();
        (Samples.Psnr with { Series = [Samples.Psnr.Series[0]] }).WriteSvg(folder["plot.svg"], 480, 360);
        Assert.DoesNotContain(TextsOf(folder["plot.svg"]), text => text.Value == "ViT-B/8");
    }

    [Fact, Trait("Kind", "Unit")]
    public void WriteSvg_MarkupInLabels_IsEscaped()
    {
        using var folder = new TemporaryFolder();
        (Samples.Psnr with { Title = "a < b & \"c\"" }).WriteSvg(folder["plot.svg"], 480, 360);
        Assert.Contains(TextsOf(folder["plot.svg"]), text => text.Value == "a < b & \"c\"");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Write_Twice_GivesTheSameBytesAndLeavesNothingElse()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["first", "second", "second"])              // the last one replaces a file
        {
            Samples.Psnr.WritePng(folder[$"{name}.png"], 480, 360);
            Samples.Psnr.WriteSvg(folder[$"{name}.svg"], 480, 360);
        }
        Assert.Equal(File.ReadAllBytes(folder["first.png"]), File.ReadAllBytes(folder["second.png"]));
        Assert.Equal(File.ReadAllBytes(folder["first.svg"]), File.ReadAllBytes(folder["second.svg"]));
        Assert.Equal(4, Directory.GetFileSystemEntries(folder.FullName).Length);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Write_MissingFolder_NamesIt()
    {
        using var folder = new TemporaryFolder();
        var fault = Assert.Throws<DirectoryNotFoundException>(() => Samples.Psnr.WriteSvg(folder["none/plot.svg"], 480, 360));
        Assert.Contains(folder["none"], fault.Message, StringComparison.Ordinal);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0, 100, 1)]
    [InlineData(100, -1, 1)]
    [InlineData(100, 100, 0)]
    [InlineData(100, 100, double.NaN)]
    public void WritePng_SizeOrScaleNotAboveZero_IsRefused(int width, int height, double scale)
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<ArgumentOutOfRangeException>(() => Samples.Psnr.WritePng(folder["plot.png"], width, height, scale));
        Assert.Empty(Directory.GetFileSystemEntries(folder.FullName));
    }

    private static XElement[] TextsOf(string path) =>
        [.. XDocument.Load(path).Descendants().Where(element => element.Name.LocalName == "text")];

    private static int InkIn(SKBitmap bitmap, SKRectI area) =>
        (from y in Enumerable.Range(area.Top, area.Height)
         from x in Enumerable.Range(area.Left, area.Width)
         where bitmap.GetPixel(x, y).Green < 160
         select x).Count();
}
