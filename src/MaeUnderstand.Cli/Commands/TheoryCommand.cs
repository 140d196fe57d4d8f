using System.CommandLine;
using MaeUnderstand.Cli.Commands.Theory;

namespace MaeUnderstand.Cli.Commands;

/// <summary><c>mae theory</c>.</summary>
internal static class TheoryCommand
{
    public static Command Create(CliContext context) => new("theory", "The theory as running code.")
    {
        IdentifyCommand.Create(context),
    };
}
