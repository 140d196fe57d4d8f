using MaeUnderstand.Training.Finetuning;

namespace MaeUnderstand.Training.Tests.Finetuning;

public sealed class FinetuneOptionsTests
{
    private static readonly FinetuneOptions Usable = new() { Checkpoint = "run", Data = "images" };

    [Fact, Trait("Kind", "Unit")]
    public void Problems_Defaults_HaveNoneButTheMissingInputs()
    {
        Assert.Empty(Usable.Problems());
        Assert.Equal(
            [
                "--checkpoint is missing: name a run directory or a checkpoint.",
                "--data is missing: name a folder with the sub-folders 'train' and 'val', or give --train and --val.",
            ], new FinetuneOptions().Problems());
    }

    public static TheoryData<string, string> Faults => new()
    {
        { nameof(FinetuneOptions.BatchSize), "--batch-size must be at least 1, but is 0." },
        { nameof(FinetuneOptions.Accumulation), "--accumulation must be at least 1, but is 0." },
        { nameof(FinetuneOptions.Epochs), "--epochs must be at least 1, but is 0." },
        { nameof(FinetuneOptions.WarmupEpochs), "--warmup-epochs must be at least 0, but is -1." },
        { nameof(FinetuneOptions.BaseLearningRate), "--blr must be above 0, but is 0." },
        { nameof(FinetuneOptions.LearningRate), "--lr must be above 0, but is 0." },
        { nameof(FinetuneOptions.MinLearningRate), "--min-lr must be at least 0, but is -1." },
        { nameof(FinetuneOptions.LayerDecay), "--layer-decay must be above 0 and at most 1, but is 1.1." },
        { nameof(FinetuneOptions.WeightDecay), "--weight-decay must be at least 0, but is NaN." },
        { nameof(FinetuneOptions.Beta1), "--beta1 must be at least 0 and below 1, but is 1." },
        { nameof(FinetuneOptions.Beta2), "--beta2 must be at least 0 and below 1, but is 1." },
        { nameof(FinetuneOptions.ClipGrad), "--clip-grad must be a number above 0, but is 0." },
        { nameof(FinetuneOptions.DropPath), "--drop-path must be at least 0 and below 1, but is 1." },
        { nameof(FinetuneOptions.Smoothing), "--smoothing must be at least 0 and below 1, but is 1." },
        { nameof(FinetuneOptions.Mixup), "--mixup must be at least 0, but is -0.1." },
        { nameof(FinetuneOptions.Cutmix), "--cutmix must be at least 0, but is -1." },
        { nameof(FinetuneOptions.MixupSwitch), "--mixup-switch must be between 0 and 1, but is 2." },
        { nameof(FinetuneOptions.RandomErasing), "--reprob must be between 0 and 1, but is 1.5." },
        { nameof(FinetuneOptions.RandAugmentCount), "--randaug-count must be at least 0, but is -1." },
        { nameof(FinetuneOptions.RandAugmentMagnitude), "--randaug-magnitude must be between 0 and 10, but is 11." },
        { nameof(FinetuneOptions.RandAugmentDeviation), "--randaug-std must be between 0 and 100, but is -1." },
        { nameof(FinetuneOptions.MinCrop), "--min-crop must be above 0 and at most 1, but is 0." },
        { nameof(FinetuneOptions.LabelsPerClass), "--labels-per-class must be at least 1, but is 0." },
        { nameof(FinetuneOptions.ImageSize), "--image-size must be at least 1 pixel, but is 0." },
        { nameof(FinetuneOptions.Output), "--output names no folder; leave it out for one under runs/." },
        { nameof(FinetuneOptions.Resume), "--resume goes on with a run: say which, with --output RUN." },
        { nameof(FinetuneOptions.Workers), "--workers must be between 0 and 1024, but is -1." },
        { nameof(FinetuneOptions.Threads), "--threads must be at least 1, but is 0." },
        { nameof(FinetuneOptions.SaveEvery), "--save-every must be at least 0, but is -1." },
        { nameof(FinetuneOptions.SaveMinutes), "--save-minutes must be above 0 and below 1000000, but is 0." },
        { nameof(FinetuneOptions.Keep), "--keep must be at least 1, but is 0." },
        { nameof(FinetuneOptions.LogEvery), "--log-every must be between 1 and 10000, but is 0." },
        { nameof(FinetuneOptions.MaxBadFraction), "--max-bad-fraction must be between 0 and 1, but is 2." },
        { nameof(FinetuneOptions.Device), "--device must be auto, cpu, cuda or cuda:N, but is 'tpu'." },
    };

    [Theory, Trait("Kind", "Unit")]
    [MemberData(nameof(Faults))]
    public void Problems_OneValueOutOfRange_AreThatOneLine(string property, string message)
    {
        FinetuneOptions options = Usable with { };
        object value = property switch
        {
            nameof(FinetuneOptions.Output) => " ",
            nameof(FinetuneOptions.Device) => "tpu",
            nameof(FinetuneOptions.Resume) => true,
            _ => Number(message),
        };
        System.Reflection.PropertyInfo info = typeof(FinetuneOptions).GetProperty(property)!;
        Type type = Nullable.GetUnderlyingType(info.PropertyType) ?? info.PropertyType;
        info.SetValue(options, Convert.ChangeType(value, type));
        Assert.Equal([message], options.Problems());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Problems_Eval_NeedsNoTrainingImages()
    {
        Assert.Empty((new FinetuneOptions { Checkpoint = "run", Validation = "val", Eval = true }).Problems());
        Assert.Equal(["--data is missing: name a folder with the sub-folder 'val', or give --val."],
            new FinetuneOptions { Checkpoint = "run", Eval = true }.Problems());
        Assert.Equal(["--resume and --eval exclude each other: --eval does not train."],
            (Usable with { Resume = true, Output = "run", Eval = true }).Problems());
    }

    /// <summary>The number that a message complains of.</summary>
    private static double Number(string message) => double.Parse(message.Split(' ')[^1].TrimEnd('.'));
}
