namespace MaeUnderstand.Cli.Settings;

/// <summary>The kinds of places that settings come from.</summary>
internal enum SettingOrigin
{
    /// <summary>Part of the program.</summary>
    Program,

    /// <summary>A configuration file.</summary>
    File,

    /// <summary>Environment variables.</summary>
    Environment,

    /// <summary>Options of the command line.</summary>
    CommandLine,
}
