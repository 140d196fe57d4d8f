using System.Globalization;
using MaeUnderstand.Data;
using MaeUnderstand.Models;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>What <c>mae probe</c> needs; the defaults are those of the reference's linear probe.</summary>
public sealed record ProbeOptions
{
    private const int LargestBatch = 512;                // a GPU's share in the reference's recipe (FINETUNE.md)
    private const int MostRates = 64;

    /// <summary>The trained model.</summary>
    [Setting("checkpoint", "run directory, checkpoint, .safetensors, .pth or Hugging Face folder")]
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

    /// <summary>Other folders to measure on.</summary>
    [Setting("eval-on", "NAME=DIR, one or more: also measure on these images, of the folders that are named as a class", Default = "none")]
    public IReadOnlyList<string> EvalOn { get; init; } = [];

    /// <summary>Where heads, log and result go.</summary>
    [Setting("output", "run directory", Default = "runs/probe-<time>")]
    public string? Output { get; init; }

    /// <summary>Whether to go on with the probe in the run directory.</summary>
    [Setting("resume", "go on with the probe in --output, with its configuration: true or false")]
    public bool Resume { get; init; }

    /// <summary>Where features go.</summary>
    [Setting("cache", "folder of computed features, which later probes of the same encoder and images find there")]
    public string Cache { get; init; } = Path.Combine("runs", "features");

    /// <summary>What the head is trained on.</summary>
    [Setting("features", "augmented (the reference's recipe) or cached (those of the evaluation transform, computed once)")]
    public ProbeFeatures Features { get; init; } = ProbeFeatures.Augmented;

    /// <summary>Neighbours that vote instead of a head.</summary>
    [Setting("knn", "classify by this many nearest neighbours instead of a linear head (DINO: 20)", Default = "off")]
    public int? Knn { get; init; }

    /// <summary>How tokens become a feature.</summary>
    [Setting("pool", "feature of an image: cls (the cls token) or gap (the norm of the patch tokens' mean)")]
    public PoolingName Pool { get; init; } = PoolingName.Cls;

    /// <summary>Whether to probe the untrained encoder.</summary>
    [Setting("random-weights", "probe the checkpoint's encoder with random weights, the baseline: true or false")]
    public bool HasRandomWeights { get; init; }

    /// <summary>How many images of a class have a label.</summary>
    [Setting("labels-per-class", "training images of each class that are used, drawn by --seed", Default = "all")]
    public int? LabelsPerClass { get; init; }

    /// <summary>Passes of the head over the images.</summary>
    [Setting("epochs", "passes over the training images")]
    public int Epochs { get; init; } = 90;

    /// <summary>Epochs of warm-up.</summary>
    [Setting("warmup-epochs", "epochs of linear warm-up")]
    public double WarmupEpochs { get; init; } = 10;

    /// <summary>The learning rate per 256 images.</summary>
    [Setting("blr", "base learning rate, per 256 images of the effective batch")]
    public double BaseLearningRate { get; init; } = 0.1;

    /// <summary>The learning rates of the cached probe.</summary>
    [Setting("lr-grid", "base learning rates of --features cached, trained at once, the best by validation is taken; commas between",
        Default = "--blr alone")]
    public string? LearningRateGrid { get; init; }

    /// <summary>The L2 penalty.</summary>
    [Setting("weight-decay", "L2 penalty on the head's weights")]
    public double WeightDecay { get; init; }

    /// <summary>Images of a step.</summary>
    [Setting("effective-batch", "images of one step")]
    public int EffectiveBatch { get; init; } = 16384;

    /// <summary>Images of a forward pass.</summary>
    [Setting("batch-size", "images of one forward pass, whose statistics normalise them; a divisor of the effective batch",
        Default = "512, or the effective batch if that is smaller")]
    public int? BatchSize { get; init; }

    /// <summary>The smallest crop.</summary>
    [Setting("min-crop", "smallest share of a training image's area in its random crop")]
    public double MinCrop { get; init; } = 0.08;

    /// <summary>Whether training images are flipped.</summary>
    [Setting("flip", "flip every other training image, which changes what digits and letters mean: true or false")]
    public bool Flip { get; init; } = true;

    /// <summary>Fixes every random choice.</summary>
    [Setting("seed", "fixes labelled subset, order, crops, the head's initial weights, and random encoder weights")]
    public long Seed { get; init; }

    /// <summary>The device's name.</summary>
    [Setting("device", "auto, cpu, cuda or cuda:N")]
    public string Device { get; init; } = "auto";

    /// <summary>The number format of matrix products.</summary>
    [Setting("precision", "number format of matrix products: fp32, bf16, or auto: bf16 where the device multiplies it natively")]
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Auto;

    /// <summary>The number format of stored features.</summary>
    [Setting("cache-format", "number format of features on disk: fp32, bf16, or auto: that of the matrix products")]
    public TrainingPrecision CacheFormat { get; init; } = TrainingPrecision.Auto;

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

    /// <summary>Largest share of unreadable images.</summary>
    [Setting("max-bad-fraction", "share of unreadable images above which the probe stops")]
    public double MaxBadFraction { get; init; } = 0.01;

    /// <summary>How the encoder is probed.</summary>
    public ProbeMode Mode =>
        Knn is not null ? ProbeMode.Knn : Features == ProbeFeatures.Cached ? ProbeMode.Cached : ProbeMode.Linear;

    /// <summary>The folder or file of the training images. Only for options without <see cref="Problems"/>, as all that follows.</summary>
    public string TrainPath => Train ?? Path.Combine(Data!, "train");

    /// <summary>The folder or file of the validation images.</summary>
    public string ValidationPath => Validation ?? Path.Combine(Data!, "val");

    /// <summary>The folders of <see cref="EvalOn"/>.</summary>
    public IReadOnlyList<EvalOn> EvalOnFolders => [.. EvalOn.Select(text => Probing.EvalOn.Parse(text)!)];

    /// <summary>How the head is trained.</summary>
    public HeadRecipe Recipe => new()
    {
        Epochs = Epochs,
        WarmupEpochs = WarmupEpochs,
        EffectiveBatch = EffectiveBatch,
        BatchSize = BatchInUse,
        WeightDecay = WeightDecay,
        BaseLearningRates = LearningRateGrid is { } grid ? [.. Rates(grid)!] : [BaseLearningRate],
        MinCrop = MinCrop,
        IsFlipped = Flip,
        Seed = Seed,
    };

    private int BatchInUse => BatchSize ?? Math.Min(LargestBatch, EffectiveBatch);

    /// <summary>Which encoder.</summary>
    /// <param name="path">The checkpoint that <see cref="Checkpoint"/> means.</param>
    public EncoderChoice EncoderAt(string path) => new()
    {
        Checkpoint = path,
        Hints = new ModelHints { Heads = Heads, DecoderHeads = DecoderHeads },
        Pooling = Pool == PoolingName.Cls ? Pooling.ClsToken : Pooling.GlobalAverage,
        Precision = Precision,
        RandomWeightsSeed = HasRandomWeights ? Seed : null,
    };

    /// <summary>How images are read.</summary>
    /// <param name="batchSize">Images a batch.</param>
    public ImageReading ReadingOf(int batchSize) => new(batchSize, Workers, MaxBadFraction);

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems() => InputProblems()
        .Concat(HeadProblems())
        .Concat(SharedProblems.OfMachine(Device, Workers, JpegDecoder, Threads, MaxBadFraction));

    private static double[]? Rates(string grid)
    {
        var rates = new List<double>();
        foreach (string text in grid.Split(','))
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) || !IsPositive(rate))
                return null;
            rates.Add(rate);
        }
        return rates.Count <= MostRates ? [.. rates] : null;
    }

    private static bool IsPositive(double number) => number > 0 && double.IsFinite(number);

    private IEnumerable<string> InputProblems()
    {
        if (string.IsNullOrWhiteSpace(Checkpoint))
            yield return "--checkpoint is missing: name a run directory or a checkpoint.";
        if (string.IsNullOrWhiteSpace(Data) && (string.IsNullOrWhiteSpace(Train) || string.IsNullOrWhiteSpace(Validation)))
            yield return "--data is missing: name a folder with the sub-folders 'train' and 'val', or give --train and --val.";
        foreach (string text in EvalOn.Where(text => Probing.EvalOn.Parse(text) is null))
            yield return $"--eval-on must be NAME=DIR, the name of letters, digits, '-', '_' and '.', but is '{text}'.";
        if (EvalOn.Select(Probing.EvalOn.Parse).GroupBy(folder => folder?.Name).FirstOrDefault(same => same.Key is not null && same.Count() > 1) is { } twice)
            yield return $"--eval-on names '{twice.Key}' twice.";
        if (Data is not null && Train is not null && Validation is not null)
            yield return "--data has no say where --train and --val are given: leave out --data, or one of them.";
        if (Output is not null && string.IsNullOrWhiteSpace(Output))
            yield return "--output names no folder; leave it out for one under runs/.";
        if (Resume && Output is null)
            yield return "--resume goes on with a probe: say which, with --output RUN.";
        if (string.IsNullOrWhiteSpace(Cache))
            yield return "--cache names no folder; leave it out for runs/features.";
    }

    private IEnumerable<string> HeadProblems()
    {
        if (Knn < 1)
            yield return $"--knn must be at least 1, but is {Knn}.";
        if (Knn is not null && Features == ProbeFeatures.Cached)
            yield return "--knn and --features cached exclude each other: neighbours need no head.";
        if (LabelsPerClass < 1)
            yield return $"--labels-per-class must be at least 1, but is {LabelsPerClass}.";
        if (Epochs < 1)
            yield return $"--epochs must be at least 1, but is {Epochs}.";
        if (!(WarmupEpochs >= 0 && double.IsFinite(WarmupEpochs)))
            yield return $"--warmup-epochs must be at least 0, but is {WarmupEpochs}.";
        if (!IsPositive(BaseLearningRate))
            yield return $"--blr must be above 0, but is {BaseLearningRate}.";
        if (LearningRateGrid is { } grid && Rates(grid) is null)
            yield return $"--lr-grid must be at most {MostRates} numbers above 0 with commas between, but is '{grid}'.";
        if (LearningRateGrid is not null && Mode != ProbeMode.Cached)
            yield return "--lr-grid needs --features cached: only stored features can train many heads at once.";
        if (!(WeightDecay >= 0 && double.IsFinite(WeightDecay)))
            yield return $"--weight-decay must be at least 0, but is {WeightDecay}.";
        if (MinCrop is not (> 0 and <= 1))
            yield return $"--min-crop must be above 0 and at most 1, but is {MinCrop}.";
        if (EffectiveBatch < 2)
            yield return $"--effective-batch must be at least 2, but is {EffectiveBatch}.";
        else if (BatchInUse < 2)
            yield return $"--batch-size must be at least 2, but is {BatchInUse}: one image has no statistics.";
        else if (EffectiveBatch % BatchInUse != 0)
            yield return $"--effective-batch {EffectiveBatch} is not a multiple of --batch-size {BatchInUse}.";
    }
}
