using System.Diagnostics;
using MaeUnderstand.Data;
using MaeUnderstand.Masking;
using MaeUnderstand.Models;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Training.Pretraining;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Benchmarks;

/// <summary>Times real pretraining steps against the matrix products that the same process reaches.</summary>
public static class TrainBenchmark
{
    /// <summary>Runs the benchmark.</summary>
    /// <param name="options">Without <see cref="TrainBenchOptions.Problems"/>.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="cancel">Gives up between steps.</param>
    public static TrainBenchReport Run(TrainBenchOptions options, Device device, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(device);
        PretrainOptions training = options.ToPretrainOptions();
        IImageSource source = TrainingLoader.OpenSource(training);
        var plan = new PretrainPlan(training, source.Count);
        MaskLayout layout = plan.Mask.Layout(plan.Model.Encoder.GridSize, plan.Model.Encoder.PatchSize);
        TrainBenchReport.StepSeconds seconds = MeasureSteps(options, plan, source, device, cancel);
        double flopsPerImage = FlopCount.TrainingImage(plan.Model, layout.KeepCount);
        double gemm = MeasureGemm(plan.Model, layout.KeepCount, options.Batch, device);
        return new TrainBenchReport
        {
            ImagesPerSecond = options.Batch / seconds.Step,
            Seconds = seconds,
            FlopsPerImage = flopsPerImage,
            GemmFlopsPerSecond = gemm,
            Utilisation = flopsPerImage * options.Batch / seconds.Step / gemm,
            OptimizerShare = seconds.Optimizer / seconds.Step,
            Model = options.Model,
            Patch = plan.Model.Encoder.PatchSize,
            Batch = options.Batch,
            Precision = options.Precision.ToString().ToLowerInvariant(),
            Device = device.ToString(),
            Threads = get_num_threads(),
            Repetitions = options.Repetitions,
        };
    }

    private static TrainBenchReport.StepSeconds MeasureSteps(
        TrainBenchOptions options, PretrainPlan plan, IImageSource source, Device device, CancellationToken cancel)
    {
        using var step = new PretrainStep(plan, device);
        BatchLoader loader = TrainingLoader.Create(plan, source, device, onBadImage: null);
        var clock = new StepClock(device);
        int done = 0;
        foreach (ImageBatch batch in loader.Read(0, plan.TotalSteps, cancel))
        {
            using var scope = NewDisposeScope();
            clock.Mark();
            using (batch)
            {
                Tensor loss = step.Forward(batch);
                clock.Mark();
                step.Backward(loss);
                clock.Mark();
                step.Update(learningRate: 1e-4);
                clock.Mark();
            }
            clock.EndStep(isCounted: done++ >= options.Warmup);
        }
        double[] medians = clock.Medians();
        return new TrainBenchReport.StepSeconds(medians[0], medians[1], medians[2], medians[3], medians[4]);
    }

    /// <summary>
    /// The rate of the products that dominate the model, the first layers of the encoder's and the decoder's MLPs, each weighted by its
    /// operations: [B·(1 + K), D] × [D, r·D] and [B·(1 + L), D'] × [D', r·D'].
    /// </summary>
    private static double MeasureGemm(MaeConfig model, int keepCount, int batch, Device device)
    {
        (long Rows, long Width)[] shapes =
        [
            (batch * (1L + keepCount), model.Encoder.Width),
            (batch * (1L + model.Encoder.TokenCount), model.Decoder.Width),
        ];
        using var _ = no_grad();
        double flops = 0;
        double seconds = 0;
        foreach ((long rows, long width) in shapes)
        {
            using var scope = NewDisposeScope();
            Tensor input = randn([rows, width], float32, device);
            Tensor weight = randn([width * model.Encoder.MlpRatio, width], float32, device);
            flops += 2.0 * rows * width * width * model.Encoder.MlpRatio;
            seconds += MedianSeconds(() => nn.functional.linear(input, weight).Dispose(), device);
        }
        return flops / seconds;
    }

    private static double MedianSeconds(Action action, Device device)
    {
        const int warmup = 3;
        const int repetitions = 11;
        var times = new double[repetitions];
        for (int i = -warmup; i < repetitions; i++)
        {
            StepClock.Synchronise(device);
            long start = Stopwatch.GetTimestamp();
            action();
            StepClock.Synchronise(device);
            if (i >= 0)
                times[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        return Statistics.Median(times);
    }
}
