using System.CommandLine;

namespace MaeUnderstand.Cli.Commands.Theory;

/// <summary><c>mae theory</c>: the paper's theory as running code.</summary>
internal static class TheoryCommand
{
    public static Command Create(CliContext context) => new("theory", "Run the paper's theory: which latents a mask makes the model learn.")
    {
        LocateCommand.Create(context),
        PredictCommand.Create(context),
        IdentifyCommand.Create(context),
        LevelsCommand.Create(context),
    };
}
