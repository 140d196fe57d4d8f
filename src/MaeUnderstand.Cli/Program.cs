using MaeUnderstand.Cli;
using MaeUnderstand.Cli.Terminal;

using var signals = new ProcessSignals();
return MaeCommandLine.Run(args, CliContext.OfProcess(signals));
