using System.Diagnostics;
using MaeUnderstand.Models.Configuration;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Benchmarks;

/// <summary>The products that dominate a model, the first layers of its MLPs. Their rate is what the model's own is measured against.
/// </summary>
public sealed class MatrixProducts : IDisposable
{
    private const int Repetitions = 5;

    private readonly Device device;
    private readonly (Tensor Input, Tensor Weight)[] factors;

    private MatrixProducts(IEnumerable<(long Rows, long Width)> shapes, int mlpRatio, ScalarType type, Device device)
    {
        this.device = device;
        factors =
        [
            .. shapes.Select(shape => (
                randn([shape.Rows, shape.Width], type, device).DetachFromDisposeScope(),
                randn([shape.Width * mlpRatio, shape.Width], type, device).DetachFromDisposeScope())),
        ];
    }

    /// <summary>Those of a masked autoencoder: [B·(1 + K), D] × [D, r·D] and [B·(1 + L), D'] × [D', r·D'].</summary>
    /// <param name="model">The model.</param>
    /// <param name="keepCount">K, visible tokens of an image.</param>
    /// <param name="batch">B.</param>
    /// <param name="type">The number format.</param>
    /// <param name="device">Where to multiply.</param>
    public static MatrixProducts Of(MaeConfig model, int keepCount, int batch, ScalarType type, Device device)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new([(batch * (1L + keepCount), model.Encoder.Width), (batch * (1L + model.Encoder.TokenCount), model.Decoder.Width)],
            model.Encoder.MlpRatio, type, device);
    }

    /// <summary>Those of an encoder that sees all patches: [B·(1 + L), D] × [D, r·D].</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="batch">B.</param>
    /// <param name="type">The number format.</param>
    /// <param name="device">Where to multiply.</param>
    public static MatrixProducts Of(VitConfig encoder, int batch, ScalarType type, Device device)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        return new([(batch * (1L + encoder.TokenCount), encoder.Width)], encoder.MlpRatio, type, device);
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

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((Tensor input, Tensor weight) in factors)
        {
            input.Dispose();
            weight.Dispose();
        }
    }
}
