using System.Diagnostics;
using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Models;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Benchmarks;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Benchmarks;

/// <summary>Times a frozen encoder with random weights on images of noise, without reading any.</summary>
public static class FeaturesBenchmark
{
    /// <summary>Runs the benchmark; matrix products are timed between the passes, so that both meet the same conditions.</summary>
    /// <param name="options">Without <see cref="FeaturesBenchOptions.Problems"/>.</param>
    /// <param name="device">Where.</param>
    /// <param name="cancel">Gives up between passes.</param>
    public static FeaturesBenchReport Run(FeaturesBenchOptions options, Device device, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var scope = NewDisposeScope();
        TrainingPrecision precision = ComputeDevice.Resolve(options.Precision, device);
        using FrozenEncoder encoder = FrozenEncoder.Untrained(options.Encoder, Pooling.ClsToken, seed: 0, precision, device);
        using MatrixProducts products = MatrixProducts.Of(
            options.Encoder, options.Batch, precision == TrainingPrecision.Bf16 ? bfloat16 : float32, device);
        Tensor pixels = randint(0, 256, [options.Batch, 3, options.ImageSize, options.ImageSize], uint8, device);
        var seconds = new List<double>();
        var rates = new List<double>();
        for (int repetition = 0; repetition <= options.Repetitions; repetition++)                 // the first one warms up
        {
            cancel.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            encoder.Features(pixels, row => $"image {row}").Dispose();                             // waits: it looks whether they are finite
            double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double rate = products.FlopsPerSecond();
            if (repetition == 0)
                continue;
            seconds.Add(elapsed);
            rates.Add(rate);
        }
        double imagesPerSecond = options.Batch / Statistics.Median(seconds);
        double gemm = Statistics.Median(rates);
        double flops = FlopCount.FeatureImage(options.Encoder);
        return new FeaturesBenchReport
        {
            ImagesPerSecond = imagesPerSecond,
            FlopsPerImage = flops,
            GemmFlopsPerSecond = gemm,
            Utilisation = flops * imagesPerSecond / gemm,
            Model = options.Model,
            Patch = options.Encoder.PatchSize,
            Batch = options.Batch,
            Precision = precision.ToString().ToLowerInvariant(),
            Device = device.ToString(),
            Threads = get_num_threads(),
            Repetitions = options.Repetitions,
        };
    }
}
