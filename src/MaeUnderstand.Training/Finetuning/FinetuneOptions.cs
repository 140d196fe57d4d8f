using MaeUnderstand.Data;
using MaeUnderstand.Models;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Optimizers;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Training.Finetuning;

/// <summary>
/// What <c>mae finetune</c> needs. The defaults are the reference's recipe for ViT-Base (facebookresearch/mae, <c>FINETUNE.md</c>; what
/// its command does not name, <c>main_finetune.py</c>), with its effective batch of 1,024 images made by accumulation.
/// </summary>
public sealed record FinetuneOptions
{
    /// <summary>The model to start from, or with <see cref="Eval"/> to measure.</summary>
    [Setting("checkpoint", "run directory, checkpoint, .safetensors, .pth or Hugging Face folder: pretrained or fine-tuned")]
    public string? Checkpoint { get; init; }

    /// <summary>The folder of both splits.</summary>
    [Setting("data", "folder with the sub-folders 'train' and 'val', each with a sub-folder a class")]
    public string? Data { get; init; }

    /// <summary>The training images.</summary>
    [Setting("train", "training images: folder with a sub-folder a class, or file of packed ones", Default = "DATA/train")]
    public string? Train { get; init; }

    /// <summary>The validation images.</summary>
    [Setting("val", "validation images: folder with a sub-folder a class, or file of packed ones", Default = "DATA/val")]
    public string? Validation { get; init; }

    /// <summary>Where checkpoints, logs and result go.</summary>
    [Setting("output", "run directory", Default = "runs/finetune-<time>")]
    public string? Output { get; init; }

    /// <summary>Whether to go on with the run in the run directory.</summary>
    [Setting("resume", "go on with the run in --output, with its configuration: true or false")]
    public bool Resume { get; init; }

    /// <summary>Whether to measure a fine-tuned model instead of training one (the reference's <c>--eval</c>).</summary>
    [Setting("eval", "measure a fine-tuned checkpoint on the validation images, without training: true or false")]
    public bool Eval { get; init; }

    /// <summary>Image side in pixels; the checkpoint's where absent.</summary>
    [Setting("image-size", "image side in pixels; the position embedding is fitted to it", Default = "the checkpoint's")]
    public int? ImageSize { get; init; }

    /// <summary>How tokens become the feature that the head reads. Default: <c>main_finetune.py</c>, <c>--global_pool</c>.</summary>
    [Setting("pool", "feature that the head reads: gap (the norm of the patch tokens' mean) or cls (the cls token)")]
    public PoolingName Pool { get; init; } = PoolingName.Gap;

    /// <summary>How many training images of a class are used; all where absent.</summary>
    [Setting("labels-per-class", "training images of each class that are used, drawn by --seed", Default = "all")]
    public int? LabelsPerClass { get; init; }

    /// <summary>Images of one forward pass.</summary>
    [Setting("batch-size", "images of one forward pass")]
    public int BatchSize { get; init; } = 64;

    /// <summary>Forward passes whose gradients make one step. Default 16: with <see cref="BatchSize"/> the 1,024 of FINETUNE.md.</summary>
    [Setting("accumulation", "forward passes whose gradients make one step")]
    public int Accumulation { get; init; } = 16;

    /// <summary>Passes over the data. Default 100: FINETUNE.md, ViT-Base.</summary>
    [Setting("epochs", "passes over the training images")]
    public int Epochs { get; init; } = 100;

    /// <summary>Epochs of linear warm-up. Default 5: <c>main_finetune.py</c>.</summary>
    [Setting("warmup-epochs", "epochs of linear warm-up")]
    public double WarmupEpochs { get; init; } = 5;

    /// <summary>Learning rate per 256 images. Default 5e-4: FINETUNE.md, ViT-Base.</summary>
    [Setting("blr", "base learning rate, per 256 images of the effective batch")]
    public double BaseLearningRate { get; init; } = 5e-4;

    /// <summary>Absolute learning rate; overrides <see cref="BaseLearningRate"/>.</summary>
    [Setting("lr", "peak learning rate itself, in place of --blr", Default = "blr x effective batch / 256")]
    public double? LearningRate { get; init; }

    /// <summary>The rate at the end of the cosine. Default 1e-6: <c>main_finetune.py</c>.</summary>
    [Setting("min-lr", "learning rate at the end of the schedule")]
    public double MinLearningRate { get; init; } = 1e-6;

    /// <summary>What a layer's learning rate is multiplied by for the layer below it. Default 0.65: FINETUNE.md, ViT-Base.</summary>
    [Setting("layer-decay", "what a block's learning rate is multiplied by for the block below it; 1: one rate for all")]
    public double LayerDecay { get; init; } = 0.65;

    /// <summary>Weight decay, not on biases, norms, cls token and positions. Default 0.05: FINETUNE.md.</summary>
    [Setting("weight-decay", "weight decay, except on biases, norms, cls token and position embedding")]
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>AdamW's first decay. Default 0.9: PyTorch's, which <c>main_finetune.py</c> leaves.</summary>
    [Setting("beta1", "AdamW's beta 1")]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW's second decay. Default 0.999: PyTorch's, which <c>main_finetune.py</c> leaves.</summary>
    [Setting("beta2", "AdamW's beta 2")]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Largest norm of the gradient; no clipping where absent.</summary>
    [Setting("clip-grad", "largest norm of the gradient", Default = "no clipping")]
    public double? ClipGrad { get; init; }

    /// <summary>The chance that an image passes by a branch of the last block. Default 0.1: FINETUNE.md, ViT-Base.</summary>
    [Setting("drop-path", "chance that an image passes by a branch of the last block; it grows linearly from 0 in the first")]
    public double DropPath { get; init; } = 0.1;

    /// <summary>Label smoothing. Default 0.1: <c>main_finetune.py</c>.</summary>
    [Setting("smoothing", "share of a target that is spread over all classes")]
    public double Smoothing { get; init; } = 0.1;

    /// <summary>The alpha of mixup. Default 0.8: FINETUNE.md.</summary>
    [Setting("mixup", "alpha of mixup; 0: none")]
    public double Mixup { get; init; } = 0.8;

    /// <summary>The alpha of cutmix. Default 1: FINETUNE.md.</summary>
    [Setting("cutmix", "alpha of cutmix; 0: none")]
    public double Cutmix { get; init; } = 1;

    /// <summary>The chance of cutmix where both are on. Default 0.5: <c>main_finetune.py</c>.</summary>
    [Setting("mixup-switch", "chance that a batch takes cutmix rather than mixup where both are on")]
    public double MixupSwitch { get; init; } = 0.5;

    /// <summary>The chance that a box of an image is erased. Default 0.25: FINETUNE.md.</summary>
    [Setting("reprob", "chance that a box of a training image is erased (random erasing)")]
    public double RandomErasing { get; init; } = 0.25;

    /// <summary>Operations of RandAugment on an image. Default 2: timm's for <c>rand-m9-mstd0.5-inc1</c>, <c>main_finetune.py</c>.</summary>
    [Setting("randaug-count", "operations of RandAugment on a training image; 0: none")]
    public int RandAugmentCount { get; init; } = 2;

    /// <summary>The magnitude of RandAugment. Default 9: <c>main_finetune.py</c>.</summary>
    [Setting("randaug-magnitude", "strength of RandAugment's operations, 0 to 10")]
    public double RandAugmentMagnitude { get; init; } = 9;

    /// <summary>The standard deviation of the magnitude. Default 0.5: <c>main_finetune.py</c>.</summary>
    [Setting("randaug-std", "standard deviation of that strength")]
    public double RandAugmentDeviation { get; init; } = 0.5;

    /// <summary>The smallest crop. Default 0.08: timm's, which the reference leaves.</summary>
    [Setting("min-crop", "smallest share of a training image's area in its random crop")]
    public double MinCrop { get; init; } = 0.08;

    /// <summary>Whether training images are flipped.</summary>
    [Setting("flip", "flip every other training image, which changes what digits and letters mean: true or false")]
    public bool Flip { get; init; } = true;

    /// <summary>Fixes every random choice.</summary>
    [Setting("seed", "fixes the fresh head, labelled subset, order, augmentations and dropped branches")]
    public long Seed { get; init; }

    /// <summary>The device's name.</summary>
    [Setting("device", "auto, cpu, cuda or cuda:N")]
    public string Device { get; init; } = "auto";

    /// <summary>The number format of matrix products.</summary>
    [Setting("precision", "number format of matrix products: fp32, bf16, or auto: bf16 where the device multiplies it natively")]
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Auto;

    /// <summary>Attention heads of the encoder, for checkpoints that do not say.</summary>
    [Setting("heads", "attention heads of the encoder, where the checkpoint does not say", Default = "from the checkpoint")]
    public int? Heads { get; init; }

    /// <summary>Attention heads of the decoder, for checkpoints that do not say.</summary>
    [Setting("decoder-heads", "attention heads of the decoder, where the checkpoint does not say", Default = "from the checkpoint")]
    public int? DecoderHeads { get; init; }

    /// <summary>Threads that prepare images.</summary>
    [Setting("workers", "threads that prepare images; 0 prepares them between the steps", Default = "1 on a CPU, else up to 16")]
    public int? Workers { get; init; }

    /// <summary>What decodes JPEG images.</summary>
    [Setting("jpeg-decoder", "JPEG decoder: turbo (the system's libturbojpeg), skia, or auto: turbo where it is installed")]
    public JpegDecoder JpegDecoder { get; init; } = JpegDecoder.Auto;

    /// <summary>Threads of matrix products.</summary>
    [Setting("threads", "threads of the CPU's matrix products", Default = "all cores")]
    public int? Threads { get; init; }

    /// <summary>Steps between checkpoints; 0 writes one at the end only.</summary>
    [Setting("save-every", "steps between checkpoints; 0: only at the end", Default = "an epoch's")]
    public long? SaveEvery { get; init; }

    /// <summary>Minutes between checkpoints, besides those of <see cref="SaveEvery"/>; none where absent.</summary>
    [Setting("save-minutes", "minutes after which a checkpoint is written though --save-every is not over", Default = "none")]
    public double? SaveMinutes { get; init; }

    /// <summary>Checkpoints that stay on the disk, besides the best.</summary>
    [Setting("keep", "latest checkpoints to keep, besides the best epoch's weights")]
    public int Keep { get; init; } = 1;

    /// <summary>Steps between log lines.</summary>
    [Setting("log-every", "steps between progress lines and reads of the loss")]
    public int LogEvery { get; init; } = 20;

    /// <summary>Largest share of unreadable images.</summary>
    [Setting("max-bad-fraction", "share of unreadable images in an epoch above which the run stops")]
    public double MaxBadFraction { get; init; } = 0.01;

    /// <summary>The folder or file of the training images. Only for options without <see cref="Problems"/>, as all that follows.</summary>
    public string TrainPath => Train ?? Path.Combine(Data!, "train");

    /// <summary>The folder or file of the validation images.</summary>
    public string ValidationPath => Validation ?? Path.Combine(Data!, "val");

    /// <summary>How tokens become the feature that the head reads.</summary>
    public Pooling Pooling => Pool == PoolingName.Cls ? Pooling.ClsToken : Pooling.GlobalAverage;

    /// <summary>What happens to the pixels of a training image after crop and flip.</summary>
    internal RandAugment Augment => new(RandAugmentMagnitude, RandAugmentDeviation, RandAugmentCount);

    /// <summary>What happens to a normalised training image.</summary>
    internal RandomErasing Erasing => new(RandomErasing);

    /// <summary>How images are mixed, and targets with them.</summary>
    internal Mixup Mixing => new(Mixup, Cutmix, MixupSwitch, Smoothing);

    /// <summary>What the checkpoint may fail to say.</summary>
    public ModelHints Hints => new() { Heads = Heads, DecoderHeads = DecoderHeads };

    /// <summary>The hyperparameters of AdamW.</summary>
    public AdamWOptions AdamW => new() { Beta1 = Beta1, Beta2 = Beta2, WeightDecay = WeightDecay };

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems() => InputProblems()
        .Concat(SharedProblems.OfSteps(BatchSize, Accumulation, Epochs, WeightDecay, Beta1, Beta2, ClipGrad))
        .Concat(SharedProblems.OfSchedule(BaseLearningRate, LearningRate, MinLearningRate, WarmupEpochs))
        .Concat(RecipeProblems())
        .Concat(AugmentationProblems())
        .Concat(SharedProblems.OfMachine(Device, Workers, JpegDecoder, Threads, MaxBadFraction))
        .Concat(SharedProblems.OfRecords(SaveEvery, SaveMinutes, Keep, LogEvery));

    private static bool IsNotNegative(double number) => number >= 0 && double.IsFinite(number);

    private IEnumerable<string> InputProblems()
    {
        if (string.IsNullOrWhiteSpace(Checkpoint))
            yield return "--checkpoint is missing: name a run directory or a checkpoint.";
        if (Eval && string.IsNullOrWhiteSpace(Data) && string.IsNullOrWhiteSpace(Validation))
            yield return "--data is missing: name a folder with the sub-folder 'val', or give --val.";
        if (!Eval && string.IsNullOrWhiteSpace(Data) && (string.IsNullOrWhiteSpace(Train) || string.IsNullOrWhiteSpace(Validation)))
            yield return "--data is missing: name a folder with the sub-folders 'train' and 'val', or give --train and --val.";
        if (Data is not null && Train is not null && Validation is not null)
            yield return "--data has no say where --train and --val are given: leave out --data, or one of them.";
        if (Output is not null && string.IsNullOrWhiteSpace(Output))
            yield return "--output names no folder; leave it out for one under runs/.";
        if (Resume && Output is null)
            yield return "--resume goes on with a run: say which, with --output RUN.";
        if (Resume && Eval)
            yield return "--resume and --eval exclude each other: --eval does not train.";
        if (ImageSize < 1)
            yield return $"--image-size must be at least 1 pixel, but is {ImageSize}.";
        if (LabelsPerClass < 1)
            yield return $"--labels-per-class must be at least 1, but is {LabelsPerClass}.";
    }

    private IEnumerable<string> RecipeProblems()
    {
        if (LayerDecay is not (> 0 and <= 1))
            yield return $"--layer-decay must be above 0 and at most 1, but is {LayerDecay}.";
        if (DropPath is not (>= 0 and < 1))
            yield return $"--drop-path must be at least 0 and below 1, but is {DropPath}.";
    }

    private IEnumerable<string> AugmentationProblems()
    {
        if (Smoothing is not (>= 0 and < 1))
            yield return $"--smoothing must be at least 0 and below 1, but is {Smoothing}.";
        if (!IsNotNegative(Mixup))
            yield return $"--mixup must be at least 0, but is {Mixup}.";
        if (!IsNotNegative(Cutmix))
            yield return $"--cutmix must be at least 0, but is {Cutmix}.";
        if (MixupSwitch is not (>= 0 and <= 1))
            yield return $"--mixup-switch must be between 0 and 1, but is {MixupSwitch}.";
        if (RandomErasing is not (>= 0 and <= 1))
            yield return $"--reprob must be between 0 and 1, but is {RandomErasing}.";
        if (RandAugmentCount < 0)
            yield return $"--randaug-count must be at least 0, but is {RandAugmentCount}.";
        if (RandAugmentMagnitude is not (>= 0 and <= RandAugment.LargestMagnitude))
            yield return $"--randaug-magnitude must be between 0 and {RandAugment.LargestMagnitude}, but is {RandAugmentMagnitude}.";
        if (RandAugmentDeviation is not (>= 0 and <= RandAugment.LargestStd))
            yield return $"--randaug-std must be between 0 and {RandAugment.LargestStd}, but is {RandAugmentDeviation}.";
        if (MinCrop is not (> 0 and <= 1))
            yield return $"--min-crop must be above 0 and at most 1, but is {MinCrop}.";
    }
}
