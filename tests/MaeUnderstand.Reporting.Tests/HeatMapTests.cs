using System.Globalization;
using System.Xml.Linq;
using SkiaSharp;

namespace MaeUnderstand.Reporting.Tests;

[Trait("Kind", "Unit")]
public sealed class HeatMapTests
{
    [Fact]
    public void WriteSvg_RoomyCells_HaveValuesLabelsAndScale()
    {
        using var folder = new TemporaryFolder();
        Samples.Level.WriteSvg(folder["map.svg"], 640, 320);
        string[] texts = Texts(folder["map.svg"]);
        string[] expected =
            ["mean level of c", "mask ratio", "unit side", "level", "0.1", "0.9", "1", "4", "1.02", "2.75", "1.5", "2", "2.5"];
        Assert.Empty(expected.Except(texts));
        Assert.Equal(14 + 2, texts.Count(text => text.Length == 4));                 // 15 cells, one of them missing; 0.25 and 0.75
        Assert.DoesNotContain("NaN", texts);
    }

    [Fact]
    public void WriteSvg_NarrowCells_HaveNoValuesAndFewerLabels()
    {
        using var folder = new TemporaryFolder();
        string[] ratios = [.. Enumerable.Range(1, 40).Select(step => (step / 50.0).ToString("0.00", CultureInfo.InvariantCulture))];
        HeatMap map = Samples.Level with
        {
            Columns = ratios,
            Values = [.. Samples.Level.Rows.Select(_ => Enumerable.Range(0, 40).Select(i => 100.0 + i).ToArray())],
        };
        map.WriteSvg(folder["map.svg"], 420, 320);
        string[] texts = Texts(folder["map.svg"]);
        Assert.DoesNotContain("117.00", texts);
        Assert.InRange(texts.Intersect(ratios).Count(), 5, 20);
    }

    [Fact]
    public void WritePng_Values_GoFromDarkToBrightAndMissingIsGrey()
    {
        using var folder = new TemporaryFolder();
        HeatMap map = Samples.Level with { Columns = ["a", "b", "c"], Rows = ["one"], Values = [[0, 1, double.NaN]], ValueFormat = "" };
        map.WritePng(folder["map.png"], 480, 240);
        using SKBitmap bitmap = SKBitmap.Decode(folder["map.png"]);
        SKColor[] row = [.. Enumerable.Range(0, 400).Select(x => bitmap.GetPixel(x, 100))];
        Assert.Contains(new SKColor(0x44, 0x01, 0x54), row);                         // viridis' ends
        Assert.Contains(row, color => color is { Red: > 245, Green: > 220, Blue: < 60 });
        Assert.Contains(new SKColor(0xEE, 0xEE, 0xEE), row);
    }

    public static TheoryData<string, double[]> Degenerate => new()
    {
        { "one value", [2, 2, 2] },
        { "zeros", [0, 0, 0] },
        { "all missing", [double.NaN, double.NaN, double.PositiveInfinity] },
        { "huge", [1, 1e90, double.MaxValue] },
    };

    [Theory, MemberData(nameof(Degenerate))]
    public void Write_DegenerateValues_DrawsCells(string name, double[] values)
    {
        using var folder = new TemporaryFolder();
        HeatMap map = Samples.Level with { Title = name, Columns = ["a", "b", "c"], Rows = ["one"], Values = [values] };
        map.WritePng(folder["map.png"], 320, 240);
        map.WriteSvg(folder["map.svg"], 320, 240);
        using SKBitmap bitmap = SKBitmap.Decode(folder["map.png"]);
        Assert.NotEqual(SKColors.White, bitmap.GetPixel(150, 100));
        Assert.DoesNotContain("NaN", File.ReadAllText(folder["map.svg"]), StringComparison.Ordinal);
    }

    public static TheoryData<HeatMap, string> Faults => new()
    {
        { Samples.Level with { Columns = [] }, "A heat map needs a cell, but has 0 columns and 3 rows." },
        { Samples.Level with { Rows = ["1"] }, "The heat map has 1 rows, but values of 3." },
        { Samples.Level with { Columns = ["a"] }, "The heat map has 1 columns, but 5 values in the row '1'." },
    };

    [Theory, MemberData(nameof(Faults))]
    public void Write_ValuesOfAnotherShape_NamesTheCounts(HeatMap map, string message)
    {
        using var folder = new TemporaryFolder();
        var fault = Assert.Throws<ArgumentException>(() => map.WriteSvg(folder["map.svg"], 320, 240));
        Assert.Equal(message, fault.Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.FullName));
    }

    [Fact]
    public void Write_InAGridWithLines_DrawsBoth()
    {
        using var folder = new TemporaryFolder();
        var grid = new PlotGrid([Samples.Level, Samples.Banded, Samples.Banded], columns: 3);
        grid.WritePng(folder["grid.png"], 2400, 600, scale: 2);
        grid.WriteSvg(folder["grid.svg"], 1200, 300);
        string[] texts = Texts(folder["grid.svg"]);
        Assert.Contains("1.02", texts);
        Assert.Single(texts, text => text == "unit 2");                             // the third panel repeats no legend
    }

    private static string[] Texts(string path) =>
        [.. XDocument.Load(path).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
}
