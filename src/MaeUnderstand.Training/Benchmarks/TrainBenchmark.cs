using MaeUnderstand.Data;
using MaeUnderstand.Masking;
using MaeUnderstand.Models;
using MaeUnderstand.Torch.Compute;
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
        using var owned = source as IDisposable;
        var plan = new PretrainPlan(training, source.Count);
        MaskLayout layout = plan.Mask.Layout(plan.Model.Encoder.GridSize, plan.Model.Encoder.PatchSize);
        double flopsPerImage = FlopCount.TrainingImage(plan.Model, layout.KeepCount);
        using var step = new PretrainStep(plan, device);
        using MatrixProducts products = MatrixProducts.Of(
            plan.Model, layout.KeepCount, options.Batch, step.Precision == TrainingPrecision.Bf16 ? bfloat16 : float32, device);
        (TrainBenchReport.StepSeconds seconds, double gemm) = MeasureSteps(options, plan, source, step, products, cancel);
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
            Precision = step.Precision.ToString().ToLowerInvariant(),
            Device = device.ToString(),
            Threads = get_num_threads(),
            Repetitions = options.Repetitions,
        };
    }

    /// <summary>Alternates steps and matrix products, so that both meet the same conditions of the machine.</summary>
    private static (TrainBenchReport.StepSeconds Seconds, double GemmFlopsPerSecond) MeasureSteps(
        TrainBenchOptions options, PretrainPlan plan, IImageSource source, PretrainStep step, MatrixProducts products,
        CancellationToken cancel)
    {
        BatchLoader loader = TrainingLoader.Create(plan, source, step.Model.Device, onBadImage: null);
        var clock = new StepClock(step.Model.Device);
        var rates = new List<double>();
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
            bool isCounted = done++ >= options.Warmup;
            clock.EndStep(isCounted);
            double rate = products.FlopsPerSecond();
            if (isCounted)
                rates.Add(rate);
            clock.Restart();
        }
        double[] medians = clock.Medians();
        return (
            new TrainBenchReport.StepSeconds(medians[0], medians[1], medians[2], medians[3], medians[4]),
            Statistics.Median(rates));
    }
}
