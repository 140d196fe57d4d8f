using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using MaeUnderstand.Cli.Commands;
using MaeUnderstand.Cli.Commands.Theory;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Evaluation.Benchmarks;
using MaeUnderstand.Evaluation.Identifiability;
using MaeUnderstand.Evaluation.Identifiability.Levels;
using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Evaluation.Reconstruction;
using MaeUnderstand.Evaluation.Robustness;
using MaeUnderstand.Torch.Native;
using MaeUnderstand.Training.Benchmarks;
using MaeUnderstand.Training.Finetuning;
using MaeUnderstand.Training.Packing;
using MaeUnderstand.Training.Pretraining;
using MaeUnderstand.Training.Reconstruction;

namespace MaeUnderstand.Cli;

/// <summary>The <c>mae</c> command: parses, runs one verb, and turns every fault into one clear line and an exit code.</summary>
internal static class MaeCommandLine
{
    private const string Name = "mae";
    private const string LibTorchVariable = "MAE_LIBTORCH";
    private const string GoldenVariable = "MAE_GOLDEN";             // of the tests

    private static readonly Option<bool> Verbose = new("--verbose") { Description = "show where a fault arose", Recursive = true };
    private static readonly Option<string?> LibTorch = new("--libtorch")
    {
        Description = $"folder of another libtorch, such as a PyTorch's torch/lib [default: {LibTorchVariable}, else the program's own]",
        HelpName = "folder",
        Recursive = true,
    };

    /// <summary>Runs one command.</summary>
    /// <returns>The exit code; see <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, CliContext context)
    {
        ParseResult parsed = Root(context).Parse(args);
        if (parsed.Errors.Count > 0)
            return Fail(context, ExitCode.BadInput, [Complaint(parsed)]);
        WarnOfUnknownVariables(context);
        try
        {
            UseLibTorch(parsed, context);
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = context.Output,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,           // ProcessSignals answers Ctrl+C and SIGTERM
            });
        }
        catch (Exception fault)
        {
            return Fail(context, fault, parsed.GetValue(Verbose));
        }
    }

    private static RootCommand Root(CliContext context) =>
        new("Masked autoencoders: pretrain, look at, convert and measure them.")
        {
            Verbose,
            LibTorch,
            PretrainCommand.Create(context),
            ReconstructCommand.Create(context),
            EvalReconCommand.Create(context),
            ProbeCommand.Create(context),
            RobustnessCommand.Create(context),
            FinetuneCommand.Create(context),
            ConvertCommand.Create(context),
            DataCommand.Create(context),
            TheoryCommand.Create(context),
            InfoCommand.Create(context),
            BenchCommand.Create(context),
        };

    private static void UseLibTorch(ParseResult parsed, CliContext context)
    {
        string? folder = parsed.GetValue(LibTorch) ?? context.Environment.GetValueOrDefault(LibTorchVariable);
        if (!string.IsNullOrEmpty(folder))
            NativeRuntime.UseLibTorch(folder);
    }

    /// <summary>A variable that no command knows is most likely misspelt; one that another command knows is fine.</summary>
    private static void WarnOfUnknownVariables(CliContext context)
    {
        SettingTable[] tables =
        [
            SettingTable.Of<PretrainOptions>(), SettingTable.Of<ReconstructOptions>(), SettingTable.Of<EvalReconOptions>(),
            SettingTable.Of<ProbeOptions>(), SettingTable.Of<RobustnessOptions>(), SettingTable.Of<FinetuneOptions>(),
            SettingTable.Of<PackOptions>(), SettingTable.Of<SynthOptions>(), SettingTable.Of<TrainBenchOptions>(),
            SettingTable.Of<LoaderBenchOptions>(), SettingTable.Of<MetricsBenchOptions>(), SettingTable.Of<FeaturesBenchOptions>(),
            SettingTable.Of<ProbeBenchOptions>(), SettingTable.Of<TheoryBenchOptions>(), SettingTable.Of<PredictOptions>(),
            SettingTable.Of<IdentifyOptions>(), SettingTable.Of<LocateOptions>(),
            SettingTable.Of<LevelsOptions>(),
        ];
        foreach (string variable in context.Environment.Keys.Where(SettingLayer.IsVariable).Except([LibTorchVariable, GoldenVariable]))
        {
            string name = SettingLayer.NameOf(variable);
            if (tables.All(table => table.Find(name) is null))
            {
                context.Error.WriteLine($"mae: warning: the environment variable {variable} is no setting; " +
                    $"the nearest is '{tables[0].NearestTo(name)}'.");
            }
        }
    }

    /// <summary>One line on arguments that do not parse: the parser has a message for every token that follows from the first.</summary>
    private static string Complaint(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string fault = parsed.UnmatchedTokens is [string token, ..]
            ? token.StartsWith('-') ? $"There is no option '{token}'."
                : command.Subcommands.Count > 0 ? $"There is no command '{token}'."
                : $"'{token}' is one argument too many."
            : string.Join(' ', parsed.Errors.Select(error => error.Message));
        return $"{fault} See '{PathOf(parsed.CommandResult)} --help'.";
    }

    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : Name;

    private static int Fail(CliContext context, Exception fault, bool isVerbose)
    {
        (int code, IReadOnlyList<string> lines) = fault switch
        {
            InputException input => (ExitCode.BadInput, input.Problems),
            TrainingFailedException => (ExitCode.Failed, [fault.Message]),
            OperationCanceledException when context.Signals.IsRequested => (context.Signals.Code, ["Stopped."]),
            ExternalException or OutOfMemoryException => (ExitCode.Failed, [$"libtorch failed: {FirstLine(fault.Message)}"]),
            InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException or DllNotFoundException
                => (ExitCode.BadInput, (IReadOnlyList<string>)[FirstLine(fault.Message)]),
            _ => (ExitCode.Failed, [$"Internal error: {FirstLine(fault.Message)}{(isVerbose ? "" : " (--verbose shows where)")}"]),
        };
        if (isVerbose)
            lines = [.. lines, fault.ToString()];
        return Fail(context, code, lines);
    }

    private static int Fail(CliContext context, int code, IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
            context.Error.WriteLine($"mae: {line}");
        return code;
    }

    private static string FirstLine(string message) => message.Split('\n', 2)[0].TrimEnd();
}
