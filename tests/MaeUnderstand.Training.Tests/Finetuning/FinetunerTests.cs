using MaeUnderstand.Models;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Training.Finetuning;
using MaeUnderstand.Training.Pretraining;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Tests.Finetuning;

public sealed class FinetunerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    public void Run_StoppedAfterAnyStep_RepeatsTheUninterruptedRun(int stopAfter, int accumulation)
    {
        FinetuneOptions options = TinyClassifier.Augmented with { Accumulation = accumulation };
        FinetuneResult whole = TinyClassifier.Train(folder["whole"], options);
        using var stop = new CancellationTokenSource();
        FinetuneResult part = TinyClassifier.Train(
            folder["part"], options, progress => { if (progress.Step == stopAfter) stop.Cancel(); }, stop: stop.Token);
        Assert.True(part.IsInterrupted);
        Assert.Equal(stopAfter, part.Steps);
        FinetuneResult resumed = TinyClassifier.Train(folder["part"], options);

        Assert.Equal(whole with { Checkpoint = "", Elapsed = default }, resumed with { Checkpoint = "", Elapsed = default });
        foreach (string name in new[] { "metrics.csv", "epochs.csv", "best/model.safetensors" })
            Assert.Equal(File.ReadAllBytes(folder[$"whole/{name}"]), File.ReadAllBytes(folder[$"part/{name}"]));
        foreach (string name in new[] { "model.safetensors", "training.safetensors" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole.Checkpoint, name)), File.ReadAllBytes(Path.Combine(resumed.Checkpoint, name)));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_EndOfAnEpoch_ValidatesAndKeepsTheBest()
    {
        int validations = 0;
        FinetuneResult result = TinyClassifier.Train(
            folder["run"], TinyClassifier.Plain with { Epochs = 3 }, onValidation: count => validations = count);
        Assert.Equal(3, validations);
        string[] epochs = File.ReadAllLines(folder["run/epochs.csv"]);
        Assert.Equal("epoch,learning_rate,train_loss,loss,top1,top5", epochs[0]);
        double[] top1 = [.. epochs.Skip(1).Select(line => double.Parse(line.Split(',')[4]))];
        Assert.Equal(top1.Max(), result.BestTop1);
        Assert.Equal(1 + Array.IndexOf(top1, top1.Max()), result.BestEpoch);
        Assert.Equal(top1[2], result.Last!.Top1);
        double[] losses = [.. File.ReadAllLines(folder["run/metrics.csv"]).Skip(1).Select(line => double.Parse(line.Split(',')[3]))];
        Assert.Equal(12, losses.Length);
        Assert.Equal(losses[8..].Average(), double.Parse(epochs[3].Split(',')[2]), 1e-6);
        Assert.Equal(["step-00000012"], Directory.GetDirectories(folder["run/checkpoints"]).Select(Path.GetFileName));

        using ModelFile best = ModelFile.Open(folder["run/best"], ModelHints.None);
        Assert.Equal(TinyClassifier.ClassNames, best.RequireClassifier().ClassNames);
        Assert.Equal(Pooling.GlobalAverage, best.RequireClassifier().Pooling);
        using VisionTransformer classifier = best.LoadClassifier(CPU);
        Assert.Equal(TinyClassifier.Vit, classifier.Vit);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1, 4)]
    [InlineData(2, 8)]
    public void Run_StoppedWhileItValidates_LosesNoStepAndValidatesWhenItGoesOn(int validation, int steps)
    {
        FinetuneResult whole = TinyClassifier.Train(folder["whole"], TinyClassifier.Augmented);
        using var stop = new CancellationTokenSource();
        FinetuneResult part = TinyClassifier.Train(
            folder["part"], TinyClassifier.Augmented, stop: stop.Token,
            onValidation: count => { if (count == validation) stop.Cancel(); });
        Assert.True(part.IsInterrupted);
        Assert.Equal(steps, part.Steps);
        AssertGoesOnAs(whole);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_ValidationFails_LosesNoStepAndValidatesWhenItGoesOn()
    {
        FinetuneResult whole = TinyClassifier.Train(folder["whole"], TinyClassifier.Augmented);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => TinyClassifier.Train(
            folder["part"], TinyClassifier.Augmented,
            onValidation: count => { if (count == 2) throw new InvalidDataException("Too many images cannot be read."); }));
        Assert.Equal("Too many images cannot be read.", fault.Message);
        AssertGoesOnAs(whole);
    }

    private void AssertGoesOnAs(FinetuneResult whole)
    {
        FinetuneResult resumed = TinyClassifier.Train(folder["part"], TinyClassifier.Augmented);
        Assert.Equal(whole with { Checkpoint = "", Elapsed = default }, resumed with { Checkpoint = "", Elapsed = default });
        foreach (string name in new[] { "metrics.csv", "epochs.csv", "best/model.safetensors" })
            Assert.Equal(File.ReadAllBytes(folder[$"whole/{name}"]), File.ReadAllBytes(folder[$"part/{name}"]));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_LossNotFinite_NamesTheStepAndTheLastCheckpoint()
    {
        TrainingFailedException fault = Assert.Throws<TrainingFailedException>(
            () => TinyClassifier.Train(folder["run"], TinyClassifier.Plain with { LearningRate = 1e30 }));
        Assert.Equal("The loss is NaN at step 2 (learning rate 9.619E+29); there is no checkpoint yet. " +
            "Lower --blr, lengthen --warmup-epochs, or set --clip-grad 1.", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void RestoreLatest_OtherRecipe_NamesTheDifferences()
    {
        FinetuneOptions options = TinyClassifier.Plain with { Epochs = 1 };
        TinyClassifier.Train(folder["run"], options);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(
            () => TinyClassifier.Train(folder["run"], options with { Mixup = 0.5, Flip = true }));
        Assert.Equal($"'{folder["run/checkpoints/step-00000004/training.safetensors"]}' is of a run with --mixup 0, not 0.5; " +
            "--flip False, not True: going on would not repeat that run. Give the same options, or start anew in another --output.",
            fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Plan_LeftoverBatches_SitTheEpochOut()
    {
        FinetunePlan plan = TinyClassifier.Plan(TinyClassifier.Plain with { Accumulation = 3, Epochs = 4 }, imageCount: 37);
        Assert.Equal((7, 2, 8), (plan.BatchesPerEpoch, plan.StepsPerEpoch, plan.TotalSteps));
        Assert.Equal([0, 3, 7, 10], new long[] { 0, 1, 2, 3 }.Select(plan.FirstBatchOf));
        Assert.Equal([0, 3 / 7.0, 1, 1 + 3 / 7.0], new long[] { 0, 1, 2, 3 }.Select(plan.EpochAt));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Plan_DefaultOptions_AreTheReferencesRecipe()
    {
        FinetunePlan plan = TinyClassifier.Plan(new FinetuneOptions(), imageCount: 1_281_167);
        Assert.Equal(1024, plan.EffectiveBatchSize);
        Assert.Equal(new LearningRateSchedule(2e-3, 1e-6, 5, 100), plan.Schedule);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Plan_FewerImagesThanAStep_SaysSo()
    {
        InvalidDataException fault = Assert.Throws<InvalidDataException>(
            () => TinyClassifier.Plan(TinyClassifier.Plain with { Accumulation = 5 }));
        Assert.Equal("--batch-size 5 x --accumulation 5 needs 25 images a step, but there are 20 training images; use smaller ones.",
            fault.Message);
    }
}
