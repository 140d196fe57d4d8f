using MaeUnderstand.Cli;
using MaeUnderstand.Cli.Terminal;

using var signals = new StopSignals();
return MaeCommandLine.Run(args, CliContext.OfProcess(signals));
