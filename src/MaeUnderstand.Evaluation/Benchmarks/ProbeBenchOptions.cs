using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Evaluation.Benchmarks;

/// <summary>What <c>mae bench probe</c> measures; the defaults are those of ViT-Base features with ImageNet's classes.</summary>
public sealed record ProbeBenchOptions
{
    private const int MostNeighbours = 1000;

    /// <summary>Features to learn from.</summary>
    [Setting("features", "features to learn from")]
    public int Features { get; init; } = 100_000;

    /// <summary>Features to classify by nearest neighbours.</summary>
    [Setting("queries", "features to classify by nearest neighbours")]
    public int Queries { get; init; } = 10_000;

    /// <summary>D, numbers of a feature.</summary>
    [Setting("width", "numbers of a feature")]
    public int Width { get; init; } = 768;

    /// <summary>C.</summary>
    [Setting("classes", "classes")]
    public int Classes { get; init; } = 1000;

    /// <summary>Features of a batch.</summary>
    [Setting("batch", "features of one forward pass of the head")]
    public int Batch { get; init; } = 512;

    /// <summary>G, heads trained at once.</summary>
    [Setting("heads", "heads trained at once, as many as --lr-grid has rates")]
    public int Heads { get; init; } = 1;

    /// <summary>k.</summary>
    [Setting("knn", "neighbours that vote")]
    public int Knn { get; init; } = 20;

    /// <summary>The number format of features and of the head's matrix products.</summary>
    [Setting("precision", "number format of features and of the head's products: fp32, bf16, or auto: bf16 where the device multiplies it natively")]
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Auto;

    /// <summary>Measured repetitions.</summary>
    [Setting("repetitions", "measured epochs and classifications, of which the medians count")]
    public int Repetitions { get; init; } = 5;

    /// <summary>The device's name.</summary>
    [Setting("device", "auto, cpu, cuda or cuda:N")]
    public string Device { get; init; } = "auto";

    /// <summary>Print the JSON line alone.</summary>
    [Setting("json", "print the JSON line alone")]
    public bool Json { get; init; }

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Queries < 1)
            yield return $"--queries must be at least 1, but is {Queries}.";
        if (Width < 1)
            yield return $"--width must be at least 1, but is {Width}.";
        if (Classes < 2)
            yield return $"--classes must be at least 2, but is {Classes}.";
        if (Batch < 2)
            yield return $"--batch must be at least 2, but is {Batch}: one feature has no statistics.";
        else if (Features < Batch)
            yield return $"--features must be at least the batch of {Batch}, but is {Features}.";
        if (Heads < 1)
            yield return $"--heads must be at least 1, but is {Heads}.";
        if (Knn is < 1 or > MostNeighbours)
            yield return $"--knn must be between 1 and {MostNeighbours}, but is {Knn}.";
        if (Repetitions < 5)
            yield return $"--repetitions must be at least 5 for a median worth quoting, but is {Repetitions}.";
        if (ComputeDevice.ProblemWith(Device) is { } problem)
            yield return problem;
    }
}
