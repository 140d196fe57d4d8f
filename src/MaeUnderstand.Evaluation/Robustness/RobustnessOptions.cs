using MaeUnderstand.Data;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>What <c>mae robustness</c> needs.</summary>
public sealed record RobustnessOptions
{
    private const string LeftOut = "left out";

    /// <summary>The probe.</summary>
    [Setting("probe", "run directory of a linear mae probe on ImageNet-1K: its configuration and its head are taken")]
    public string? Probe { get; init; }

    /// <summary>Which head.</summary>
    [Setting("head", "the probe's head: last (of the last epoch) or best (of the epoch with the highest validation top-1)")]
    public HeadChoice Head { get; init; } = HeadChoice.Last;

    /// <summary>The checkpoint, where it is not where it was.</summary>
    [Setting("checkpoint", "where the probed checkpoint is now", Default = "as in the probe's configuration")]
    public string? Checkpoint { get; init; }

    /// <summary>ImageNet-1K's validation images.</summary>
    [Setting("imagenet-val", "ImageNet-1K's validation images, a folder named by WordNet id a class",
        Default = "left out; IN1K is then the probe's own figure")]
    public string? ImageNetValidation { get; init; }

    /// <summary>ImageNet-v2.</summary>
    [Setting("imagenet-v2", "ImageNet-v2, such as imagenetv2-matched-frequency-format-val: folders 0 to 999", Default = LeftOut)]
    public string? ImageNetV2 { get; init; }

    /// <summary>ObjectNet.</summary>
    [Setting("objectnet", "ObjectNet: objectnet-1.0 or its folder images", Default = LeftOut)]
    public string? ObjectNet { get; init; }

    /// <summary>ImageNet-R.</summary>
    [Setting("imagenet-r", "ImageNet-R: 200 folders named by WordNet ids", Default = LeftOut)]
    public string? ImageNetR { get; init; }

    /// <summary>ImageNet-A.</summary>
    [Setting("imagenet-a", "ImageNet-A: 200 folders named by WordNet ids", Default = LeftOut)]
    public string? ImageNetA { get; init; }

    /// <summary>ImageNet-Sketch.</summary>
    [Setting("imagenet-sketch", "ImageNet-Sketch: 1000 folders named by WordNet ids", Default = LeftOut)]
    public string? ImageNetSketch { get; init; }

    /// <summary>Where results go.</summary>
    [Setting("output", "folder for the results; what it holds already is not computed again")]
    public string Output { get; init; } = "robustness";

    /// <summary>Where features go.</summary>
    [Setting("cache", "folder of computed features, which later tests of the same encoder and images find there", Default = "the probe's")]
    public string? Cache { get; init; }

    /// <summary>The number format of stored features.</summary>
    [Setting("cache-format", "number format of features on disk: fp32, bf16, or auto: that of the matrix products", Default = "the probe's")]
    public TrainingPrecision? CacheFormat { get; init; }

    /// <summary>The device's name.</summary>
    [Setting("device", "auto, cpu, cuda or cuda:N")]
    public string Device { get; init; } = "auto";

    /// <summary>Threads that prepare images.</summary>
    [Setting("workers", "threads that prepare images; 0 prepares them between the batches", Default = "1 on a CPU, else up to 16")]
    public int? Workers { get; init; }

    /// <summary>What decodes JPEG images.</summary>
    [Setting("jpeg-decoder", "JPEG decoder: turbo (the system's libturbojpeg), skia, or auto: turbo where it is installed")]
    public JpegDecoder JpegDecoder { get; init; } = JpegDecoder.Auto;

    /// <summary>Threads of matrix products.</summary>
    [Setting("threads", "threads of the CPU's matrix products", Default = "all cores")]
    public int? Threads { get; init; }

    /// <summary>Largest share of unreadable images.</summary>
    [Setting("max-bad-fraction", "share of a data set's images that may be unreadable, which are left out")]
    public double MaxBadFraction { get; init; } = 0.01;

    /// <summary>The data sets that were named, with their folders, in the order of the columns.</summary>
    public IReadOnlyList<(RobustnessSet Set, string Folder)> Folders =>
    [
        .. from pair in ((RobustnessSet Set, string? Folder)[])
           [
               (RobustnessSets.ImageNetValidation, ImageNetValidation),
               (RobustnessSets.ImageNetV2, ImageNetV2),
               (RobustnessSets.ObjectNet, ObjectNet),
               (RobustnessSets.ImageNetR, ImageNetR),
               (RobustnessSets.ImageNetA, ImageNetA),
               (RobustnessSets.ImageNetSketch, ImageNetSketch),
           ]
           where pair.Folder is not null
           select (pair.Set, pair.Folder),
    ];

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems() =>
        OwnProblems().Concat(SharedProblems.OfMachine(Device, Workers, JpegDecoder, Threads, MaxBadFraction));

    private IEnumerable<string> OwnProblems()
    {
        if (string.IsNullOrWhiteSpace(Probe))
            yield return "--probe is missing: name the run directory of a linear probe on ImageNet-1K.";
        if (Folders.Count == 0)
            yield return $"No data set is named: give one or more of {string.Join(", ", RobustnessSets.All.Select(set => $"--{set.Name}"))}.";
        foreach ((RobustnessSet set, _) in Folders.Where(pair => string.IsNullOrWhiteSpace(pair.Folder)))
            yield return $"--{set.Name} names no folder; leave it out, or name one.";
        if (string.IsNullOrWhiteSpace(Output))
            yield return "--output is empty: name a folder for the results.";
        if (Cache is not null && string.IsNullOrWhiteSpace(Cache))
            yield return "--cache names no folder; leave it out for the probe's.";
    }
}
