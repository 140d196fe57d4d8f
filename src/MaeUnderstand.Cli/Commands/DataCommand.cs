using System.CommandLine;
using System.Globalization;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Cli.Terminal;
using MaeUnderstand.Data;
using MaeUnderstand.Training.Packing;

namespace MaeUnderstand.Cli.Commands;

/// <summary><c>mae data pack</c> and <c>mae data synth</c>.</summary>
internal static class DataCommand
{
    public static Command Create(CliContext context) => new("data", "Prepare images for training, or make some.")
    {
        Pack(context),
        Synth(context),
    };

    private static Command Pack(CliContext context)
    {
        var command = new Command("pack", "Shrink a folder's images once, into one file that --data elsewhere takes.");
        var settings = new SettingOptions(command, SettingTable.Of<PackOptions>());
        command.SetAction(parsed =>
        {
            PackOptions options = settings.Stack(parsed, context.Environment).Bind<PackOptions>();
            InputException.ThrowIfAny(options.Problems());
            string output = options.Output!;
            InputException.ThrowIfNoFolderFor(output);
            if (Path.Exists(output))
                throw new InputException($"'{output}' exists already: remove it, or give --output another name.");
            using var display = new ImageCountDisplay(context);
            var packer = new ImagePacker(options.ToRecipe(), display, display.Warn);
            PackReport report = packer.Pack(options.Data!, output, context.Signals.Listen());
            context.Output.WriteLine(Describe(report, output));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Synth(CliContext context)
    {
        var command = new Command("synth", "Write synthetic images as a folder of classes, with the latents that they are made of.");
        var settings = new SettingOptions(command, SettingTable.Of<SynthOptions>());
        command.SetAction(parsed =>
        {
            SynthOptions options = settings.Stack(parsed, context.Environment).Bind<SynthOptions>();
            InputException.ThrowIfAny(options.Problems());
            string folder = Path.TrimEndingDirectorySeparator(options.Out!);
            InputException.ThrowIfNoFolderFor(folder);
            if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
                throw new InputException($"'{folder}' exists already and is not an empty folder: remove it, or give --out another name.");
            using var display = new ImageCountDisplay(context);
            SyntheticSource source = options.ToSource();
            new SyntheticFolder(source, options.Workers ?? Environment.ProcessorCount)
                .Write(folder, done => display.Report(done, source.Count), context.Signals.Listen());
            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Wrote {source.Count} images of {options.Classes} {(options.Classes == 1 ? "class" : "classes")} into {folder}, " +
                $"and their {source.World.Variables.Count} latents into {Path.Combine(folder, SyntheticFolder.LatentsFile)}."));
            return ExitCode.Success;
        });
        return command;
    }

    private static string Describe(PackReport report, string output) => string.Create(CultureInfo.InvariantCulture,
        $"Packed {report.Images} images of {report.Classes} {(report.Classes == 1 ? "class" : "classes")} into {output}: " +
        $"{report.BytesBefore / 1e6:F1} MB before, {report.BytesAfter / 1e6:F1} MB now; {report.Shrunk} shrunk, {report.Bad} unreadable.");
}
