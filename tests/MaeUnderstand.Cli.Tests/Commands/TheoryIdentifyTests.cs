using System.Text.Json;
using MaeUnderstand.Cli.Tests.Support;

namespace MaeUnderstand.Cli.Tests.Commands;

/// <summary><c>mae theory identify</c>.</summary>
[Trait("Kind", "EndToEnd")]
public sealed class TheoryIdentifyTests : IDisposable
{
    private static readonly string[] Tiny =
    [
        "theory", "identify", "--graphs", "fig4", "--seeds", "2", "--steps", "4", "--samples", "64", "--held-out", "120", "--batch", "32",
        "--width", "16", "--output", "out",
    ];

    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public void Identify_TwoMasks_PrintsATableAndWritesEveryRun()
    {
        run.Succeed([.. Tiny, "--masks", "x1", "x3,x2,x1"]);

        string[] lines = run.StandardOutput.Split('\n');
        Assert.StartsWith("graph  mask      C      level  width", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("fig4   x1        z3         1      2", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("fig4   x1,x2,x3  z1,z2      2      2", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("Medians over 2 seeds ± half the 95 % interval of the mean (Student's t). Over the masks, R² of c is ", lines[4], StringComparison.Ordinal);
        Assert.StartsWith("run 4/4: fig4, mask x1,x2,x3, seed 1, step 4/4, loss ", run.ErrorLines[^1], StringComparison.Ordinal);
        string[] csv = run.ReadLines("out/identify.csv");
        Assert.Equal("graph,mask,seed,c,level,code_width,explained,r2_c,r2_s_m,r2_s_mc,r2_back,seconds", csv[0]);
        Assert.Equal(5, csv.Length);
        Assert.StartsWith("\"fig4\",\"x1,x2,x3\",1,\"z1,z2\",2,2,", csv[4], StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(run["out/identify.json"]));
        Assert.Equal(2, json.RootElement.GetProperty("masks").GetArrayLength());
        Assert.Equal(4, json.RootElement.GetProperty("runs").GetArrayLength());
        JsonElement first = json.RootElement.GetProperty("runs")[0];
        Assert.Equal(6, first.GetProperty("latent_r2").EnumerateObject().Count());
        Assert.Equal("x1", Assert.Single(first.GetProperty("masked_source_r2").EnumerateObject()).Name);
    }

    [Fact]
    public void Identify_StoppedAndRunAgain_GoesOnWhereItWas()
    {
        string[] args = [.. Tiny, "--masks", "x1"];
        run.OnErrorLine = _ => run.Stop(ExitCode.Interrupted);
        Assert.Equal(ExitCode.Interrupted, run.Invoke(args));
        Assert.Equal(2, run.ReadLines("out/identify.csv").Length);
        run.OnErrorLine = null;
        run.Succeed(args);
        Assert.Equal(3, run.ReadLines("out/identify.csv").Length);
        Assert.StartsWith("run 2/2: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Identify_BadInput_IsAnsweredByOneLine()
    {
        run.Refuse("--graphs names 'fig3', but the graphs are fig2, fig4, pitfalls, or files that end in .json, .dot or .gv.",
            "theory", "identify", "--graphs", "fig3");
        run.Refuse("The mask names 'z1', which is a latent: only observables can be masked; " +
            "its observables are 'x1', 'x2', 'x3', 'x4', 'x5' and 'x6'.", [.. Tiny, "--masks", "z1"]);
        run.Refuse("--decoder-sees must be one of sm, nothing, but is 'all' (command line).", [.. Tiny, "--decoder-sees", "all"]);
        run.Refuse("There is no graph 'none.json'.", "theory", "identify", "--graphs", "none.json");
        Assert.False(Directory.Exists(run["out"]));
    }
}
