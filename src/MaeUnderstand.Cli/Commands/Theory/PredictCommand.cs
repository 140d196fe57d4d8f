using System.CommandLine;
using System.Globalization;
using MaeUnderstand.Cli.Plots;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Reporting;
using MaeUnderstand.Theory.Claims;
using MaeUnderstand.Theory.Prediction;

namespace MaeUnderstand.Cli.Commands.Theory;

/// <summary><c>mae theory predict</c>.</summary>
internal sealed class PredictCommand
{
    private readonly CliContext context;
    private readonly SettingOptions settings;

    private PredictCommand(CliContext context, Command command)
    {
        this.context = context;
        settings = new SettingOptions(command, SettingTable.Of<PredictOptions>());
        command.SetAction(Execute);
    }

    public static Command Create(CliContext context)
    {
        var command = new Command("predict", "Predict which level of a hierarchy masks reach, over mask ratio and mask unit.");
        _ = new PredictCommand(context, command);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        PredictOptions options = settings.Stack(parsed, context.Environment).Bind<PredictOptions>();
        InputException.ThrowIfAny(options.Problems());
        Directory.CreateDirectory(options.Output);
        PredictionPlan plan = options.ToPlan();
        long start = context.Time.GetTimestamp();
        PredictionReport report = LevelPredictor.Run(plan, cancel: context.Signals.Listen());
        double seconds = context.Time.GetElapsedTime(start).TotalSeconds;
        Claim[] claims = [.. LevelMeasure.All.SelectMany(measure => LevelClaims.Judge(report, measure))];
        PredictionFiles.Write(options.Output, report, claims);
        PredictionFigure.Write(report, Path.Combine(options.Output, "predict"));
        context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Cells.Sum(cell => cell.Masks)} masks over {report.Hierarchies} hierarchies of {report.Latents:0} latents ") +
            string.Create(CultureInfo.InvariantCulture, $"in {report.Levels} levels: {seconds:0.00} s"));
        if (Fonts.Problem is { } problem)
            context.Error.WriteLine(problem);
        context.Output.Write(PredictionFiles.Summary(report).ToText());
        foreach (Claim claim in claims)
            Print(claim);
        return ExitCode.Success;
    }

    private void Print(Claim claim)
    {
        context.Output.WriteLine();
        context.Output.WriteLine($"{claim.Statement} By the {claim.Measure}: {LevelClaims.Words(claim.Verdict)}.");
        foreach (string line in claim.Evidence)
            context.Output.WriteLine($"  {line}");
        foreach (string line in claim.Reasons)
            context.Output.WriteLine($"  why: {line}");
    }
}
