using System.Collections;
using MaeUnderstand.Cli.Terminal;

namespace MaeUnderstand.Cli;

/// <summary>The outside world of a command, so that tests can put another in its place.</summary>
internal sealed record CliContext
{
    /// <summary>Results go here.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Progress and faults go here.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether a person watches the error stream, so that a live line makes sense.</summary>
    public required bool IsInteractive { get; init; }

    /// <summary>Environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Ctrl+C, SIGTERM and SIGUSR1.</summary>
    public required ProcessSignals Signals { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The context of the real process.</summary>
    public static CliContext OfProcess(ProcessSignals signals) => new()
    {
        Output = Console.Out,
        Error = Console.Error,
        IsInteractive = !Console.IsErrorRedirected,
        Environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal),
        Signals = signals,
    };
}
