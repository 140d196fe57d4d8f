using MaeUnderstand.Fuzz.Execution;
using MaeUnderstand.Fuzz.Readers;

namespace MaeUnderstand.Fuzz.Tests;

/// <summary>The fuzzer finds faults that are there, and on the readers of the program, in a few seconds of every test run, none.</summary>
public sealed class FuzzerTests : IDisposable
{
    private const int EnoughToFind = 40_000;
    private const int Few = 3000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Fuzzer_BrokenReaders_FindsEachFault()
    {
        using var output = new StringWriter();
        int exit = Program.Supervise(FuzzTargets.Broken, EnoughToFind, seed: 0, folder["findings"], output);
        string[] kinds =
        [
            .. Directory.EnumerateFiles(folder["findings"]).Select(path => string.Join('-', Path.GetFileName(path).Split('-')[1..3]))
                .Distinct().Order(StringComparer.Ordinal),
        ];
        Assert.True(exit == 1, output.ToString());
        Assert.Equal(["crash-crash", "exception-exception", "hang-hang", "managed-memory", "native-memory"], kinds);
        foreach (string path in Directory.EnumerateFiles(folder["findings"]))
            Assert.StartsWith("FUZ", System.Text.Encoding.Latin1.GetString(CorpusEntry.Parse(File.ReadAllText(path)).Bytes));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Fuzzer_ReadersOfTheProgram_FindsNothing()
    {
        using var output = new StringWriter();
        int exit = Program.Supervise(FuzzTargets.All, Few, seed: 2026, folder["findings"], output);
        Assert.True(exit == 0, output.ToString());
        foreach (FuzzTarget target in FuzzTargets.All)
            Assert.Contains($"{target.Name}: {Few} executions", output.ToString());
    }
}
