using System.Text.Json;
using MaeUnderstand.Cli.Tests.Support;

namespace MaeUnderstand.Cli.Tests.Commands;

/// <summary><c>mae robustness</c>, on a probe of a thousand classes with an image each.</summary>
public sealed class RobustnessTests(ProbedImageNet probed) : IClassFixture<ProbedImageNet>, IDisposable
{
    private const string Stingray = "n01498041";          // 6, in ImageNet-A

    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void Robustness_EverySet_WritesTheRowAndItsParts()
    {
        MakeSets();
        run.Succeed(Test("--imagenet-val", "val", "--imagenet-v2", "v2", "--objectnet", "objectnet-1.0", "--imagenet-r", "r",
            "--imagenet-a", "a", "--imagenet-sketch", "sketch", "--output", "out"));

        JsonElement report = Report("out");
        Assert.Equal(["IN1K", "IN-v2", "OJN", "IN-R", "IN-A", "IN-S"],
            report.GetProperty("top1_among_thousand").EnumerateObject().Select(column => column.Name));
        Assert.Equal([2, 3, 2, 1, 2, 2], report.GetProperty("sets").EnumerateArray().Select(set => set.GetProperty("images").GetInt32()));
        Assert.All(report.GetProperty("sets").EnumerateArray(), set =>
        {
            bool isRestricted = set.TryGetProperty("restricted_top1", out JsonElement restricted) && restricted.ValueKind == JsonValueKind.Number;
            Assert.Equal(set.GetProperty("set").GetString() is "objectnet" or "imagenet-r" or "imagenet-a", isRestricted);
            double top1 = set.GetProperty("top1").GetDouble();
            Assert.True(top1 <= set.GetProperty("top5").GetDouble());
            Assert.True(!isRestricted || top1 <= restricted.GetDouble());
        });
        string[] csv = run.ReadLines("out/robustness.csv");
        Assert.Equal("set,column,images,expected_images,unreadable_images,folders,expected_folders,other_folders,restricted_top1,top1,top5", csv[0]);
        Assert.StartsWith("imagenet-val,IN1K,2,50000,0,2,1000,0,,", csv[1]);
        Assert.StartsWith("objectnet,OJN,2,18574,0,2,113,1,", csv[3]);

        Assert.Equal(["top-1", "in", "%", "IN1K", "IN-v2", "OJN", "IN-R", "IN-A", "IN-S"], Words(run.OutputLines[0]));
        Assert.StartsWith("this model, among 1000 classes ", run.OutputLines[2]);
        Assert.StartsWith("this model, among the set's classes ", run.OutputLines[3]);
        Assert.Equal("IN1K: measured on the images of --imagenet-val.", run.OutputLines[^2]);
        Assert.Equal("The paper has no row of mask ratio 0.5, mask patch 8 and ViT patch 8.", run.OutputLines[^1]);
        Assert.Contains("warning: ImageNet-v2 has 10000 images in 1000 folders, but 'v2' has 3 in 2: the figures are of these.", run.ErrorLines);
    }

    /// <summary>The validation images of the probe, tested as ImageNet-1K's own, get the probe's own figures.</summary>
    [Fact, Trait("Kind", "EndToEnd")]
    public void Robustness_ImagesOfTheProbe_ScoreAsInTheProbe()
    {
        foreach (string head in (string[])["last", "best"])
        {
            run.Succeed(Test("--imagenet-val", Path.Combine(probed.Folder, "data", "val"), "--head", head, "--output", head));
            JsonElement set = Report(head).GetProperty("sets")[0];
            JsonElement probe = Read(Path.Combine(probed.FullName, "probe.json"));
            Assert.Equal(probe.GetProperty(head == "last" ? "top1" : "best_top1").GetDouble(), set.GetProperty("top1").GetDouble());
        }
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Robustness_Rerun_ComputesNothingAndWritesTheSameBytes()
    {
        MakeSets();
        string[] args = Test("--imagenet-a", "a", "--imagenet-v2", "v2", "--output", "out");
        run.Succeed(args);
        Assert.Contains("imagenet-a features 2/2 images", run.ErrorLines);
        Dictionary<string, byte[]> before = Files("out");
        string table = run.StandardOutput;
        Directory.Delete(run["cache"], recursive: true);                  // nothing is looked up there

        run.Succeed(args);

        Assert.False(Directory.Exists(run["cache"]));
        Assert.Equal(2, run.ErrorLines.Count(line => line.EndsWith(", as of an earlier run", StringComparison.Ordinal)));
        Assert.Equal(table, run.StandardOutput);
        Assert.Equal(before, Files("out"));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Robustness_StoppedBetweenSets_GoesOnWithTheSecond()
    {
        MakeSets();
        string[] sets = ["--imagenet-a", "a", "--imagenet-v2", "v2"];
        run.Succeed(Test([.. sets, "--output", "whole", "--cache", "other-cache"]));
        run.OnErrorLine = line =>
        {
            if (line.StartsWith("imagenet-v2: top-1 ", StringComparison.Ordinal))
                run.Stop(ExitCode.Interrupted);
        };
        Assert.Equal(ExitCode.Interrupted, run.Invoke(Test([.. sets, "--output", "part"])));
        Assert.Equal(["imagenet-v2.json"], Directory.GetFiles(run["part/sets"]).Select(Path.GetFileName));
        run.OnErrorLine = null;
        run.Succeed(Test([.. sets, "--output", "part"]));

        Assert.DoesNotContain("imagenet-v2 features 3/3 images", run.ErrorLines);
        Assert.Contains("imagenet-a features 2/2 images", run.ErrorLines);
        Assert.Equal(Files("whole"), Files("part"));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Robustness_ChangedImages_AreTestedAgain()
    {
        MakeSets();
        run.Succeed(Test("--imagenet-a", "a", "--output", "out"));
        Add($"a/{Stingray}", 77);
        run.Succeed(Test("--imagenet-a", "a", "--output", "out"));
        Assert.Contains("imagenet-a features 3/3 images", run.ErrorLines);
        Assert.Equal(3, Report("out").GetProperty("sets")[0].GetProperty("images").GetInt32());
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Robustness_WithoutValidation_TakesIn1kFromTheProbe()
    {
        MakeSets();
        run.Succeed(Test("--imagenet-r", "r", "--output", "out"));
        double top1 = Read(Path.Combine(probed.FullName, "probe.json")).GetProperty("top1").GetDouble();
        Assert.Equal(100 * top1, Report("out").GetProperty("top1_among_thousand").GetProperty("IN1K").GetDouble());
        Assert.Equal($"IN1K: from {Path.Combine(probed.FullName, "probe.json")}, {ProbedImageNet.ValidationImages} images.", run.OutputLines[^2]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Robustness_ModelOfThePaper_StandsBesideItsRows()
    {
        MakeSets();
        run.Succeed(TinyRun.Pretrain("--output", "like-the-paper", "--image-size", "32", "--patch", "16", "--mask-ratio", "0.5",
            "--mask-patch", "16", "--steps", "1"));
        run.Succeed(probed.Probe("like-the-paper", "--output", "probe", "--cache", "cache"));
        run.Succeed("robustness", "--probe", "probe", "--imagenet-a", "a", "--cache", "cache", "--device", "cpu");
        string row = Assert.Single(run.OutputLines, line => line.StartsWith("paper, ", StringComparison.Ordinal));
        Assert.StartsWith("paper, Table 1, ratio sweep, ViT patch 8 stated, 16 by its numbers ", row);
        Assert.Equal(["60.07", "46.71", "13.94", "22.44", "2.89", "12.58"], Words(row)[^6..]);
        Assert.Equal("The paper does not say among which classes it scored OJN, IN-R and IN-A.", run.OutputLines[^1]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Robustness_NothingGiven_SaysBoth()
    {
        Assert.Equal(ExitCode.BadInput, run.Invoke("robustness"));
        Assert.Equal(
            [
                "mae: --probe is missing: name the run directory of a linear probe on ImageNet-1K.",
                "mae: No data set is named: give one or more of --imagenet-val, --imagenet-v2, --objectnet, --imagenet-r, --imagenet-a, " +
                    "--imagenet-sketch.",
            ], run.ErrorLines);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Robustness_NoProbe_SaysWhatIsMissing()
    {
        MakeSets();
        run.Refuse("--probe: there is no folder 'nowhere'.", "robustness", "--probe", "nowhere", "--imagenet-a", "a");
        run.Refuse("--probe: 'a' holds no head-best.safetensors. Is it the run directory of a finished mae probe with a linear head?",
            "robustness", "--probe", "a", "--imagenet-a", "a", "--head", "best");
        run.Refuse("--imagenet-a: there is no folder 'nowhere'.", Test("--imagenet-a", "nowhere"));
        run.Refuse("There is no checkpoint 'nowhere'.", Test("--imagenet-a", "a", "--checkpoint", "nowhere"));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Robustness_AnotherCheckpoint_IsRefused()
    {
        MakeSets();
        run.Succeed(TinyRun.Pretrain("--output", "other", "--image-size", "16", "--steps", "1"));
        string other = Directory.GetDirectories(run["other/checkpoints"]).Single();
        run.Refuse($"'{Path.Combine(probed.FullName, "head-last.safetensors")}' was not trained on the encoder of '{other}': weights, pooling " +
            "or precision are others. Name the checkpoint that was probed with --checkpoint.", Test("--imagenet-a", "a", "--checkpoint", other));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Robustness_MovedCheckpoint_IsFoundByItsOption()
    {
        MakeSets();
        string moved = run["moved"];
        Directory.Move(probed.Checkpoint, moved);
        try
        {
            run.Refuse($"'{probed.FullName}' probed the checkpoint '{probed.Checkpoint}', which is not there any more: say where it is now " +
                "with --checkpoint.", Test("--imagenet-a", "a"));
            run.Succeed(Test("--imagenet-a", "a", "--checkpoint", "moved"));
        }
        finally
        {
            Directory.Move(moved, probed.Checkpoint);
        }
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Robustness_HeadOfOtherClasses_IsRefused()
    {
        MakeSets();
        foreach (string name in (string[])["cat", "dog"])
            Add($"small/train/{name}", name.Length);
        Add("small/val/cat", 1);
        run.Succeed("probe", "--checkpoint", probed.Checkpoint, "--data", "small", "--effective-batch", "2", "--epochs", "1", "--features",
            "cached", "--output", "small-probe", "--cache", "cache", "--device", "cpu");
        run.Refuse($"'{Path.Combine("small-probe", "head-last.safetensors")}' is a head of 2 classes ('cat', 'dog'); the robustness data sets " +
            "need one of ImageNet's 1000, named by their WordNet ids ('n01440764' to 'n15075141'): probe on ImageNet-1K's own folders.",
            "robustness", "--probe", "small-probe", "--imagenet-a", "a", "--device", "cpu");
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static JsonElement Read(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }

    private JsonElement Report(string output) => Read(run[Path.Combine(output, "robustness.json")]);

    private Dictionary<string, byte[]> Files(string folder) => Directory.GetFiles(run[folder], "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(run[folder], path), File.ReadAllBytes);

    private string[] Test(params string[] options)
    {
        string[] defaults = ["--probe", probed.FullName, "--threads", "1", "--device", "cpu"];
        return ["robustness", .. defaults, .. options.Contains("--cache") ? (string[])[] : ["--cache", "cache"], .. options];
    }

    private void MakeSets()
    {
        Add($"val/{Stingray}", 1).Add("val/n01443537", 2);
        Add("v2/2", 3).Add("v2/10", 4).Add("v2/10", 5);
        Add("objectnet-1.0/images/banana", 6).Add("objectnet-1.0/images/alarm_clock", 7).Add("objectnet-1.0/images/air_freshener", 8);
        Add("r/n01443537", 9);
        Add($"a/{Stingray}", 10).Add("a/n01531178", 11);
        Add("sketch/n15075141", 12).Add("sketch/n01440764", 13);
    }

    private RobustnessTests Add(string folder, int seed)
    {
        ProbedImageNet.Add(run[folder], seed);
        return this;
    }
}
