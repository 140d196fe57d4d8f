using MaeUnderstand.Data;
using MaeUnderstand.Models;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Evaluation.Reconstruction;

/// <summary>What <c>mae eval-recon</c> needs.</summary>
public sealed record EvalReconOptions
{
    /// <summary>The trained models.</summary>
    [Setting("checkpoint", "one or more: run directory, checkpoint, .safetensors, .pth or Hugging Face folder")]
    public IReadOnlyList<string> Checkpoints { get; init; } = [];

    /// <summary>Where the images are.</summary>
    [Setting("data", "folder of validation images, or file of packed ones")]
    public string? Data { get; init; }

    /// <summary>Where results go.</summary>
    [Setting("output", "folder for tables, plots and pictures; what it holds already is not computed again")]
    public string Output { get; init; } = "eval-recon";

    /// <summary>Images to score; all where absent.</summary>
    [Setting("images", "images to score, spread over the data", Default = "all")]
    public int? Images { get; init; }

    /// <summary>Share of the tokens removed for a second, masked reconstruction; none where absent.</summary>
    [Setting("mask-ratio", "also score reconstructions with this share of the tokens removed, above 0 and below 1", Default = "none")]
    public double? MaskRatio { get; init; }

    /// <summary>Side of a mask unit in pixels; as in training where absent.</summary>
    [Setting("mask-patch", "with --mask-ratio: side of a mask unit in pixels", Default = "as in training")]
    public int? MaskPatch { get; init; }

    /// <summary>How pixels come back from a model with normalised targets.</summary>
    [Setting("norm-pix-recovery", "for models that predict normalised patches: truestatistics gives each patch the true one's mean and " +
        "deviation, raw takes the prediction as pixels")]
    public PixelRecovery Recovery { get; init; } = PixelRecovery.TrueStatistics;

    /// <summary>Images to draw of each kind.</summary>
    [Setting("save-images", "draw so many of the best, the median and the worst images by SSIM")]
    public int SaveImages { get; init; }

    /// <summary>Images at a time.</summary>
    [Setting("batch", "images at a time")]
    public int Batch { get; init; } = 32;

    /// <summary>Threads that decode.</summary>
    [Setting("workers", "threads that decode images; 0 decodes between the batches")]
    public int Workers { get; init; } = 1;

    /// <summary>Share of unreadable images allowed.</summary>
    [Setting("max-bad-fraction", "share of unreadable images, which are left out, above which the evaluation stops")]
    public double MaxBadFraction { get; init; } = 0.01;

    /// <summary>What decodes JPEG files.</summary>
    [Setting("jpeg-decoder", "what decodes JPEG files: turbo (the system's libturbojpeg), skia, or auto: turbo where it is installed")]
    public JpegDecoder JpegDecoder { get; init; }

    /// <summary>Number format of the model's matrix products.</summary>
    [Setting("precision", "number format of matrix products: fp32, bf16, or auto: bf16 where the device multiplies it natively")]
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Fp32;

    /// <summary>Attention heads of the encoder, for checkpoints that do not say.</summary>
    [Setting("heads", "attention heads of the encoder, where the checkpoint does not say", Default = "from the checkpoint")]
    public int? Heads { get; init; }

    /// <summary>Attention heads of the decoder, for checkpoints that do not say.</summary>
    [Setting("decoder-heads", "attention heads of the decoder, where the checkpoint does not say", Default = "from the checkpoint")]
    public int? DecoderHeads { get; init; }

    /// <summary>Whether the model predicts normalised patches, for checkpoints that do not say.</summary>
    [Setting("norm-pix-loss", "whether the model predicts normalised patches, where the checkpoint does not say",
        Default = "from the checkpoint")]
    public bool? NormPixLoss { get; init; }

    /// <summary>Fixes the masks.</summary>
    [Setting("seed", "fixes the masks")]
    public long Seed { get; init; }

    /// <summary>The device's name.</summary>
    [Setting("device", "auto, cpu, cuda or cuda:N")]
    public string Device { get; init; } = "auto";

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Checkpoints.Count == 0)
            yield return "--checkpoint is missing: name one or more run directories or checkpoints.";
        if (Checkpoints.GroupBy(Path.GetFullPath).FirstOrDefault(same => same.Count() > 1) is { } twice)
            yield return $"--checkpoint names '{twice.First()}' twice.";
        if (string.IsNullOrWhiteSpace(Data))
            yield return "--data is missing: name a folder of validation images.";
        if (string.IsNullOrWhiteSpace(Output))
            yield return "--output is empty: name a folder for the results.";
        if (Images is < 1)
            yield return $"--images must be at least 1, but is {Images}.";
        if (MaskRatio is not (null or (> 0 and < 1)))
            yield return $"--mask-ratio must be above 0 and below 1, but is {MaskRatio}; without it nothing is masked.";
        if (MaskPatch is not null && MaskRatio is null)
            yield return "--mask-patch needs --mask-ratio: without it nothing is masked.";
        if (SaveImages < 0)
            yield return $"--save-images must be 0 or more, but is {SaveImages}.";
        if (Batch < 1)
            yield return $"--batch must be at least 1, but is {Batch}.";
        if (Workers is < 0 or > LoaderOptions.MaxWorkers)
            yield return $"--workers must lie between 0 and {LoaderOptions.MaxWorkers}, but is {Workers}.";
        if (MaxBadFraction is not (>= 0 and <= 1))
            yield return $"--max-bad-fraction must lie between 0 and 1, but is {MaxBadFraction}.";
        if (TurboJpeg.ProblemWith(JpegDecoder) is { } decoder)
            yield return decoder;
        if (ComputeDevice.ProblemWith(Device) is { } device)
            yield return device;
    }
}
