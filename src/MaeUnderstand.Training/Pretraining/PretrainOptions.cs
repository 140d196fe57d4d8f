using MaeUnderstand.Data;
using MaeUnderstand.Masking;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Optimizers;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Training.Pretraining;

/// <summary>
/// Everything a pretraining run needs. The defaults are the MAE paper's recipe (table 8; facebookresearch/mae, <c>PRETRAIN.md</c>)
/// at a batch size for one device.
/// </summary>
public sealed record PretrainOptions
{
    /// <summary>The name that stands for the embedded synthetic images.</summary>
    public const string Synthetic = "synthetic";

    /// <summary>Epochs between checkpoints where nothing else is said, as in <c>main_pretrain.py</c>.</summary>
    public const int EpochsBetweenCheckpoints = 20;

    /// <summary>Folder of training images, file of packed ones, or <see cref="Synthetic"/>.</summary>
    [Setting("data", "folder of training images (class sub-folders or flat), file of packed ones, or 'synthetic'")]
    public string Data { get; init; } = Synthetic;

    /// <summary>Images in an epoch of synthetic data.</summary>
    [Setting("synthetic-images", "images in an epoch of synthetic data")]
    public int SyntheticImages { get; init; } = 4096;

    /// <summary>The run directory.</summary>
    [Setting("output", "run directory", Default = "runs/pretrain-<time>")]
    public string? Output { get; init; }

    /// <summary>Where to go on from: <see langword="null"/> starts afresh, empty means the run directory's latest checkpoint.</summary>
    [Setting("resume", "go on from a checkpoint; without a value from the run directory's latest, and with its configuration",
        IsValueOptional = true)]
    public string? Resume { get; init; }

    /// <summary>The model's preset.</summary>
    [Setting("model", "model: vit-micro, vit-tiny, vit-small, vit-base, vit-large or vit-huge")]
    public string Model { get; init; } = "vit-base";

    /// <summary>Image side in pixels.</summary>
    [Setting("image-size", "image side in pixels")]
    public int ImageSize { get; init; } = 224;

    /// <summary>The ViT's patch side in pixels; the preset's own where absent.</summary>
    [Setting("patch", "ViT patch side in pixels", Default = "the model's: 16; vit-huge 14, vit-micro 8")]
    public int? Patch { get; init; }

    /// <summary>Width of the decoder; the preset's own where absent.</summary>
    [Setting("decoder-width", "width of the decoder", Default = "the model's: 512 from vit-base up")]
    public int? DecoderWidth { get; init; }

    /// <summary>Blocks of the decoder; the preset's own where absent.</summary>
    [Setting("decoder-depth", "blocks of the decoder", Default = "the model's: 8 from vit-base up")]
    public int? DecoderDepth { get; init; }

    /// <summary>Heads of the decoder; the preset's own where absent.</summary>
    [Setting("decoder-heads", "attention heads of the decoder", Default = "the model's: 16 from vit-base up")]
    public int? DecoderHeads { get; init; }

    /// <summary>Whether the target is each patch normalised by its own statistics.</summary>
    [Setting("norm-pix-loss", "predict each patch normalised by its own mean and variance: true or false")]
    public bool NormPixLoss { get; init; } = true;

    /// <summary>Share of the tokens that is removed.</summary>
    [Setting("mask-ratio", "share of the tokens that is removed, above 0 and below 1")]
    public double MaskRatio { get; init; } = 0.75;

    /// <summary>Side of a mask unit in pixels; the ViT patch where absent.</summary>
    [Setting("mask-patch", "side of a mask unit in pixels, a multiple of the ViT patch", Default = "the ViT patch")]
    public int? MaskPatch { get; init; }

    /// <summary>The mask sampler's name.</summary>
    [Setting("mask-sampler", "how mask units are drawn: uniform, block or grid")]
    public string MaskSampler { get; init; } = MaskSamplers.Default;

    /// <summary>What happens to an image before it is masked.</summary>
    [Setting("augment", "before masking: crop (a random resized crop, and a flip of every other image) or none (the whole image)")]
    public Augmentation Augment { get; init; } = Augmentation.Crop;

    /// <summary>Images of one forward pass.</summary>
    [Setting("batch-size", "images of one forward pass")]
    public int BatchSize { get; init; } = 64;

    /// <summary>Forward passes whose gradients make one step.</summary>
    [Setting("accumulation", "forward passes whose gradients make one step")]
    public int Accumulation { get; init; } = 1;

    /// <summary>Passes over the data.</summary>
    [Setting("epochs", "passes over the data")]
    public int Epochs { get; init; } = 800;

    /// <summary>Optimizer steps of the whole run; overrides <see cref="Epochs"/>, for the schedule too.</summary>
    [Setting("steps", "optimizer steps of the whole run, in place of --epochs (the schedule follows)", Default = "from --epochs")]
    public long? Steps { get; init; }

    /// <summary>Learning rate per 256 images (blr). Default 1.5e-4: MAE paper, table 8.</summary>
    [Setting("blr", "base learning rate, per 256 images of the effective batch")]
    public double BaseLearningRate { get; init; } = 1.5e-4;

    /// <summary>Absolute learning rate; overrides <see cref="BaseLearningRate"/>.</summary>
    [Setting("lr", "peak learning rate itself, in place of --blr", Default = "blr x effective batch / 256")]
    public double? LearningRate { get; init; }

    /// <summary>The rate at the end of the cosine.</summary>
    [Setting("min-lr", "learning rate at the end of the schedule")]
    public double MinLearningRate { get; init; }

    /// <summary>Epochs of linear warm-up. Default 40: MAE paper, table 8.</summary>
    [Setting("warmup-epochs", "epochs of linear warm-up")]
    public double WarmupEpochs { get; init; } = 40;

    /// <summary>Weight decay, not on biases and norms.</summary>
    [Setting("weight-decay", "weight decay, except on biases and norms")]
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>AdamW's first decay.</summary>
    [Setting("beta1", "AdamW's beta 1")]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW's second decay.</summary>
    [Setting("beta2", "AdamW's beta 2")]
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Largest norm of the gradient; no clipping where absent.</summary>
    [Setting("clip-grad", "largest norm of the gradient", Default = "no clipping")]
    public double? ClipGrad { get; init; }

    /// <summary>Fixes weights, order, crops and masks.</summary>
    [Setting("seed", "fixes initial weights, order, crops and masks")]
    public long Seed { get; init; }

    /// <summary>The device's name.</summary>
    [Setting("device", "auto, cpu, cuda or cuda:N")]
    public string Device { get; init; } = "auto";

    /// <summary>The number format of matrix products.</summary>
    [Setting("precision", "number format of matrix products: fp32, bf16, or auto: bf16 where the device multiplies it natively")]
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Auto;

    /// <summary>Threads that decode images; 0 decodes between the steps. A share of the cores where absent.</summary>
    [Setting("workers", "threads that prepare images; 0 prepares them between the steps", Default = "1 on a CPU, else up to 16")]
    public int? Workers { get; init; }

    /// <summary>What decodes JPEG files; the pixels are the same.</summary>
    [Setting("jpeg-decoder", "JPEG decoder: turbo (the system's libturbojpeg), skia, or auto: turbo where it is installed")]
    public JpegDecoder JpegDecoder { get; init; } = JpegDecoder.Auto;

    /// <summary>Whether JPEG files are decoded at a fraction of their size where the crop is large.</summary>
    [Setting("dct-scaling", "decode a JPEG at 1/2 to 1/8 of its size where the crop is large: faster, but not Pillow's exact pixels")]
    public bool DctScaling { get; init; }

    /// <summary>Threads of libtorch's matrix products on a CPU; all cores where absent.</summary>
    [Setting("threads", "threads of the CPU's matrix products", Default = "all cores")]
    public int? Threads { get; init; }

    /// <summary>Steps between checkpoints; 0 writes one at the end only.</summary>
    [Setting("save-every", "steps between checkpoints; 0: only at the end", Default = "20 epochs' worth")]
    public long? SaveEvery { get; init; }

    /// <summary>Minutes between checkpoints, besides those of <see cref="SaveEvery"/>; none where absent.</summary>
    [Setting("save-minutes", "minutes after which a checkpoint is written though --save-every is not over", Default = "none")]
    public double? SaveMinutes { get; init; }

    /// <summary>Checkpoints that stay on the disk; all where absent.</summary>
    [Setting("keep", "latest checkpoints to keep; older ones are deleted once a newer one is on the disk", Default = "all")]
    public int? Keep { get; init; }

    /// <summary>What to do when the loss or the gradient is not finite.</summary>
    [Setting("on-nonfinite", "when loss or gradient is not finite: stop, or rollback to the last checkpoint and go on past those images")]
    public OnNonFinite OnNonFinite { get; init; } = OnNonFinite.Stop;

    /// <summary>Steps past the failed one with a lowered learning rate after a rollback.</summary>
    [Setting("rollback-steps", "after a rollback, steps past the failed one that take a lower learning rate")]
    public int RollbackSteps { get; init; } = 100;

    /// <summary>What the learning rate is multiplied by after a rollback.</summary>
    [Setting("rollback-lr", "what a rollback multiplies the learning rate by for those steps")]
    public double RollbackRate { get; init; } = 0.5;

    /// <summary>Most rollbacks in a row.</summary>
    [Setting("rollback-limit", "rollbacks in a row, each within the steps of the one before, after which the run stops")]
    public int RollbackLimit { get; init; } = 3;

    /// <summary>Steps between log lines.</summary>
    [Setting("log-every", "steps between progress lines and reads of the loss")]
    public int LogEvery { get; init; } = 20;

    /// <summary>Steps between sample reconstructions; 0 draws none.</summary>
    [Setting("sample-every", "steps between sample reconstructions in TensorBoard; 0: none")]
    public int SampleEvery { get; init; } = 1000;

    /// <summary>Largest share of unreadable images in an epoch.</summary>
    [Setting("max-bad-fraction", "share of unreadable images in an epoch above which the run stops")]
    public double MaxBadFraction { get; init; } = 0.01;

    /// <summary>Whether the images are the embedded synthetic ones.</summary>
    public bool IsSynthetic => Data == Synthetic;

    /// <summary>The hyperparameters of AdamW.</summary>
    public AdamWOptions AdamW => new() { Beta1 = Beta1, Beta2 = Beta2, WeightDecay = WeightDecay };

    /// <summary>The model's shape. Only for options without <see cref="Problems"/>.</summary>
    public MaeConfig ToMaeConfig() => new()
    {
        Encoder = ModelPresets.Encoder(Model, ImageSize, Patch),
        Decoder = new DecoderConfig
        {
            Width = DecoderWidth ?? ModelPresets.Decoder(Model).Width,
            Depth = DecoderDepth ?? ModelPresets.Decoder(Model).Depth,
            Heads = DecoderHeads ?? ModelPresets.Decoder(Model).Heads,
        },
        NormPixLoss = NormPixLoss,
    };

    /// <summary>How images are masked. Only for options without <see cref="Problems"/>.</summary>
    public MaskConfig ToMaskConfig() => new()
    {
        Sampler = MaskSampler,
        Ratio = MaskRatio,
        PatchSize = MaskPatch ?? ModelPresets.Encoder(Model, ImageSize, Patch).PatchSize,
    };

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems() => ModelProblems()
        .Concat(SharedProblems.OfSteps(BatchSize, Accumulation, Epochs, WeightDecay, Beta1, Beta2, ClipGrad))
        .Concat(SharedProblems.OfSchedule(BaseLearningRate, LearningRate, MinLearningRate, WarmupEpochs))
        .Concat(RunProblems())
        .Concat(SharedProblems.OfMachine(Device, Workers, JpegDecoder, Threads, MaxBadFraction))
        .Concat(SharedProblems.OfRecords(SaveEvery, SaveMinutes, Keep, LogEvery));

    private IEnumerable<string> ModelProblems()
    {
        if (!ModelPresets.Exists(Model))
            return [$"--model must be one of {string.Join(", ", ModelPresets.Names)}, but is '{Model}'."];
        MaeConfig model = ToMaeConfig();
        return model.Problems().Concat(ToMaskConfig().Problems(ImageSize, model.Encoder.PatchSize, isTraining: true));
    }

    private IEnumerable<string> RunProblems()
    {
        if (Steps < 1)
            yield return $"--steps must be at least 1, but is {Steps}.";
        if (string.IsNullOrWhiteSpace(Data))
            yield return "--data names no folder; leave it out for synthetic images.";
        if (Output is not null && string.IsNullOrWhiteSpace(Output))
            yield return "--output names no folder; leave it out for one under runs/.";
        if (IsSynthetic && ImageSize is (> 0 and < SyntheticSource.SmallestSize) or > SyntheticSource.LargestSize)
        {
            yield return $"--image-size of synthetic images must be between {SyntheticSource.SmallestSize} and " +
                $"{SyntheticSource.LargestSize}, but is {ImageSize}.";
        }
        if (SyntheticImages < 1)
            yield return $"--synthetic-images must be at least 1, but is {SyntheticImages}.";
        if (OnNonFinite == OnNonFinite.Rollback && SaveEvery == 0)
            yield return "--on-nonfinite rollback goes back to the checkpoints of --save-every, which must not be 0.";
        if (RollbackSteps < 0)
            yield return $"--rollback-steps must be at least 0, but is {RollbackSteps}.";
        if (RollbackRate is not (> 0 and <= 1))
            yield return $"--rollback-lr must be above 0 and at most 1, but is {RollbackRate}.";
        if (RollbackLimit < 1)
            yield return $"--rollback-limit must be at least 1, but is {RollbackLimit}.";
        if (SampleEvery < 0)
            yield return $"--sample-every must be at least 0, but is {SampleEvery}.";
    }
}
