namespace MaeUnderstand.Evaluation.Benchmarks;

/// <summary>What <see cref="FeaturesBenchmark"/> measured.</summary>
public sealed record FeaturesBenchReport
{
    /// <summary>Images a second, from pixels to features.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Floating-point operations of an image, matrix products only.</summary>
    public required double FlopsPerImage { get; init; }

    /// <summary>The rate of the model's own MLP products, measured between the passes.</summary>
    public required double GemmFlopsPerSecond { get; init; }

    /// <summary>The encoder's rate over that.</summary>
    public required double Utilisation { get; init; }

    /// <summary>The encoder's name.</summary>
    public required string Model { get; init; }

    /// <summary>ViT patch side in pixels.</summary>
    public required int Patch { get; init; }

    /// <summary>Images of a pass.</summary>
    public required int Batch { get; init; }

    /// <summary>Number format of matrix products.</summary>
    public required string Precision { get; init; }

    /// <summary>Where.</summary>
    public required string Device { get; init; }

    /// <summary>libtorch's threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Measured passes.</summary>
    public required int Repetitions { get; init; }
}
