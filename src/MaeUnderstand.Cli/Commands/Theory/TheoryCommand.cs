using System.CommandLine;

namespace MaeUnderstand.Cli.Commands.Theory;

/// <summary><c>mae theory …</c>.</summary>
internal static class TheoryCommand
{
    public static Command Create(CliContext context) => new("theory", "The theory as running code.")
    {
        PredictCommand.Create(context),
        IdentifyCommand.Create(context),
    };
}
