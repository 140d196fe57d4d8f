using MaeUnderstand.Data;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Pretraining;
using MaeUnderstand.Training.Runs;
using Serilog.Core;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Tests;

/// <summary>Runs of a few steps on 16-pixel images in a temporary folder.</summary>
internal sealed class TinyRun : IDisposable
{
    /// <summary>4 tokens an image, 2 batches of 4 an epoch, 2 epochs.</summary>
    public static PretrainOptions Options { get; } = new()
    {
        Model = "vit-micro",
        ImageSize = 16,
        MaskRatio = 0.5,
        SyntheticImages = 8,
        BatchSize = 4,
        Epochs = 2,
        WarmupEpochs = 1,
        BaseLearningRate = 0.1,
        Seed = 7,
        Device = "cpu",
        Precision = TrainingPrecision.Fp32,
        Workers = 0,
        LogEvery = 1,
        SaveEvery = 0,
        SampleEvery = 0,
    };

    private readonly TemporaryFolder folder = new();

    public string this[string name] => folder[name];

    public void Dispose() => folder.Dispose();

    public static PretrainPlan Plan(PretrainOptions options) => new(options, options.SyntheticImages);

    public static IImageSource Source(PretrainOptions options) => TrainingLoader.OpenSource(options);

    /// <summary>Trains in a run directory of this folder, from its latest checkpoint if there is one.</summary>
    public PretrainReport Train(string name, PretrainOptions options, IImageSource? source = null,
        Action<TrainingProgress>? onProgress = null, CancellationToken stop = default)
    {
        PretrainPlan plan = Plan(options);
        using RunDirectory run = RunDirectory.Open(folder[name], isResumed: true);
        using var trainer = new Pretrainer(plan, source ?? Source(options), run, CPU, Logger.None);
        trainer.RestoreLatest();
        return trainer.Run(new Listener(onProgress), stop);
    }

    public string Metrics(string name) => Path.Combine(folder[name], "metrics.csv");

    public string Checkpoint(string name, long step) => Path.Combine(folder[name], "checkpoints", $"step-{step:D8}");

    /// <summary>Told on the caller's thread, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Listener(Action<TrainingProgress>? onProgress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => onProgress?.Invoke(value);
    }
}
