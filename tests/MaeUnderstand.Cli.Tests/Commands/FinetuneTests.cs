using System.Globalization;
using System.Text.Json;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Cli.Tests.Support;
using MaeUnderstand.Data;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Safetensors;
using MaeUnderstand.Training.Finetuning;

namespace MaeUnderstand.Cli.Tests.Commands;

/// <summary><c>mae finetune</c>, on images whose classes differ in brightness.</summary>
public sealed class FinetuneTests : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TrainedRun trained;
    private readonly CliRun run = new();

    public FinetuneTests(TrainedRun trained)
    {
        this.trained = trained;
        foreach (string split in new[] { "train", "val" })
        {
            for (int label = 0; label < 3; label++)
                Make(run[Path.Combine("data", split, $"class-{label}")], split == "train" ? 8 : 4, label);
        }
    }

    public void Dispose() => run.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void Finetune_Recipe_WritesEverythingAndEvalRepeatsTheFigure()
    {
        run.Succeed(Tiny("--output", "out"));

        string[] parts = run.OutputLines[0].Split(" (fine-tuned on ");
        Assert.Matches("^24 images; epoch 2, best [0-9.]+ % in epoch [12]\\)\\.$", parts[1]);
        JsonElement report = Report("out");
        Assert.Equal((12, 24, 3, 2), (Int(report, "images"), Int(report, "train_images"), Int(report, "classes"), Int(report, "epochs")));
        Assert.Equal("gap", report.GetProperty("pooling").GetString());
        string[] epochs = run.ReadLines("out/epochs.csv");
        Assert.Equal("epoch,learning_rate,train_loss,loss,top1,top5", epochs[0]);
        Assert.Equal(["1", "2"], epochs.Skip(1).Select(line => line.Split(',')[0]));
        Assert.Equal(report.GetProperty("loss").GetDouble(), double.Parse(epochs[2].Split(',')[3], CultureInfo.InvariantCulture));
        Assert.Equal(13, run.ReadLines("out/metrics.csv").Length);

        run.Succeed("finetune", "--eval", "--checkpoint", "out", "--data", "data", "--device", "cpu", "--threads", "1");
        Assert.Equal(parts[0] + ".", run.OutputLines[0]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Finetune_Checkpoint_IsReadByTheOtherCommands()
    {
        run.Succeed(Tiny("--output", "out"));
        run.Succeed("convert", "out", "copy.safetensors");
        Assert.Equal("Wrote copy.safetensors: 64-wide encoder of 2 blocks, no decoder, head of 3 classes, patch 8, image 32, unknown targets.",
            run.OutputLines[0]);
        using (SafetensorsFile copy = SafetensorsFile.Open(run["copy.safetensors"]))
        {
            Assert.Equal(ParameterNames.Classifier(2, Models.Pooling.GlobalAverage), copy.Entries.Select(entry => entry.Name));
            Assert.Contains("\"classNames\":[\"class-0\",\"class-1\",\"class-2\"]", copy.Metadata["mae"]);
            Assert.Contains("\"pooling\":\"gap\"", copy.Metadata["mae"]);
        }
        run.Succeed("finetune", "--eval", "--checkpoint", "copy.safetensors", "--data", "data", "--device", "cpu", "--threads", "1");
        run.Succeed("finetune", "--eval", "--checkpoint", "out/best", "--val", "data/val", "--device", "cpu", "--threads", "1");
        run.Succeed("probe", "--checkpoint", "out", "--data", "data", "--pool", "gap", "--knn", "3", "--cache", "cache", "--threads", "1",
            "--output", "first");
        string file = Directory.GetFiles(run["out/checkpoints"], "model.safetensors", SearchOption.AllDirectories).Single();
        Assert.Equal(ExitCode.BadInput, run.Invoke(
            "probe", "--checkpoint", "out", "--data", "data", "--knn", "3", "--cache", "cache", "--output", "second"));
        Assert.Equal($"mae: 'out{file[run["out"].Length..]}' was fine-tuned with the mean of the patch tokens and has no norm for the " +
            "cls token; give --pool gap.", run.ErrorLines[^1]);

        run.Succeed(Tiny("--checkpoint", "out", "--output", "again", "--epochs", "1"));
        Assert.DoesNotContain("replaced by a fresh one", run.StandardError);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Finetune_OtherImageSize_FitsThePositions()
    {
        run.Succeed(Tiny("--output", "out", "--image-size", "48", "--pool", "cls", "--epochs", "1"));
        Assert.Contains("The position embedding is fitted from 4 to 6 tokens a side", run.StandardError);
        run.Succeed("finetune", "--eval", "--checkpoint", "out", "--data", "data", "--device", "cpu", "--threads", "1");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Finetune_WithoutAugmentation_LearnsBrightness()
    {
        run.Succeed(Tiny("--output", "out", "--epochs", "12", "--warmup-epochs", "1", "--lr", "3e-3", "--layer-decay", "1", "--mixup", "0",
            "--cutmix", "0", "--reprob", "0", "--randaug-count", "0", "--drop-path", "0", "--smoothing", "0"));
        Assert.InRange(Report("out").GetProperty("best_top1").GetDouble(), 0.75, 1);
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData(3), InlineData(6), InlineData(8)]
    public void Finetune_StoppedAndResumed_EqualsUninterrupted(int step)
    {
        run.Succeed(Tiny("--output", "whole"));
        run.OnErrorLine = line =>
        {
            if (line.StartsWith($"step {step}/", StringComparison.Ordinal))
                run.Stop(ExitCode.Interrupted);
        };
        Assert.Equal(ExitCode.Interrupted, run.Invoke(Tiny("--output", "part")));
        Assert.StartsWith($"Stopped at step {step}. Checkpoint: ", run.OutputLines[0]);
        run.OnErrorLine = null;
        run.Succeed("finetune", "--output", "part", "--resume");

        foreach (string name in new[] { "metrics.csv", "epochs.csv", "finetune.json", "best/model.safetensors",
            "checkpoints/step-00000012/model.safetensors", "checkpoints/step-00000012/training.safetensors" })
            Assert.Equal(File.ReadAllBytes(run[$"whole/{name}"]), File.ReadAllBytes(run[$"part/{name}"]));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Finetune_ResumedOnOtherClasses_NamesBothCounts()
    {
        run.Succeed(Tiny("--output", "out", "--epochs", "1"));
        Directory.Delete(run["data/train/class-2"], recursive: true);
        Directory.Delete(run["data/val/class-2"], recursive: true);
        Assert.Equal(ExitCode.BadInput, run.Invoke("finetune", "--output", "out", "--resume"));
        Assert.Equal($"mae: '{run["out/checkpoints/step-00000006"]}' is a classifier of 3 classes, but the data has 2: going on would not " +
            "repeat that run. Give the same data, or start anew in another --output.", run.ErrorLines[^1]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Eval_OtherClasses_NamesThem()
    {
        run.Succeed(Tiny("--output", "out", "--epochs", "1"));
        Make(run["data/val/other"], 1, label: 1);
        string checkpoint = Path.Combine("out", "checkpoints", "step-00000006");
        run.Refuse($"'{Path.Combine("data", "val")}' has 1 of 4 classes that '{checkpoint}' lacks: 'other'. " +
            "Classes are matched by their folders' names.", "finetune", "--eval", "--checkpoint", "out", "--data", "data");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Eval_PretrainedCheckpoint_HasNoHead() => run.Refuse(
        $"'{trained.Weights}' has no classification head: it was not fine-tuned.",
        "finetune", "--eval", "--checkpoint", trained.FullName, "--data", "data");

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("--mixup must be at least 0, but is -1.", "--mixup", "-1")]
    [InlineData("--layer-decay must be above 0 and at most 1, but is 2.", "--layer-decay", "2")]
    [InlineData("--drop-path must be at least 0 and below 1, but is 1.", "--drop-path", "1")]
    [InlineData("--data has no say where --train and --val are given: leave out --data, or one of them.", "--train", "a", "--val", "b")]
    public void Finetune_OutOfRange_IsRefused(string message, params string[] options) => run.Refuse(message, Tiny(options));

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("There is no checkpoint 'nowhere'.", "--checkpoint", "nowhere")]
    [InlineData("There is no folder 'nowhere'.", "--train", "nowhere")]
    [InlineData("--image-size 33 is not a multiple of --patch 8; the nearest are 32 and 40.", "--image-size", "33")]
    [InlineData("--batch-size 4 x --accumulation 9 needs 36 images a step, but there are 24 training images; use smaller ones.",
        "--accumulation", "9")]
    public void Finetune_UnusableInput_EndsWithOneLine(string message, params string[] options)
    {
        Assert.Equal(ExitCode.BadInput, run.Invoke(Tiny(options)));
        Assert.Equal($"mae: {message}", run.ErrorLines[^1]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Finetune_ClassesOfValidationUnknown_NamesThem()
    {
        Make(run["data/val/other"], 1, label: 1);
        Assert.Equal(ExitCode.BadInput, run.Invoke(Tiny()));
        Assert.Equal($"mae: '{Path.Combine("data", "val")}' has 1 of 4 classes that '{Path.Combine("data", "train")}' lacks: 'other'. " +
            "Classes are matched by their folders' names.", run.ErrorLines[^1]);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Configuration_OfViTBase_HoldsTheDefaults()
    {
        string path = Path.Combine(Golden.RepositoryRoot(), "configs", "finetune", "base.json");
        SettingTable table = SettingTable.Of<FinetuneOptions>();
        FinetuneOptions options = new SettingStack(table, [SettingLayer.FromFile(path, table)]).Bind<FinetuneOptions>();
        Assert.Equal(new FinetuneOptions(), options);
    }

    private static int Int(JsonElement report, string name) => report.GetProperty(name).GetInt32();

    private JsonElement Report(string output)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(run[Path.Combine(output, "finetune.json")]));
        return document.RootElement.Clone();
    }

    private string[] Tiny(params string[] options)
    {
        (string Option, string Value)[] defaults =
        [
            ("--checkpoint", trained.FullName), ("--data", "data"), ("--batch-size", "4"), ("--accumulation", "1"), ("--epochs", "2"),
            ("--warmup-epochs", "1"), ("--lr", "1e-3"), ("--log-every", "1"), ("--threads", "1"), ("--device", "cpu"),
        ];
        return
        [
            "finetune",
            .. defaults.Where(pair => !options.Contains(pair.Option)).SelectMany(pair => new[] { pair.Option, pair.Value }),
            .. options,
        ];
    }

    /// <summary>Makes noisy images around a brightness of the class.</summary>
    private static void Make(string folder, int count, int label)
    {
        Directory.CreateDirectory(folder);
        for (int i = 0; i < count; i++)
        {
            var noise = new Random(100 * label + i + folder.Length);
            byte[] rgb = [.. Enumerable.Range(0, 40 * 40 * 3).Select(_ => (byte)(40 + 70 * label + noise.Next(40)))];
            PngFile.Write(Path.Combine(folder, $"{i}.png"), rgb, 40, 40);
        }
    }
}
