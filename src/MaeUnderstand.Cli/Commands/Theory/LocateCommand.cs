using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using MaeUnderstand.Cli.Plots;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Cli.Terminal;
using MaeUnderstand.Reporting;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;

namespace MaeUnderstand.Cli.Commands.Theory;

/// <summary><c>mae theory locate</c>.</summary>
internal static class LocateCommand
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create(CliContext context)
    {
        var command = new Command("locate",
            "Find the latents c that a mask makes shared, and what only one part knows (Algorithms 1 and 2).");
        var settings = new SettingOptions(command, SettingTable.Of<LocateOptions>());
        command.SetAction(parsed => Execute(context, settings.Stack(parsed, context.Environment).Bind<LocateOptions>()));
        return command;
    }

    private static int Execute(CliContext context, LocateOptions options)
    {
        InputException.ThrowIfAny(options.Problems());
        if (options.Schema)
        {
            context.Output.Write(GraphJson.Schema);
            return ExitCode.Success;
        }
        if (options.Draw is { } file)
            InputException.ThrowIfNoFolderFor(file);
        GraphDocument document = Open(options.Graph!);
        ObservablePartition partition = ObservablePartition.FromNames(document.Graph, MaskOf(options, document));
        document = document with { Masked = partition.Masked.ToArray() };
        if (options.Draw is not null)
            LocationFigure.RequireDrawable(document.Graph, options.Draw);
        LocatedInformation located = LocatedInformation.Locate(partition, VisibleReadings.Find(options.Reading)!.Value);
        LocationVerification? verification = options.Verify ? LocationVerifier.Verify(located) : null;
        LocateReport report = LocateReport.Create(document, located, verification);
        if (options.Json)
            context.Output.WriteLine(JsonSerializer.Serialize(report, Json));
        else
            context.Output.Write(LocateText.Of(document, located, report));
        if (options.Draw is { } drawing)
        {
            if (Fonts.Problem is { } problem && drawing.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
                context.Error.WriteLine($"warning: {problem}");
            LocationFigure.Write(document, located, drawing);
            context.Error.WriteLine($"Drew {drawing}");
        }
        return verification is { Holds: false } ? ExitCode.Failed : ExitCode.Success;
    }

    private static GraphDocument Open(string graph)
    {
        if (WorkedExamples.Find(graph) is { } example)
            return example;
        if (!Path.HasExtension(graph) && !File.Exists(graph))
        {
            throw new InputException($"--graph: there is no example '{graph}'; they are {string.Join(", ", WorkedExamples.Names)}. " +
                "The name of a file ends in .json, .dot or .gv.");
        }
        return GraphFile.Read(graph);
    }

    private static IReadOnlyList<string> MaskOf(LocateOptions options, GraphDocument document) =>
        options.MaskedNames ?? document.Masked?.Select(document.Graph.NameOf).ToArray() ?? throw new InputException(
            $"--masked is missing, and '{options.Graph}' has no mask of its own: name the masked observables, commas between.");
}
