using System.CommandLine;
using System.Text.Json;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Evaluation.Benchmarks;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Native;
using MaeUnderstand.Training.Benchmarks;

namespace MaeUnderstand.Cli.Commands;

/// <summary><c>mae bench train</c>, <c>loader</c>, <c>metrics</c>, <c>features</c>, <c>probe</c> and <c>theory</c>: each prints one JSON
/// line.</summary>
internal static class BenchCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create(CliContext context) => new("bench", "Measure this machine; medians, one JSON line.")
    {
        Train(context),
        Loader(context),
        Metrics(context),
        Features(context),
        Probe(context),
        Theory(context),
    };

    private static Command Train(CliContext context)
    {
        var command = new Command("train", "Time pretraining steps against the machine's own matrix products.");
        var settings = new SettingOptions(command, SettingTable.Of<TrainBenchOptions>());
        command.SetAction(parsed =>
        {
            TrainBenchOptions options = settings.Stack(parsed, context.Environment).Bind<TrainBenchOptions>();
            InputException.ThrowIfAny(options.Problems());
            if (!options.Json)
                context.Error.WriteLine($"Timing {options.Repetitions} steps of {options.Batch} images after {options.Warmup} to warm up.");
            Print(context, TrainBenchmark.Run(options, ComputeDevice.ResolveForTraining(options.Device), context.Signals.Listen()));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Loader(CliContext context)
    {
        var command = new Command("loader", "Time decoding, cropping and resizing of training images.");
        var settings = new SettingOptions(command, SettingTable.Of<LoaderBenchOptions>());
        command.SetAction(parsed =>
        {
            LoaderBenchOptions options = settings.Stack(parsed, context.Environment).Bind<LoaderBenchOptions>();
            InputException.ThrowIfAny(options.Problems());
            if (!options.Json)
                context.Error.WriteLine($"Timing {options.Repetitions} repetitions after one to warm up.");
            NativeRuntime.Load();
            Print(context, LoaderBenchmark.Run(options, context.Signals.Listen()));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Metrics(CliContext context)
    {
        var command = new Command("metrics", "Time SSIM and FSIM of pairs of images.");
        var settings = new SettingOptions(command, SettingTable.Of<MetricsBenchOptions>());
        command.SetAction(parsed =>
        {
            MetricsBenchOptions options = settings.Stack(parsed, context.Environment).Bind<MetricsBenchOptions>();
            InputException.ThrowIfAny(options.Problems());
            if (!options.Json)
                context.Error.WriteLine($"Timing {options.Repetitions} repetitions after one to warm up.");
            Print(context, MetricsBenchmark.Run(options, ComputeDevice.ResolveForTraining(options.Device), context.Signals.Listen()));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Features(CliContext context)
    {
        var command = new Command("features", "Time a frozen encoder against the machine's own matrix products.");
        var settings = new SettingOptions(command, SettingTable.Of<FeaturesBenchOptions>());
        command.SetAction(parsed =>
        {
            FeaturesBenchOptions options = settings.Stack(parsed, context.Environment).Bind<FeaturesBenchOptions>();
            InputException.ThrowIfAny(options.Problems());
            if (!options.Json)
                context.Error.WriteLine($"Timing {options.Repetitions} passes of {options.Batch} images after one to warm up.");
            Print(context, FeaturesBenchmark.Run(options, ComputeDevice.ResolveForTraining(options.Device), context.Signals.Listen()));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Probe(CliContext context)
    {
        var command = new Command("probe", "Time an epoch of the head on stored features, and nearest neighbours.");
        var settings = new SettingOptions(command, SettingTable.Of<ProbeBenchOptions>());
        command.SetAction(parsed =>
        {
            ProbeBenchOptions options = settings.Stack(parsed, context.Environment).Bind<ProbeBenchOptions>();
            InputException.ThrowIfAny(options.Problems());
            if (!options.Json)
                context.Error.WriteLine($"Timing {options.Repetitions} epochs and {options.Repetitions} classifications after one to warm up.");
            Print(context, ProbeBenchmark.Run(options, ComputeDevice.ResolveForTraining(options.Device), context.Signals.Listen()));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Theory(CliContext context)
    {
        var command = new Command("theory", "Time masks located on large random graphs and on the hierarchies over an image.");
        var settings = new SettingOptions(command, SettingTable.Of<TheoryBenchOptions>());
        command.SetAction(parsed =>
        {
            TheoryBenchOptions options = settings.Stack(parsed, context.Environment).Bind<TheoryBenchOptions>();
            InputException.ThrowIfAny(options.Problems());
            if (!options.Json)
                context.Error.WriteLine($"Timing {options.Repetitions} repetitions after one to warm up.");
            Print(context, TheoryBenchmark.Run(options, context.Signals.Listen()));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Print<TReport>(CliContext context, TReport report) =>
        context.Output.WriteLine(JsonSerializer.Serialize(report, Json));
}
