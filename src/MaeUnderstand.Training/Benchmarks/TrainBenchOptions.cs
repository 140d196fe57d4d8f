using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Configuration;
using MaeUnderstand.Training.Pretraining;

namespace MaeUnderstand.Training.Benchmarks;

/// <summary>What <c>mae bench train</c> measures.</summary>
public sealed record TrainBenchOptions
{
    /// <summary>The model's preset.</summary>
    [Setting("model", "model: vit-micro, vit-tiny, vit-small, vit-base, vit-large or vit-huge")]
    public string Model { get; init; } = "vit-base";

    /// <summary>Image side in pixels.</summary>
    [Setting("image-size", "image side in pixels")]
    public int ImageSize { get; init; } = 224;

    /// <summary>The ViT's patch side in pixels.</summary>
    [Setting("patch", "ViT patch side in pixels", Default = "the model's")]
    public int? Patch { get; init; }

    /// <summary>Images of a step.</summary>
    [Setting("batch", "images of a step")]
    public int Batch { get; init; } = 32;

    /// <summary>Share of the tokens that is removed.</summary>
    [Setting("mask-ratio", "share of the tokens that is removed")]
    public double MaskRatio { get; init; } = 0.75;

    /// <summary>Side of a mask unit in pixels.</summary>
    [Setting("mask-patch", "side of a mask unit in pixels", Default = "the ViT patch")]
    public int? MaskPatch { get; init; }

    /// <summary>Width of the decoder.</summary>
    [Setting("decoder-width", "width of the decoder", Default = "the model's")]
    public int? DecoderWidth { get; init; }

    /// <summary>Blocks of the decoder.</summary>
    [Setting("decoder-depth", "blocks of the decoder", Default = "the model's")]
    public int? DecoderDepth { get; init; }

    /// <summary>Heads of the decoder.</summary>
    [Setting("decoder-heads", "attention heads of the decoder", Default = "the model's")]
    public int? DecoderHeads { get; init; }

    /// <summary>The number format of matrix products.</summary>
    [Setting("precision", "number format of matrix products: fp32, bf16, or auto: bf16 where the device multiplies it natively")]
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Auto;

    /// <summary>Steps before the measured ones.</summary>
    [Setting("warmup", "steps before the measured ones")]
    public int Warmup { get; init; } = 2;

    /// <summary>Measured steps.</summary>
    [Setting("repetitions", "measured steps, of which the median counts")]
    public int Repetitions { get; init; } = 5;

    /// <summary>Images to train on.</summary>
    [Setting("data", "folder of images, file of packed ones, or 'synthetic'")]
    public string Data { get; init; } = PretrainOptions.Synthetic;

    /// <summary>Threads that prepare images.</summary>
    [Setting("workers", "threads that prepare images; 0 prepares them between the steps", Default = "as in pretraining")]
    public int? Workers { get; init; }

    /// <summary>The device's name.</summary>
    [Setting("device", "auto, cpu, cuda or cuda:N")]
    public string Device { get; init; } = "auto";

    /// <summary>Print the JSON line alone.</summary>
    [Setting("json", "print the JSON line alone")]
    public bool Json { get; init; }

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Batch < 1)
            yield return $"--batch must be at least 1, but is {Batch}.";
        if (Warmup < 0)
            yield return $"--warmup must be at least 0, but is {Warmup}.";
        if (Repetitions < 5)
            yield return $"--repetitions must be at least 5 for a median worth quoting, but is {Repetitions}.";
        foreach (string problem in ToPretrainOptions().Problems())
        {
            if (!problem.StartsWith("--batch-size", StringComparison.Ordinal))
                yield return problem;                                  // --batch has its own
        }
    }

    /// <summary>The pretraining run whose steps are measured.</summary>
    public PretrainOptions ToPretrainOptions() => new()
    {
        Data = Data,
        Model = Model,
        ImageSize = ImageSize,
        Patch = Patch,
        DecoderWidth = DecoderWidth,
        DecoderDepth = DecoderDepth,
        DecoderHeads = DecoderHeads,
        MaskRatio = MaskRatio,
        MaskPatch = MaskPatch,
        Precision = Precision,
        BatchSize = Batch,
        SyntheticImages = Math.Max(Batch, 1) * 4,
        Workers = Workers,
        Device = Device,
        Steps = Math.Max(1, Warmup + Repetitions),
        SampleEvery = 0,
    };
}
