using System.Diagnostics;
using MaeUnderstand.Models.Configuration;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Benchmarks;

/// <summary>
/// The products that dominate a model, the first layers of the encoder's and the decoder's MLPs: [B·(1 + K), D] × [D, r·D] and
/// [B·(1 + L), D'] × [D', r·D']. Their rate is what the steps are measured against.
/// </summary>
internal sealed class MatrixProducts : IDisposable
{
    private const int Repetitions = 5;

    private readonly Device device;
    private readonly (Tensor Input, Tensor Weight)[] factors;

    /// <param name="model">The model.</param>
    /// <param name="keepCount">K, visible tokens of an image.</param>
    /// <param name="batch">B.</param>
    /// <param name="type">The number format.</param>
    /// <param name="device">Where to multiply.</param>
    public MatrixProducts(MaeConfig model, int keepCount, int batch, ScalarType type, Device device)
    {
        this.device = device;
        (long Rows, long Width)[] shapes =
        [
            (batch * (1L + keepCount), model.Encoder.Width),
            (batch * (1L + model.Encoder.TokenCount), model.Decoder.Width),
        ];
        factors =
        [
            .. shapes.Select(shape => (
                randn([shape.Rows, shape.Width], type, device).DetachFromDisposeScope(),
                randn([shape.Width * model.Encoder.MlpRatio, shape.Width], type, device).DetachFromDisposeScope())),
        ];
    }

    /// <summary>Multiplies each pair a few times.</summary>
    /// <returns>All operations ÷ the sum of the median times.</returns>
    public double FlopsPerSecond()
    {
        using var _ = no_grad();
        double flops = 0;
        double seconds = 0;
        foreach ((Tensor input, Tensor weight) in factors)
        {
            nn.functional.linear(input, weight).Dispose();
            var times = new double[Repetitions];
            for (int i = 0; i < Repetitions; i++)
            {
                StepClock.Synchronise(device);
                long start = Stopwatch.GetTimestamp();
                using Tensor product = nn.functional.linear(input, weight);
                StepClock.Synchronise(device);
                times[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
            flops += 2.0 * input.numel() * weight.shape[0];
            seconds += Statistics.Median(times);
        }
        return flops / seconds;
    }

    public void Dispose()
    {
        foreach ((Tensor input, Tensor weight) in factors)
        {
            input.Dispose();
            weight.Dispose();
        }
    }
}
