using SharpFuzz;

namespace MaeUnderstand.Fuzz.Execution;

/// <summary>
/// A copy of this program whose readers count their branches. What stays as it is are links to the files here: libtorch alone is 490 MB.
/// </summary>
internal static class InstrumentedCopy
{
    /// <summary>Whole files, since .NET looks beside the real path of the program that it starts.</summary>
    private static readonly string[] Copied = [".dll", ".deps.json", ".runtimeconfig.json"];

    private static readonly (string Assembly, Func<string, bool> IsCounted)[] Counted =
    [
        ("MaeUnderstand.Torch", type => type.Contains(".Safetensors.", StringComparison.Ordinal) || type.Contains(".Pickle.", StringComparison.Ordinal)
            || type.Contains(".Files.", StringComparison.Ordinal)),
        ("mae", type => type.Contains(".Settings.", StringComparison.Ordinal)),
        ("MaeUnderstand.Training", type => type.Contains("Options", StringComparison.Ordinal)),
        ("MaeUnderstand.Models", type => type.Contains(".Configuration.", StringComparison.Ordinal)),
        ("MaeUnderstand.Masking", type => type.Contains("Config", StringComparison.Ordinal) || type.Contains("Layout", StringComparison.Ordinal)),
        // The passes' inner loops would be counting most of the time, and do not depend on the file but on its size.
        ("MaeUnderstand.Data", type => !type.Contains("Pass", StringComparison.Ordinal)),
        ("MaeUnderstand.Fuzz", type => type.Contains("BrokenTarget", StringComparison.Ordinal)),
    ];

    /// <summary>Makes the copy.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <returns>The program to start.</returns>
    public static string Make(string folder)
    {
        string program = typeof(InstrumentedCopy).Assembly.GetName().Name!;
        string[] counted = [.. Counted.Select(item => $"{item.Assembly}.dll")];
        string[] whole = [.. Copied.Select(ending => program + ending), .. counted];
        foreach (string entry in Directory.EnumerateFileSystemEntries(AppContext.BaseDirectory))
        {
            string name = Path.GetFileName(entry), copy = Path.Combine(folder, name);
            if (whole.Contains(name))
                File.Copy(entry, copy);
            else if (Directory.Exists(entry))
                Directory.CreateSymbolicLink(copy, entry);
            else
                File.CreateSymbolicLink(copy, entry);
        }
        foreach ((string assembly, Func<string, bool> isCounted) in Counted)
            Fuzzer.Instrument(Path.Combine(folder, $"{assembly}.dll"), isCounted, Options.Value);
        return Path.Combine(folder, $"{program}.dll");
    }
}
