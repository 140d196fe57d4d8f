using System.CommandLine;
using System.Globalization;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Cli.Terminal;
using MaeUnderstand.Data;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Checkpoints;
using MaeUnderstand.Training.Pretraining;
using MaeUnderstand.Training.Runs;
using Serilog;
using TorchSharp;

namespace MaeUnderstand.Cli.Commands;

/// <summary><c>mae pretrain</c>.</summary>
internal sealed class PretrainCommand
{
    /// <summary>The resource that holds <c>configs/tiny.json</c>.</summary>
    public const string DemonstrationResource = "tiny.json";

    private static readonly SettingTable Table = SettingTable.Of<PretrainOptions>();

    private readonly CliContext context;
    private readonly SettingOptions settings;

    private PretrainCommand(CliContext context, Command command)
    {
        this.context = context;
        settings = new SettingOptions(command, Table);
        command.SetAction(Execute);
    }

    public static Command Create(CliContext context)
    {
        var command = new Command("pretrain", "Train a masked autoencoder. Without --data and --config: a small one, on synthetic images.");
        _ = new PretrainCommand(context, command);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        SettingStack stack = settings.Stack(parsed, context.Environment, Underneath);
        PretrainOptions options = stack.Bind<PretrainOptions>();
        InputException.ThrowIfAny(options.Problems());

        torch.Device device = ComputeDevice.ResolveForTraining(options.Device);
        options = options with { Precision = ComputeDevice.Resolve(options.Precision, device) };
        if (options.Threads is { } threads)
            torch.set_num_threads(threads);
        IImageSource source = TrainingLoader.OpenSource(options);
        using var owned = source as IDisposable;
        var plan = new PretrainPlan(options, source.Count);
        string output = options.Output ?? Path.Combine("runs", $"pretrain-{context.Time.GetLocalNow():yyyyMMdd-HHmmss}");
        using RunDirectory run = RunDirectory.Open(output, isResumed: options.Resume is not null);
        using var display = new ProgressDisplay(context, run.LogPath);
        foreach (string line in stack.Describe(options).Prepend("Options:"))
            context.Error.WriteLine(line);

        using var trainer = new Pretrainer(plan, source, run, device, display.Log);
        if (options.Resume is { Length: 0 })
            trainer.RestoreLatest();
        else if (options.Resume is { } checkpoint)
            trainer.Restore(CheckpointPath.Resolve(checkpoint));
        run.WriteConfig(ConfigOf(options));                        // not before Restore: a refused resume changes nothing
        if (stack.Has(SettingOrigin.Program))
            display.Log.Information("Neither --data nor --config: a demonstration, a small model on synthetic images (configs/tiny.json)");
        Introduce(display.Log, plan, trainer, device, output);
        CancellationToken stop = context.Signals.Listen();
        using CancellationTokenRegistration registration = stop.Register(() =>
            display.Log.Information("Stopping after this step, with a checkpoint; another signal stops at once"));
        context.Signals.ListenForCheckpoints(trainer.RequestCheckpoint);
        PretrainReport report = display.Show(() => trainer.Run(display, stop));
        Print(report);
        return report.IsInterrupted ? context.Signals.Code : ExitCode.Success;
    }

    /// <summary>The configuration that repeats the run from any folder.</summary>
    private static string ConfigOf(PretrainOptions options) => SettingStack.ToJson(
        Table, options.IsSynthetic ? options : options with { Data = Path.GetFullPath(options.Data) }, "output", "resume");

    /// <summary>Under the user's own layers: a resumed run's configuration, or the small demonstration where there is neither data nor
    /// configuration.</summary>
    private IEnumerable<SettingLayer> Underneath(IReadOnlyList<SettingLayer> layers)
    {
        if (ResumedRun.Highest(layers, "resume") is { } resume)
        {
            if (ConfigToResume(resume, ResumedRun.Highest(layers, "output")) is { } saved)
                return [SettingLayer.FromFile(saved, Table)];
            if (layers.All(layer => layer.Values.Keys.All(name => name is "resume" or "output")))
                throw new InputException($"There is no run in '{ResumedRun.Highest(layers, "output")}' to go on with.");
        }
        if (ResumedRun.Highest(layers, "data") is not null || layers.Any(layer => layer.Origin == SettingOrigin.File))
            return [];
        return [SettingLayer.FromResource("demonstration", DemonstrationResource, Table)];
    }

    /// <summary>The saved configuration of the run to go on with; <see langword="null"/> where it has none.</summary>
    private static string? ConfigToResume(string resume, string? output)
    {
        if (resume.Length == 0 && output is null)
            throw new InputException("--resume goes on with a run: say which, with --output RUN, or give it a checkpoint.");
        if (output is not null && File.Exists(Path.Combine(output, RunDirectory.ConfigName)))
            return Path.Combine(output, RunDirectory.ConfigName);
        if (resume.Length == 0)
            return null;
        string beside = Path.Combine(CheckpointPath.Resolve(resume), "..", "..", RunDirectory.ConfigName);     // of RUN/checkpoints/step-N
        return File.Exists(beside) ? beside : null;
    }

    private static void Introduce(ILogger log, PretrainPlan plan, Pretrainer trainer, torch.Device device, string output)
    {
        log.Information(
            "Training {ParameterCount} parameters on {ImageCount} images for {TotalSteps} steps of {EffectiveBatchSize} images " +
            "({StepsPerEpoch:F1} an epoch), peak learning rate {PeakLearningRate:G4} after {WarmupSteps:F0} steps, " +
            "in {Precision:l} on {Device:l}, into {Run:l}",
            trainer.ParameterCount, plan.ImageCount, plan.TotalSteps, plan.EffectiveBatchSize, 1 / plan.EpochAt(1),
            plan.Schedule.Peak, plan.Schedule.WarmupEpochs / plan.EpochAt(1),
            plan.Options.Precision.ToString().ToLowerInvariant(), device.ToString(), output);
        if (plan.Schedule.WarmupEpochs >= plan.Schedule.Epochs)
        {
            log.Warning("The warm-up ({WarmupEpochs} epochs) is not over when the run ends ({Epochs:F2} epochs): lower --warmup-epochs",
                plan.Schedule.WarmupEpochs, plan.Schedule.Epochs);
        }
    }

    private void Print(PretrainReport report)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        context.Output.WriteLine(string.Create(culture,
            $"{(report.IsInterrupted ? "Stopped" : "Finished")} at step {report.Steps} after {report.Elapsed:hh\\:mm\\:ss}."));
        if (report is { FirstEpochLoss: { } first, LastEpochLoss: { } last })
        {
            context.Output.WriteLine(string.Create(culture,
                $"Loss: {first:F4} in the first epoch, {last:F4} in the last ({last / first:P1})."));
        }
        context.Output.WriteLine($"Checkpoint: {report.Checkpoint}");
    }
}
