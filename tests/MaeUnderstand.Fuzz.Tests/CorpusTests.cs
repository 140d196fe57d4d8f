using MaeUnderstand.Fuzz.Execution;
using MaeUnderstand.Fuzz.Readers;

namespace MaeUnderstand.Fuzz.Tests;

/// <summary>Every input that a reader once treated wrongly, and others made to mislead one, is read or refused within its bound.</summary>
public sealed class CorpusTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory, Trait("Kind", "Unit")]
    [InlineData("safetensors"), InlineData("pth"), InlineData("configuration"), InlineData("image"), InlineData("graph-json")]
    [InlineData("graph-dot")]
    public void Corpus_EveryEntry_IsTreatedAsItMustBe(string reader)
    {
        FuzzTarget target = FuzzTargets.Find(reader)!;
        using var executor = new Executor(target, folder["input"]);
        string[] faults =
        [
            .. from item in CorpusEntry.Of(reader)
               let finding = executor.Run(item.Entry.Bytes)
               where finding is not null
               select $"{item.Name}: {finding.Line}",
        ];
        Assert.Empty(faults);
        Assert.True(CorpusEntry.Of(reader).Count() >= 10, $"The corpus of {reader} is not beside the program.");
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("safetensors"), InlineData("pth"), InlineData("configuration"), InlineData("image"), InlineData("graph-json")]
    [InlineData("graph-dot")]
    public void Seeds_AreSound(string reader)
    {
        FuzzTarget target = FuzzTargets.Find(reader)!;
        using var executor = new Executor(target, folder["input"]);
        string[] outcomes = [.. target.Seeds().Select(seed => executor.Run(seed) is { } finding ? finding.Line : executor.Outcome)];
        int read = outcomes.Count(outcome => outcome.StartsWith(FuzzTarget.IsRead, StringComparison.Ordinal));
        // A few are there for what they are refused for: a compressed checkpoint, settings of another command.
        Assert.True(read * 4 >= outcomes.Length, string.Join(Environment.NewLine, outcomes));
    }

    [Fact, Trait("Kind", "Unit")]
    public void CorpusEntry_Text_IsReadBack()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        CorpusEntry again = CorpusEntry.Parse(new CorpusEntry("What it is.\nAnd more.", bytes).ToText());
        Assert.Equal("What it is.\nAnd more.", again.Comment);
        Assert.Equal(bytes, again.Bytes);
    }
}
