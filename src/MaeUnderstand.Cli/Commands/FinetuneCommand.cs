using System.CommandLine;
using System.Globalization;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Cli.Terminal;
using MaeUnderstand.Evaluation.Finetuning;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Files;
using MaeUnderstand.Torch.Native;
using MaeUnderstand.Training.Checkpoints;
using MaeUnderstand.Training.Finetuning;
using MaeUnderstand.Training.Runs;
using Serilog;
using TorchSharp;

namespace MaeUnderstand.Cli.Commands;

/// <summary><c>mae finetune</c>.</summary>
internal sealed class FinetuneCommand
{
    private const string ReportName = "finetune.json";

    private static readonly SettingTable Table = SettingTable.Of<FinetuneOptions>();

    private readonly CliContext context;
    private readonly SettingOptions settings;

    private FinetuneCommand(CliContext context, Command command)
    {
        this.context = context;
        settings = new SettingOptions(command, Table);
        command.SetAction(Execute);
    }

    public static Command Create(CliContext context)
    {
        var command = new Command("finetune", "Train a classifier end to end from a checkpoint, or measure one with --eval.");
        _ = new FinetuneCommand(context, command);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        SettingStack stack = settings.Stack(parsed, context.Environment, layers => ResumedRun.Underneath(layers, Table));
        FinetuneOptions options = stack.Bind<FinetuneOptions>();
        InputException.ThrowIfAny(options.Problems());
        if (options.Threads is { } threads)
        {
            NativeRuntime.Load();
            torch.set_num_threads(threads);
        }
        return options.Eval ? Evaluate(options) : Train(options, stack);
    }

    private int Evaluate(FinetuneOptions options)
    {
        BlockReuse.Enable();
        torch.Device device = ComputeDevice.Resolve(options.Device);
        using FinetunedClassifier classifier = FinetunedClassifier.Load(
            CheckpointPath.Resolve(options.Checkpoint!), options.Hints, options.Precision, device);
        ClassificationScores scores = classifier.Evaluate(
            options, bad => context.Error.WriteLine($"warning: cannot read {bad.Path}: {bad.Reason}"), context.Signals.Listen());
        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"top-1 {scores.Top1:P2}, top-5 {scores.Top5:P2}, loss {scores.Loss:F4} on {scores.Images} images of " +
            $"{classifier.ClassCount} classes."));
        return ExitCode.Success;
    }

    private int Train(FinetuneOptions options, SettingStack stack)
    {
        torch.Device device = ComputeDevice.ResolveForTraining(options.Device);
        options = options with { Precision = ComputeDevice.Resolve(options.Precision, device) };
        string output = options.Output ?? Path.Combine("runs", $"finetune-{context.Time.GetLocalNow():yyyyMMdd-HHmmss}");
        using RunDirectory run = RunDirectory.Open(output, options.Resume);
        using var display = new ProgressDisplay(context, run.LogPath);
        foreach (string line in stack.Describe(options).Prepend("Options:"))
            context.Error.WriteLine(line);

        using FinetuneRun training = FinetuneRun.Open(options, run, device, display.Log);
        run.WriteConfig(ConfigOf(options));                        // not before: a refused resume changes nothing
        Introduce(display.Log, training, device, output);
        CancellationToken stop = context.Signals.Listen();
        using CancellationTokenRegistration registration = stop.Register(() =>
            display.Log.Information("Stopping after this step, with a checkpoint; another signal stops at once"));
        context.Signals.ListenForCheckpoints(training.RequestCheckpoint);
        FinetuneResult result = display.Show(() => training.Train(display, stop));
        if (result.IsInterrupted)
        {
            context.Output.WriteLine($"Stopped at step {result.Steps}. Checkpoint: {result.Checkpoint}");
            return context.Signals.Code;
        }
        FinetuneReport report = training.ReportOf(result);
        AtomicFile.WriteText(Path.Combine(run.FullName, ReportName), report.ToJson());
        Print(report, result, output);
        return ExitCode.Success;
    }

    /// <summary>The configuration that repeats the run from any folder.</summary>
    private static string ConfigOf(FinetuneOptions options) => SettingStack.ToJson(
        Table,
        options with
        {
            Checkpoint = Path.GetFullPath(options.Checkpoint!),
            Data = FullPath(options.Data),
            Train = FullPath(options.Train),
            Validation = FullPath(options.Validation),
        },
        "output", "resume", "eval");

    private static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);

    private static void Introduce(ILogger log, FinetuneRun training, torch.Device device, string output)
    {
        FinetunePlan plan = training.Plan;
        log.Information(
            "Training {ParameterCount} parameters on {ImageCount} images of {ClassCount} classes for {TotalSteps} steps of " +
            "{EffectiveBatchSize} images ({StepsPerEpoch} an epoch), peak learning rate {PeakLearningRate:G4}, " +
            "in {Precision:l} on {Device:l}, into {Run:l}",
            training.ParameterCount, plan.ImageCount, plan.ClassNames.Count, plan.TotalSteps, plan.EffectiveBatchSize, plan.StepsPerEpoch,
            plan.Schedule.Peak, plan.Options.Precision.ToString().ToLowerInvariant(), device.ToString(), output);
        if (plan.Schedule.WarmupEpochs >= plan.Schedule.Epochs)
        {
            log.Warning("The warm-up ({WarmupEpochs} epochs) is not over when the run ends ({Epochs} epochs): lower --warmup-epochs",
                plan.Schedule.WarmupEpochs, plan.Schedule.Epochs);
        }
    }

    private void Print(FinetuneReport report, FinetuneResult result, string output)
    {
        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"top-1 {report.Top1:P2}, top-5 {report.Top5:P2}, loss {report.Loss:F4} on {report.Images} images of {report.Classes} classes " +
            $"(fine-tuned on {report.TrainImages} images; epoch {report.Epochs}, best {report.BestTop1:P2} in epoch {report.BestEpoch})."));
        context.Output.WriteLine($"Checkpoint: {result.Checkpoint}");
        context.Output.WriteLine($"Report: {Path.Combine(output, ReportName)}");
    }
}
