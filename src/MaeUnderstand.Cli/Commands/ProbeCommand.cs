using System.CommandLine;
using System.Globalization;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Cli.Terminal;
using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Files;
using MaeUnderstand.Torch.Native;
using MaeUnderstand.Training.Checkpoints;
using MaeUnderstand.Training.Runs;
using TorchSharp;

namespace MaeUnderstand.Cli.Commands;

/// <summary><c>mae probe</c>.</summary>
internal sealed class ProbeCommand
{
    private static readonly SettingTable Table = SettingTable.Of<ProbeOptions>();

    private readonly CliContext context;
    private readonly SettingOptions settings;

    private ProbeCommand(CliContext context, Command command)
    {
        this.context = context;
        settings = new SettingOptions(command, Table);
        command.SetAction(Execute);
    }

    public static Command Create(CliContext context)
    {
        var command = new Command("probe", "Measure what a frozen encoder's features hold: linear probe or nearest neighbours.");
        _ = new ProbeCommand(context, command);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        SettingStack stack = settings.Stack(parsed, context.Environment, layers => ResumedRun.Underneath(layers, Table));
        ProbeOptions options = stack.Bind<ProbeOptions>();
        InputException.ThrowIfAny(options.Problems());
        string checkpoint = CheckpointPath.Resolve(options.Checkpoint!);
        BlockReuse.Enable();
        torch.Device device = ComputeDevice.Resolve(options.Device);          // without TF32: fp32 features are to be fp32
        options = options with { Precision = ComputeDevice.Resolve(options.Precision, device) };
        if (options.Threads is { } threads)
            torch.set_num_threads(threads);
        string output = options.Output ?? Path.Combine("runs", $"probe-{context.Time.GetLocalNow():yyyyMMdd-HHmmss}");
        using RunDirectory run = RunDirectory.Open(output, options.Resume);
        foreach (string line in stack.Describe(options).Prepend("Options:"))
            context.Error.WriteLine(line);

        using var display = new ProbeDisplay(context);
        if (!File.Exists(run.ConfigPath))
            run.WriteConfig(ConfigOf(options));
        ProbeReport report = new Prober(options, display).Run(checkpoint, run.FullName, device, context.Signals.Listen());
        if (options.Resume)
            run.WriteConfig(ConfigOf(options));                    // not before: a refused resume changes nothing
        AtomicFile.WriteText(Path.Combine(run.FullName, ProbeFiles.Report), report.ToJson());
        display.Dispose();
        context.Output.WriteLine(Describe(report));
        foreach (EvalOnReport other in report.EvalOn ?? [])
            context.Output.WriteLine(Describe(other));
        context.Output.WriteLine($"Report: {Path.Combine(output, ProbeFiles.Report)}");
        return ExitCode.Success;
    }

    /// <summary>The configuration that repeats the probe from any folder.</summary>
    private static string ConfigOf(ProbeOptions options) => SettingStack.ToJson(
        Table,
        options with
        {
            Checkpoint = Path.GetFullPath(options.Checkpoint!),
            Data = FullPath(options.Data),
            Train = FullPath(options.Train),
            Validation = FullPath(options.Validation),
            Cache = Path.GetFullPath(options.Cache),
            EvalOn = [.. options.EvalOnFolders.Select(folder => (folder with { Path = Path.GetFullPath(folder.Path) }).ToString())],
        },
        "output", "resume");

    private static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);

    private static string Describe(ProbeReport report)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        string loss = report.Loss is { } value ? string.Create(culture, $", loss {value:F4}") : "";
        string how = report switch
        {
            { Mode: ProbeMode.Knn, Neighbours: 1 } => "the nearest neighbour",
            { Mode: ProbeMode.Knn } => $"{report.Neighbours} nearest neighbours",
            { Mode: ProbeMode.Cached } => "cached features",
            _ => "linear probe",
        };
        string best = report.BestEpoch is null ? "" : string.Create(culture,
            $"; epoch {report.Epochs}, best {report.BestTop1:P2} in epoch {report.BestEpoch}; " +
            $"base learning rate {report.BaseLearningRate}");
        return string.Create(culture,
            $"top-1 {report.Top1:P2}, top-5 {report.Top5:P2}{loss} on {report.Images} images of {report.Classes} classes " +
            $"({how} from {report.TrainImages} images{best}).");
    }

    private static string Describe(EvalOnReport report)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        string loss = report.Loss is { } value ? string.Create(culture, $", loss {value:F4}") : "";
        string names = string.Join(", ", report.UnmatchedNames) + (report.UnmatchedFolders > report.UnmatchedNames.Count ? ", …" : "");
        string left = report.UnmatchedFolders == 0 ? "" : $"; left out: {report.UnmatchedFolders} folders of other names ({names})";
        return string.Create(culture,
            $"{report.Name}: top-1 {report.Top1:P2}, top-5 {report.Top5:P2}{loss} on {report.Images} images of {report.Classes} classes{left}.");
    }
}
