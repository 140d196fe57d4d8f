using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Evaluation.Benchmarks;

/// <summary>What <c>mae bench features</c> measures.</summary>
public sealed record FeaturesBenchOptions
{
    /// <summary>The encoder's name.</summary>
    [Setting("model", "model: vit-micro, vit-tiny, vit-small, vit-base, vit-large or vit-huge")]
    public string Model { get; init; } = "vit-base";

    /// <summary>Image side in pixels.</summary>
    [Setting("image-size", "image side in pixels")]
    public int ImageSize { get; init; } = 224;

    /// <summary>ViT patch side in pixels; the model's own where absent.</summary>
    [Setting("patch", "ViT patch side in pixels", Default = "the model's")]
    public int? Patch { get; init; }

    /// <summary>Images of a pass.</summary>
    [Setting("batch", "images of a pass")]
    public int Batch { get; init; } = 32;

    /// <summary>The number format of matrix products.</summary>
    [Setting("precision", "number format of matrix products: fp32, bf16, or auto: bf16 where the device multiplies it natively")]
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Auto;

    /// <summary>Measured passes.</summary>
    [Setting("repetitions", "measured passes, of which the median counts")]
    public int Repetitions { get; init; } = 7;

    /// <summary>The device's name.</summary>
    [Setting("device", "auto, cpu, cuda or cuda:N")]
    public string Device { get; init; } = "auto";

    /// <summary>Print the JSON line alone.</summary>
    [Setting("json", "print the JSON line alone")]
    public bool Json { get; init; }

    /// <summary>The encoder's shape.</summary>
    public VitConfig Encoder => ModelPresets.Encoder(Model, ImageSize, Patch);

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems()
    {
        if (!ModelPresets.Exists(Model))
            yield return $"--model must be one of {string.Join(", ", ModelPresets.Names)}, but is '{Model}'.";
        else
        {
            foreach (string problem in Encoder.Problems())
                yield return problem;
        }
        if (Batch < 1)
            yield return $"--batch must be at least 1, but is {Batch}.";
        if (Repetitions < 5)
            yield return $"--repetitions must be at least 5 for a median worth quoting, but is {Repetitions}.";
        if (ComputeDevice.ProblemWith(Device) is { } device)
            yield return device;
    }
}
