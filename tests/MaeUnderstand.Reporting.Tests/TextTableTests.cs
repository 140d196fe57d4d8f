namespace MaeUnderstand.Reporting.Tests;

public sealed class TextTableTests
{
    private static readonly TextTable Results = new(
        [new("run"), new("PSNR (dB)", ColumnAlignment.Right), new("done", ColumnAlignment.Center)],
        [["ratio 0.75", "21.4", "yes"], ["ratio 0.9", "9.75", "no"]]);

    [Fact, Trait("Kind", "Unit")]
    public void ToText_AlignedColumns_PadsWithoutSpacesAtLineEnds() => Assert.Equal(
        "run         PSNR (dB)  done\n" +
        "----------  ---------  ----\n" +
        "ratio 0.75       21.4  yes\n" +
        "ratio 0.9        9.75   no\n",
        Results.ToText());

    [Fact, Trait("Kind", "Unit")]
    public void ToText_CellWithLineBreakAndCombiningMark_StaysALineOfItsWidth()
    {
        var table = new TextTable([new("a"), new("b")], [["x\r\ny", "1"], ["e\u0301", "2"]]);
        Assert.Equal("a    b\n---  -\nx y  1\ne\u0301    2\n", table.ToText());
    }

    [Fact, Trait("Kind", "Unit")]
    public void ToText_NoRows_HasHeadingsAndRule() =>
        Assert.Equal("a  bc\n-  --\n", new TextTable([new("a"), new("bc")], []).ToText());

    [Fact, Trait("Kind", "Unit")]
    public void ToMarkdown_Alignments_StandInTheRule() => Assert.Equal(
        "| run | PSNR (dB) | done |\n" +
        "|---|---:|:---:|\n" +
        "| ratio 0.75 | 21.4 | yes |\n" +
        "| ratio 0.9 | 9.75 | no |\n",
        Results.ToMarkdown());

    [Fact, Trait("Kind", "Unit")]
    public void ToMarkdown_BarAndLineBreak_AreEscaped() =>
        Assert.Equal("| a |\n|---|\n| x\\|y<br>z |\n", new TextTable([new("a")], [["x|y\nz"]]).ToMarkdown());

    [Fact, Trait("Kind", "Unit")]
    public void ToCsv_CommaQuoteAndLineBreak_AreQuoted()
    {
        var table = new TextTable([new("name"), new("value")], [["a,b", "1"], ["say \"x\"", ""], ["two\nlines", " 2"]]);
        Assert.Equal("name,value\n\"a,b\",1\n\"say \"\"x\"\"\",\n\"two\nlines\", 2\n", table.ToCsv());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_RowTooShort_NamesRowAndCounts()
    {
        var fault = Assert.Throws<ArgumentException>(() => new TextTable([new("a"), new("b")], [["1", "2"], ["3"]]));
        Assert.StartsWith("Row 1 has 1 cells, the table has 2 columns.", fault.Message, StringComparison.Ordinal);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_NoColumn_IsRefused() => Assert.Throws<ArgumentException>(() => new TextTable([], []));

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_RowChangedAfterwards_KeepsItsCopy()
    {
        string[] row = ["1"];
        var table = new TextTable([new("a")], [row]);
        row[0] = "2";
        Assert.Equal("1", table.Rows[0][0]);
    }
}
