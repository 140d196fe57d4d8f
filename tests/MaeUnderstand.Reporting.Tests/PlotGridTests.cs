using System.Xml.Linq;
using SkiaSharp;

namespace MaeUnderstand.Reporting.Tests;

public sealed class PlotGridTests
{
    [Fact, Trait("Kind", "Unit")]
    public void Write_TwoRowsOfFour_HasEveryPanelAndOneLegend()
    {
        using var folder = new TemporaryFolder();
        Samples.FigureFive.WritePng(folder["grid.png"], 1280, 520);
        Samples.FigureFive.WriteSvg(folder["grid.svg"], 1280, 520);
        using SKBitmap bitmap = SKBitmap.Decode(folder["grid.png"]);
        Assert.Equal((1280, 520), (bitmap.Width, bitmap.Height));
        string[] texts = [.. XDocument.Load(folder["grid.svg"]).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
        Assert.Equal(4, texts.Count(text => text == "mask ratio"));
        Assert.Equal(4, texts.Count(text => text == "mask patch size (pixels)"));
        Assert.Equal(2, texts.Count(text => text == "FSIM"));
        Assert.Single(texts, text => text == "ViT-S/8");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_NoPanelOrColumn_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new PlotGrid([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlotGrid([Samples.Psnr], columns: 0));
    }
}
