namespace MaeUnderstand.Training.Benchmarks;

/// <summary>What <c>mae bench train</c> found. All times are medians over the measured steps.</summary>
public sealed record TrainBenchReport
{
    /// <summary>Images of a step ÷ median time of a step.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Seconds of a step's parts.</summary>
    public required StepSeconds Seconds { get; init; }

    /// <summary>Floating-point operations an image costs, by the formula of <see cref="Models.FlopCount"/>.</summary>
    public required double FlopsPerImage { get; init; }

    /// <summary>What this process's own matrix products reach at the same precision, on the shapes of the model's MLPs; measured
    /// after each step.</summary>
    public required double GemmFlopsPerSecond { get; init; }

    /// <summary>Floating-point operations a second that the steps reach ÷ <see cref="GemmFlopsPerSecond"/>.</summary>
    public required double Utilisation { get; init; }

    /// <summary>The optimizer's share of a step, with the gradient's cast, norm and clearing and the weights' cast.</summary>
    public required double OptimizerShare { get; init; }

    /// <summary>What was measured.</summary>
    public required string Model { get; init; }

    /// <summary>The ViT's patch side in pixels.</summary>
    public required int Patch { get; init; }

    /// <summary>Images of a step.</summary>
    public required int Batch { get; init; }

    /// <summary>The number format; auto resolved.</summary>
    public required string Precision { get; init; }

    /// <summary>The device.</summary>
    public required string Device { get; init; }

    /// <summary>Threads of the CPU's matrix products.</summary>
    public required int Threads { get; init; }

    /// <summary>Measured steps.</summary>
    public required int Repetitions { get; init; }

    /// <summary>Seconds of a step's parts, each a median.</summary>
    /// <param name="Data">Waiting for images.</param>
    /// <param name="Forward">From pixels to loss.</param>
    /// <param name="Backward">From loss to gradients.</param>
    /// <param name="Optimizer">Casts, gradient norm, update, clearing.</param>
    /// <param name="Step">All of it.</param>
    public sealed record StepSeconds(double Data, double Forward, double Backward, double Optimizer, double Step);
}
