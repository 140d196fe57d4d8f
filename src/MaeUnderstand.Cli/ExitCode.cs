namespace MaeUnderstand.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The run itself failed.</summary>
    public const int Failed = 1;

    /// <summary>An option, a file or the environment is not usable.</summary>
    public const int BadInput = 2;

    /// <summary>Ctrl+C, as shells count it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
