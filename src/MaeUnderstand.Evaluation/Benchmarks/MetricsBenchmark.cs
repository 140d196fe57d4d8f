using System.Diagnostics;
using MaeUnderstand.Evaluation.Metrics;
using MaeUnderstand.Training.Benchmarks;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Benchmarks;

/// <summary>Times the metrics that are more than a subtraction.</summary>
public static class MetricsBenchmark
{
    private const double Noise = 0.1;                   // standard deviation of the second image's difference

    /// <summary>Runs the benchmark.</summary>
    /// <param name="options">Without <see cref="MetricsBenchOptions.Problems"/>.</param>
    /// <param name="device">Where.</param>
    /// <param name="cancel">Gives up between repetitions.</param>
    public static MetricsBenchReport Run(MetricsBenchOptions options, Device device, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(device);
        using var _ = inference_mode();
        using var scope = NewDisposeScope();
        Tensor x = rand([options.Batch, 3, options.ImageSize, options.ImageSize], device: device);
        Tensor y = (x + randn_like(x) * Noise).clamp(0, 1);
        var perChannel = new SsimOptions { Colour = SsimColour.ChannelMean };
        using var fsim = new Fsim();
        double ssimSeconds = Seconds(() => Ssim.Compute(x, y, perChannel).Dispose(), options, device, cancel);
        double fsimSeconds = Seconds(() => fsim.Compute(x, y).Dispose(), options, device, cancel);
        return new MetricsBenchReport
        {
            SsimImagesPerSecond = options.Batch / ssimSeconds,
            FsimImagesPerSecond = options.Batch / fsimSeconds,
            BothImagesPerSecond = options.Batch / (ssimSeconds + fsimSeconds),
            ImageSize = options.ImageSize,
            Batch = options.Batch,
            Device = device.ToString(),
            Threads = get_num_threads(),
            Repetitions = options.Repetitions,
        };
    }

    private static double Seconds(Action body, MetricsBenchOptions options, Device device, CancellationToken cancel)
    {
        var seconds = new List<double>();
        for (int repetition = 0; repetition <= options.Repetitions; repetition++)                 // the first one warms up
        {
            cancel.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            body();
            if (device.type == DeviceType.CUDA)
                cuda.synchronize();
            if (repetition > 0)
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return Statistics.Median(seconds);
    }
}
