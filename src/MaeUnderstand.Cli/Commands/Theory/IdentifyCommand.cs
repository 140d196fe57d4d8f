using System.CommandLine;
using System.Globalization;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Cli.Terminal;
using MaeUnderstand.Evaluation.Identifiability;
using MaeUnderstand.Reporting;
using MaeUnderstand.Torch.Compute;
using TorchSharp;

namespace MaeUnderstand.Cli.Commands.Theory;

/// <summary><c>mae theory identify</c>.</summary>
internal static class IdentifyCommand
{
    public static Command Create(CliContext context)
    {
        var command = new Command(
            "identify", "Train masked autoencoders on vectors whose latents are known, and measure what their codes hold.");
        var settings = new SettingOptions(command, SettingTable.Of<IdentifyOptions>());
        command.SetAction(parsed =>
        {
            IdentifyOptions options = settings.Stack(parsed, context.Environment).Bind<IdentifyOptions>();
            InputException.ThrowIfAny(options.Problems());
            var study = new IdentifyStudy(options);
            torch.Device device = ComputeDevice.ResolveForTraining(options.Device);
            var folder = new IdentifyFolder(options.Output);
            folder.Create();
            using var display = new IdentifyDisplay(context);
            IdentifyReport report = study.Run(folder, device, display, context.Signals.Listen());
            display.Dispose();
            context.Output.Write(TableOf(report).ToText());
            context.Output.WriteLine(Verdict(report));
            return ExitCode.Success;
        });
        return command;
    }

    private static TextTable TableOf(IdentifyReport report)
    {
        TableColumn[] columns =
        [
            new("graph"), new("mask"), new("C"), new("level", ColumnAlignment.Right), new("width", ColumnAlignment.Right),
            new("explained", ColumnAlignment.Right), new("R² c", ColumnAlignment.Right), new("R² s_m", ColumnAlignment.Right),
            new("R² s_mᶜ", ColumnAlignment.Right), new("R² back", ColumnAlignment.Right),
        ];
        return new(columns, report.Masks.Select(IReadOnlyList<string> (mask) =>
        [
            mask.Graph, mask.Mask, string.Join(',', mask.Shared), mask.Level.ToString(CultureInfo.InvariantCulture),
            mask.CodeWidth.ToString(CultureInfo.InvariantCulture), Text(mask.Explained), Text(mask.SharedR2), Text(mask.MaskedOnlyR2),
            Text(mask.VisibleOnlyR2), Text(mask.BackR2),
        ]));
    }

    private static string Verdict(IdentifyReport report)
    {
        int identified = report.Masks.Count(mask => mask.IsIdentified);
        int seeds = report.Runs.Count / report.Masks.Count;
        return string.Create(CultureInfo.InvariantCulture,
            $"{(seeds == 1 ? "One seed." : $"Medians over {seeds} seeds ± half the 95 % interval of the mean (Student's t).")} " +
            $"Over the masks, R² of c is {report.Masks.Min(mask => mask.SharedR2.Median):F3} or more, of s_m and s_mᶜ " +
            $"{report.Masks.Max(mask => Math.Max(mask.MaskedOnlyR2.Median, mask.VisibleOnlyR2.Median)):F3} or less. " +
            $"C is found, R² at least {IdentifySummary.LeastShared}, and s_m and s_mᶜ are not, " +
            $"R² at most {IdentifySummary.MostUnshared}, in {identified} of {report.Masks.Count} masks.");
    }

    private static string Text(SeedSpread spread) => string.Create(CultureInfo.InvariantCulture,
        $"{spread.Median:F3}{(spread.HalfWidth is { } half ? string.Create(CultureInfo.InvariantCulture, $" ± {half:F3}") : "")}");
}
