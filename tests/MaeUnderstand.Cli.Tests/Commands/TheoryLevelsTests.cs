using System.Text.Json;
using MaeUnderstand.Cli.Tests.Support;

namespace MaeUnderstand.Cli.Tests.Commands;

/// <summary><c>mae theory levels</c>, on a grid of four tiny models.</summary>
[Trait("Kind", "EndToEnd")]
public sealed class TheoryLevelsTests : IDisposable
{
    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public void Levels_SmallGrid_WritesAReportWithFigures()
    {
        run.Succeed(Tiny("--output", "out"));

        Assert.Equal(["unit", "ratio", "Scene", "(class,", "pose)"],
            run.OutputLines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(5));
        Assert.Equal($"Report: {Path.Combine("out", "report.md")}", run.OutputLines[^1]);
        JsonElement report = JsonDocument.Parse(File.ReadAllText(run["out/levels.json"])).RootElement;
        Assert.Equal(4, report.GetProperty("models").GetArrayLength());
        Assert.Equal([3, 2, 1], report.GetProperty("levels").EnumerateArray().Select(level => level.GetInt32()));
        Assert.Equal(6, report.GetProperty("decodability").GetArrayLength());
        Assert.Equal(6, report.GetProperty("prediction").GetArrayLength());
        Assert.All(report.GetProperty("prediction").EnumerateArray().Where(point => point.GetProperty("level").GetInt32() == 3),
            point => Assert.InRange(point.GetProperty("value").GetProperty("mean").GetDouble(), 0.9, 1 + 1e-9));
        string page = File.ReadAllText(run["out/report.md"]);
        Assert.Contains("(2 seeds, each with a world of its own)", page, StringComparison.Ordinal);
        foreach (string figure in new[] { "levels.png", "levels.svg", "latents.png", "latents.svg" })
            Assert.True(new FileInfo(run[$"out/{figure}"]).Length > 1000, figure);
    }

    [Fact]
    public void Levels_StoppedAndResumed_GivesTheReportOfAnUninterruptedRun()
    {
        run.Succeed(Tiny("--output", "whole"));
        string whole = File.ReadAllText(run["whole/levels.json"]);
        run.OnErrorLine = line =>
        {
            if (line.StartsWith("2 of 4", StringComparison.Ordinal))
                run.Stop(ExitCode.Interrupted);
        };

        Assert.Equal(ExitCode.Interrupted, run.Invoke(Tiny("--output", "out")));
        Assert.Equal("mae: Stopped.", run.ErrorLines[^1]);
        Assert.False(File.Exists(run["out/levels.json"]));
        run.OnErrorLine = null;
        string finished = File.ReadAllText(run["out/ratio-0.5-unit-1-seed-0/scores.json"]);
        run.Succeed("theory", "levels", "--output", "out", "--resume");

        Assert.Equal(finished, File.ReadAllText(run["out/ratio-0.5-unit-1-seed-0/scores.json"]));
        Assert.Equal(whole, File.ReadAllText(run["out/levels.json"]));
    }

    [Fact]
    public void Levels_ResumedWithOtherSteps_SaysWhatDiffers()
    {
        run.Succeed(Tiny("--output", "out"));

        Assert.Equal(ExitCode.BadInput, run.Invoke("theory", "levels", "--output", "out", "--resume", "--steps", "5"));

        Assert.Contains("was made otherwise (vit-micro, 32 pixels, patch 8, 3 steps of 4, ", run.ErrorLines[^1], StringComparison.Ordinal);
        Assert.EndsWith("): give the same options, or another --output.", run.ErrorLines[^1], StringComparison.Ordinal);
        run.Succeed("theory", "levels", "--output", "out", "--resume");             // a refused resume changed nothing
    }

    [Fact]
    public void Levels_OutputThatHoldsAGrid_IsRefusedWithoutResume()
    {
        run.Succeed(Tiny("--output", "out"));

        run.Refuse("The run directory 'out' holds a run already. Give --resume to go on with it, or another --output to start anew.",
            Tiny("--output", "out"));
    }

    [Fact]
    public void Levels_UnitLargerThanTheImage_IsRefusedBeforeAnyTraining() =>
        run.Refuse("--units must be at most the tokens along a side (4), but are '8'.",
            [.. Tiny().TakeWhile(word => word != "--units"), "--units", "8", "--output", "out"]);

    private static string[] Tiny(params string[] more) =>
    [
        "theory", "levels", "--model", "vit-micro", "--image-size", "32", "--patch", "8", "--ratios", ".5,.75", "--units", "1", "--seeds", "2",
        "--steps", "3", "--batch-size", "4", "--probe-images", "100", "--test-images", "100", "--prediction-scenes", "20", "--device", "cpu",
        "--precision", "fp32", "--regions", "1", .. more,
    ];
}
