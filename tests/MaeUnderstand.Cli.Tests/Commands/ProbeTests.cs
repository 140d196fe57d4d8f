using System.Text.Json;
using MaeUnderstand.Cli.Tests.Support;

namespace MaeUnderstand.Cli.Tests.Commands;

/// <summary><c>mae probe</c>, on images whose classes differ in brightness.</summary>
public sealed class ProbeTests : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TrainedRun trained;
    private readonly CliRun run = new();

    public ProbeTests(TrainedRun trained)
    {
        this.trained = trained;
        foreach (string split in new[] { "train", "val" })
        {
            for (int label = 0; label < 3; label++)
                Classes.Make(run[Path.Combine("data", split, $"class-{label}")], split == "train" ? 8 : 4, label);
        }
    }

    public void Dispose() => run.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void Probe_Recipe_WritesHeadsLogAndReport()
    {
        run.Succeed(Tiny("--output", "out"));

        JsonElement report = Report("out");
        Assert.Equal("linear", report.GetProperty("mode").GetString());
        Assert.Equal((12, 24, 3), (Int(report, "images"), Int(report, "train_images"), Int(report, "classes")));
        Assert.Matches(@"^top-1 [0-9.]+ %, top-5 100.00 %, loss [0-9.]+ on 12 images of 3 classes \(linear probe from 24 images; epoch 3, " +
            @"best [0-9.]+ % in epoch [1-3]; base learning rate 10\).$", run.OutputLines[0]);
        string[] epochs = run.ReadLines("out/epochs.csv");
        Assert.Equal("epoch,learning_rate,train_loss,loss,top1,top5", epochs[0]);
        Assert.Equal(["1", "2", "3"], epochs.Skip(1).Select(line => line.Split(',')[0]));
        Assert.True(File.Exists(run["out/head-last.safetensors"]) && File.Exists(run["out/head-best.safetensors"]));
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("cached", "--features", "cached", "--lr-grid", "1,30", "--epochs", "30")]
    [InlineData("knn", "--knn", "3")]
    [InlineData("knn", "--knn", "3", "--pool", "gap", "--cache-format", "fp32", "--labels-per-class", "4")]
    public void Probe_FastModes_LearnBrightness(string mode, params string[] options)
    {
        run.Succeed(Tiny([.. options, "--output", "out"]));
        JsonElement report = Report("out");
        Assert.Equal(mode, report.GetProperty("mode").GetString());
        Assert.InRange(report.GetProperty("top1").GetDouble(), 0.75, 1);
        Assert.Equal(1, report.GetProperty("top5").GetDouble());
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Probe_SecondOfTheSameFeatures_FindsThemInTheCache()
    {
        run.Succeed(Tiny("--knn", "3", "--output", "first"));
        Assert.Contains("train features 24/24 images", run.StandardError);
        string[] stored = Directory.GetDirectories(run["cache"]);
        run.Succeed(Tiny("--features", "cached", "--output", "second"));
        Assert.DoesNotContain("features 24", run.StandardError);
        run.Succeed(Tiny("--knn", "3", "--random-weights", "--output", "third"));
        Assert.Contains("train features 24/24 images", run.StandardError);
        Assert.Equal(stored.Length + 2, Directory.GetDirectories(run["cache"]).Length);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Probe_StoppedAndResumed_EqualsUninterrupted()
    {
        run.Succeed(Tiny("--output", "whole"));
        run.OnErrorLine = line =>
        {
            if (line.StartsWith("epoch 1/", StringComparison.Ordinal))
                run.Stop(ExitCode.Interrupted);
        };
        Assert.Equal(ExitCode.Interrupted, run.Invoke(Tiny("--output", "part")));
        Assert.Equal("mae: Stopped.", run.ErrorLines[^1]);
        run.OnErrorLine = null;
        run.Succeed("probe", "--output", "part", "--resume");

        Assert.Equal(File.ReadAllText(run["whole/epochs.csv"]), File.ReadAllText(run["part/epochs.csv"]));
        Assert.Equal(File.ReadAllBytes(run["whole/head-last.safetensors"]), File.ReadAllBytes(run["part/head-last.safetensors"]));
        Assert.Equal(File.ReadAllBytes(run["whole/head-best.safetensors"]), File.ReadAllBytes(run["part/head-best.safetensors"]));
        Assert.Equal(Report("whole").GetProperty("loss").GetDouble(), Report("part").GetProperty("loss").GetDouble());
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Probe_KilledAndResumed_EqualsUninterrupted()
    {
        string[] args = Tiny("--epochs", "40");
        run.Succeed([.. args, "--output", "whole"]);
        using (MaeProcess process = MaeProcess.Start(run.Folder, [.. args, "--output", "part"]))
            Assert.True(process.KillWhen(_ => File.Exists(run["part/epochs.csv"]) && new FileInfo(run["part/epochs.csv"]).Length > 200));
        run.Succeed("probe", "--output", "part", "--resume");
        Assert.Equal(File.ReadAllText(run["whole/epochs.csv"]), File.ReadAllText(run["part/epochs.csv"]));
        Assert.Equal(File.ReadAllBytes(run["whole/head-last.safetensors"]), File.ReadAllBytes(run["part/head-last.safetensors"]));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Probe_ResumedOnOtherClasses_NamesBothCounts()
    {
        run.Succeed(Tiny("--output", "out"));
        Directory.Delete(run["data/train/class-2"], recursive: true);
        Directory.Delete(run["data/val/class-2"], recursive: true);
        Assert.Equal(ExitCode.BadInput, run.Invoke("probe", "--output", "out", "--resume"));
        Assert.Equal($"mae: '{run["out/head-last.safetensors"]}' is a head of 3 classes, but the data has 2: going on would not repeat " +
            "that probe. Give the same options, or start anew in another --output.", run.ErrorLines[^1]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Probe_UnreadableValidationImage_IsLeftOut()
    {
        File.WriteAllBytes(run["data/val/class-0/0.png"], [1, 2, 3]);
        run.Succeed(Tiny("--knn", "3", "--max-bad-fraction", "0.2", "--output", "out"));
        Assert.Contains("warning: cannot read", run.StandardError);
        Assert.Equal(11, Int(Report("out"), "images"));
    }

    /// <summary>Two batches of features, of which the process is stopped after the first.</summary>
    [Fact, Trait("Kind", "EndToEnd")]
    public void Probe_StoppedWhileFeaturesAreComputed_EndsAsUninterrupted()
    {
        for (int label = 0; label < 3; label++)
            Classes.Make(run[$"data/train/class-{label}"], 30, label);
        string[] args = ["--features", "cached", "--lr-grid", "1,30"];
        run.Succeed(Tiny([.. args, "--cache", "cache-whole", "--output", "whole"]));
        run.OnErrorLine = line =>
        {
            if (line == "train features 64/90 images")
                run.Stop(ExitCode.Interrupted);
        };
        Assert.Equal(ExitCode.Interrupted, run.Invoke(Tiny([.. args, "--output", "part"])));
        Assert.Equal("mae: Stopped.", run.ErrorLines[^1]);
        Assert.Equal(64 * 8, new FileInfo(Path.Combine(Assert.Single(Directory.GetDirectories(run["cache"])), "index.bin")).Length);
        Assert.False(File.Exists(run["part/probe.json"]));
        run.OnErrorLine = null;
        run.Succeed("probe", "--output", "part", "--resume");
        Assert.Equal("train features 90/90 images", run.ErrorLines.First(line => line.StartsWith("train features", StringComparison.Ordinal)));

        foreach (string name in (string[])["probe.json", "head-last.safetensors", "head-best.safetensors"])
            Assert.Equal(File.ReadAllBytes(run[$"whole/{name}"]), File.ReadAllBytes(run[$"part/{name}"]));
    }

    /// <summary>The other folder lacks class-1, so that its own numbers of classes are not the training's, and 'else' is no class.</summary>
    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData, InlineData("--features", "cached"), InlineData("--knn", "3")]
    public void Probe_EvalOn_MatchesClassesByName(params string[] mode)
    {
        foreach (int label in (int[])[2, 0])
            Classes.Make(run[$"other/class-{label}"], 4, label);
        Classes.Make(run["other/else"], 2, 0);
        run.Succeed(Tiny([.. mode, "--eval-on", "other=other", "--eval-on", "val=data/val", "--output", "out"]));

        JsonElement report = Report("out");
        JsonElement[] others = [.. report.GetProperty("eval_on").EnumerateArray()];
        Assert.Equal(("other", 8, 2, 1), (others[0].GetProperty("name").GetString(), Int(others[0], "images"), Int(others[0], "classes"),
            Int(others[0], "unmatched_folders")));
        Assert.Equal("else", Assert.Single(others[0].GetProperty("unmatched_names").EnumerateArray()).GetString());
        foreach (string score in (string[])["top1", "top5"])
            Assert.Equal(report.GetProperty(score).GetDouble(), others[1].GetProperty(score).GetDouble());
        Assert.Equal(report.TryGetProperty("loss", out JsonElement loss), others[1].TryGetProperty("loss", out JsonElement other));
        if (loss.ValueKind == JsonValueKind.Number)
            Assert.Equal(loss.GetDouble(), other.GetDouble());
        Assert.Matches(@"^other: top-1 [0-9.]+ %, top-5 100.00 %.* on 8 images of 2 classes; left out: 1 folders of other names \(else\).$",
            run.OutputLines[1]);
        Assert.Matches(@"^val: top-1 [0-9.]+ %, top-5 100.00 %.* on 12 images of 3 classes.$", run.OutputLines[2]);

        string whole = File.ReadAllText(run["out/probe.json"]);
        run.Succeed("probe", "--output", "out", "--resume");
        Assert.Equal(whole.Replace("\"other\",\n      \"folder\": \"other\"", $"\"other\",\n      \"folder\": \"{run["other"]}\"", StringComparison.Ordinal)
            .Replace("\"folder\": \"data/val\"", $"\"folder\": \"{run["data/val"]}\"", StringComparison.Ordinal), File.ReadAllText(run["out/probe.json"]));
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("--eval-on must be NAME=DIR, the name of letters, digits, '-', '_' and '.', but is 'data/val'.", "--eval-on", "data/val")]
    [InlineData("--eval-on must be NAME=DIR, the name of letters, digits, '-', '_' and '.', but is 'a b=c'.", "--eval-on", "a b=c")]
    [InlineData("--eval-on names 'a' twice.", "--eval-on", "a=data/val", "b=data/val", "a=data/train")]
    public void Probe_EvalOnOfAnotherForm_IsRefused(string message, params string[] options) => run.Refuse(message, Tiny(options));

    [Fact, Trait("Kind", "EndToEnd")]
    public void Probe_EvalOnWithoutAKnownClass_EndsBeforeAnythingIsComputed()
    {
        Classes.Make(run["other/x"], 1, 0);
        Classes.Make(run["other/y"], 1, 0);
        Assert.Equal(ExitCode.BadInput, run.Invoke(Tiny("--eval-on", "o=other", "--output", "out")));
        Assert.Equal("mae: --eval-on o: 'other' has no folder that is named as a class of 'data/train'; its folders are 'x', 'y', the " +
            "classes 'class-0', 'class-1', 'class-2'.", run.ErrorLines[^1].Replace('\\', '/'));
        Assert.False(Directory.Exists(run["cache"]));
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("--knn must be at least 1, but is 0.", "--knn", "0")]
    [InlineData("--knn and --features cached exclude each other: neighbours need no head.", "--knn", "3", "--features", "cached")]
    [InlineData("--lr-grid must be at most 64 numbers above 0 with commas between, but is '1,x'.", "--features", "cached", "--lr-grid", "1,x")]
    [InlineData("--lr-grid needs --features cached: only stored features can train many heads at once.", "--lr-grid", "1,2")]
    [InlineData("--effective-batch 8 is not a multiple of --batch-size 3.", "--batch-size", "3")]
    [InlineData("--batch-size must be at least 2, but is 1: one image has no statistics.", "--batch-size", "1")]
    [InlineData("--labels-per-class must be at least 1, but is 0.", "--labels-per-class", "0")]
    [InlineData("--min-crop must be above 0 and at most 1, but is 0.", "--min-crop", "0")]
    [InlineData("--data has no say where --train and --val are given: leave out --data, or one of them.", "--train", "a", "--val", "b")]
    public void Probe_OutOfRange_IsRefused(string message, params string[] options) => run.Refuse(message, Tiny(options));

    [Fact, Trait("Kind", "EndToEnd")]
    public void Probe_WithoutCheckpointAndData_SaysBoth()
    {
        Assert.Equal(ExitCode.BadInput, run.Invoke("probe"));
        Assert.Equal(
            [
                "mae: --checkpoint is missing: name a run directory or a checkpoint.",
                "mae: --data is missing: name a folder with the sub-folders 'train' and 'val', or give --train and --val.",
            ], run.ErrorLines);
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("--effective-batch 16384 is larger than the 24 training images: an epoch would have no step. " +
        "Give --effective-batch 4, for example.", "--effective-batch", "16384")]
    [InlineData("There is no checkpoint 'nowhere'.", "--checkpoint", "nowhere")]
    [InlineData("There is no folder 'nowhere'.", "--train", "nowhere")]
    [InlineData("--labels-per-class 9: the class 'class-0' of 'data/train' has 8 images.", "--labels-per-class", "9")]
    public void Probe_UnusableInput_EndsWithOneLine(string message, params string[] options)
    {
        Assert.Equal(ExitCode.BadInput, run.Invoke(Tiny(options)));
        Assert.Equal($"mae: {message}", run.ErrorLines[^1].Replace('\\', '/'));
    }

    private static int Int(JsonElement report, string name) => report.GetProperty(name).GetInt32();

    private JsonElement Report(string output)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(run[Path.Combine(output, "probe.json")]));
        return document.RootElement.Clone();
    }

    private string[] Tiny(params string[] options)
    {
        (string Option, string Value)[] defaults =
        [
            ("--checkpoint", trained.FullName), ("--data", "data"), ("--effective-batch", "8"), ("--epochs", "3"), ("--warmup-epochs", "1"),
            ("--blr", "10"), ("--cache", "cache"), ("--threads", "1"), ("--device", "cpu"),
        ];
        return
        [
            "probe",
            .. defaults.Where(pair => !options.Contains(pair.Option)).SelectMany(pair => new[] { pair.Option, pair.Value }),
            .. options,
        ];
    }

    private static class Classes
    {
        /// <summary>Makes noisy images around a brightness of the class.</summary>
        public static void Make(string folder, int count, int label)
        {
            Directory.CreateDirectory(folder);
            for (int i = 0; i < count; i++)
            {
                var noise = new Random(100 * label + i + folder.Length);
                byte[] rgb = [.. Enumerable.Range(0, 40 * 40 * 3).Select(_ => (byte)(40 + 70 * label + noise.Next(40)))];
                MaeUnderstand.Data.PngFile.Write(Path.Combine(folder, $"{i}.png"), rgb, 40, 40);
            }
        }
    }
}
