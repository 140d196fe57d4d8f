using System.CommandLine;
using MaeUnderstand.Cli.Plots;
using MaeUnderstand.Cli.Reports;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Cli.Terminal;
using MaeUnderstand.Evaluation.Identifiability.Levels;
using MaeUnderstand.Reporting;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Files;
using MaeUnderstand.Training.Runs;
using TorchSharp;

namespace MaeUnderstand.Cli.Commands.Theory;

/// <summary><c>mae theory levels</c>.</summary>
internal sealed class LevelsCommand
{
    private static readonly SettingTable Table = SettingTable.Of<LevelsOptions>();

    private readonly CliContext context;
    private readonly SettingOptions settings;

    private LevelsCommand(CliContext context, Command command)
    {
        this.context = context;
        settings = new SettingOptions(command, Table);
        command.SetAction(Execute);
    }

    public static Command Create(CliContext context)
    {
        var command = new Command(
            "levels", "Pretrain over a grid of masks on scenes whose latents are known, and read each level's latents off the features.");
        _ = new LevelsCommand(context, command);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        SettingStack stack = settings.Stack(parsed, context.Environment, layers => ResumedRun.Underneath(layers, Table));
        LevelsOptions options = stack.Bind<LevelsOptions>();
        InputException.ThrowIfAny(options.Problems());
        InputException.ThrowIfAny(options.TrainingProblems());
        torch.Device device = ComputeDevice.ResolveForTraining(options.Device);
        options = options with { Precision = ComputeDevice.Resolve(options.Precision, device) };
        var plan = new LevelsPlan(options);
        string output = options.Output ?? Path.Combine("runs", $"levels-{context.Time.GetLocalNow():yyyyMMdd-HHmmss}");
        using RunDirectory run = RunDirectory.Open(output, options.Resume);
        using var display = new ProgressDisplay(context, run.LogPath);
        var grid = new LevelsRun(plan, run.FullName, device, display.Log);
        grid.CheckSaved();
        run.WriteConfig(SettingStack.ToJson(Table, options, "output", "resume"));         // not before: a refused resume changes nothing
        display.Log.Information(
            "Training {Models} models ({Model:l}, {Steps} steps of {BatchSize} images of {ImageSize} pixels) " +
            "in {Precision:l} on {Device:l}, into {Output:l}",
            plan.Cells.Count, plan.Model, plan.Steps, options.BatchSize, options.ImageSize,
            options.Precision.ToString().ToLowerInvariant(), device.ToString(), output);
        CancellationToken stop = context.Signals.Listen();
        LevelsReport report = display.Show(() => grid.Execute(display, stop));
        report.Write(Path.Combine(output, LevelsReport.FileName));
        bool hasFigures = Fonts.Problem is null;
        if (hasFigures)
            LevelsFigure.Write(report, name => Path.Combine(output, name));
        else
            context.Error.WriteLine($"warning: no plots: {Fonts.Problem}");
        string page = Path.Combine(output, LevelsPage.FileName);
        AtomicFile.WriteText(page, LevelsPage.Of(report, hasFigures));
        context.Output.Write(LevelsPage.Summary(report).ToText());
        context.Output.WriteLine($"Report: {page}");
        return ExitCode.Success;
    }
}
