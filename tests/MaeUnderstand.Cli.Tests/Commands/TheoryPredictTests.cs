using System.Globalization;
using System.Text.Json;
using MaeUnderstand.Cli.Tests.Support;

namespace MaeUnderstand.Cli.Tests.Commands;

/// <summary><c>mae theory predict</c>.</summary>
[Trait("Kind", "EndToEnd")]
public sealed class TheoryPredictTests : IDisposable
{
    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Theory]
    [InlineData("object"), InlineData("overlapping"), InlineData("quadtree"), InlineData("shifted")]
    public void Predict_Hierarchy_WritesTablesFigureAndClaims(string hierarchy)
    {
        run.Succeed("theory", "predict", "--hierarchy", hierarchy, "--grid", "8", "--ratios", ".1:.9:.2,.5", "--units", "2,1",
            "--masks", "10", "--seeds", "2", "--output", "out");

        string[] rows = run.ReadLines("out/predict.csv");
        Assert.Equal(1 + 2 * 5, rows.Length);
        Assert.StartsWith("unit,ratio,masks,masked_tokens,cuts_a_unit,level_mean,level_low,level_high,level_deviation,", rows[0]);
        Assert.Equal(["1,0.1", "1,0.3", "1,0.5", "1,0.7", "1,0.9", "2,0.1"],
            rows[1..7].Select(row => string.Join(',', row.Split(',')[..2])));
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(run["out/predict.json"]));
        JsonElement cell = document.RootElement.GetProperty("cells")[2];
        Assert.Equal(double.Parse(rows[3].Split(',')[5], CultureInfo.InvariantCulture),
            cell.GetProperty("level").GetProperty("mean").GetDouble());
        Assert.Equal(20, cell.GetProperty("masks").GetInt32());
        Assert.Equal(1, cell.GetProperty("level_shares").EnumerateArray().Sum(share => share.GetDouble()), tolerance: 1e-9);
        Assert.Equal(9, document.RootElement.GetProperty("claims").GetArrayLength());
        (_, int width, int height) = TinyImages.Read(run["out/predict.png"]);
        Assert.Equal((2480, 1520), (width, height));
        Assert.Contains("mask unit (tokens a side)", File.ReadAllText(run["out/predict.svg"]));
        Assert.Equal(3, run.OutputLines.Count(line => line.StartsWith("Larger mask units raise the ", StringComparison.Ordinal)));
        Assert.StartsWith("200 masks over ", run.ErrorLines[0]);
    }

    [Fact]
    public void Predict_CIsAlwaysEmpty_LeavesNumbersOut()
    {
        run.Succeed("theory", "predict", "--hierarchy", "quadtree", "--grid", "4", "--depth", "1", "--ratios", ".25,.5", "--units", "2",
            "--masks", "4", "--seeds", "1", "--output", "out");

        Assert.StartsWith("2,0.25,4,4,false,,,,,,,,", run.ReadLines("out/predict.csv")[1]);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(run["out/predict.json"]));
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("cells")[0].GetProperty("level").ValueKind);
        Assert.Contains("The level rises with the mask ratio and then falls. By the mean level of c's members: not tested.",
            run.OutputLines);
    }

    [Theory]
    [InlineData("--ratios must be up to 1000 numbers, or ranges such as .05:.95:.05, with commas between, but is '.1:.5'.",
        "--ratios", ".1:.5")]
    [InlineData("--ratios must be up to 1000 numbers, or ranges such as .05:.95:.05, with commas between, but is '.1:.5:0'.",
        "--ratios", ".1:.5:0")]
    [InlineData("--ratios must lie above 0 and below 1, but one is 1.", "--ratios", "0.5:1:.5")]
    [InlineData("--units must be whole numbers with commas between, but is '1 2'.", "--units", "1 2")]
    [InlineData("--units must lie between 1 and the grid's 28, but one is 29.", "--units", "29")]
    [InlineData("--hierarchy must be one of object, overlapping, quadtree, shifted, but is 'tree'.", "--hierarchy", "tree")]
    [InlineData("--depth must be at least 1, but is 0.", "--depth", "0")]
    [InlineData("--output is empty: name a folder for the results.", "--output", "")]
    public void Predict_BadInput_IsRefused(string message, string option, string value) =>
        run.Refuse(message, "theory", "predict", option, value);
}
