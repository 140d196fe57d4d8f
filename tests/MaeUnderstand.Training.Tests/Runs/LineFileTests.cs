using MaeUnderstand.Training.Runs;

namespace MaeUnderstand.Training.Tests.Runs;

public sealed class LineFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string FilePath => folder["lines.txt"];

    public void Dispose() => folder.Dispose();

    [Theory, Trait("Kind", "Unit")]
    [InlineData("", "")]
    [InlineData("cut", "")]
    [InlineData("one\ntwo\ncut", "one\ntwo\n")]
    [InlineData("one\ntwo\n", "one\ntwo\n")]
    public void Open_LastLineCutShort_GoesOnAfterTheLastWholeOne(string before, string kept)
    {
        File.WriteAllText(FilePath, before);
        using (LineFile file = LineFile.Open(FilePath))
            file.Append("next\n");
        Assert.Equal(kept + "next\n", File.ReadAllText(FilePath));
    }

    [Fact, Trait("Kind", "Unit")]
    public void KeepWhile_ALineThatIsNot_RemovesItAndAllAfterIt()
    {
        using LineFile file = LineFile.Open(FilePath);
        file.Append("1 é\n2\n3\n1\n");
        file.KeepWhile(line => line != "3");
        Assert.Equal("1 é\n2\n", File.ReadAllText(FilePath));
        file.Append("4\n");
        Assert.Equal("1 é\n2\n4\n", File.ReadAllText(FilePath));
        file.KeepWhile(_ => false);
        Assert.True(file.IsEmpty);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Append_DeviceThatIsAlwaysFull_ThrowsAndKeepsTheLines()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Only Linux has a device that is always full.");
        using LineFile file = LineFile.Open("/dev/full");
        Assert.ThrowsAny<IOException>(() => file.Append("1\n"));
        Assert.ThrowsAny<IOException>(() => file.Append("2\n"));
        Assert.ThrowsAny<IOException>(file.FlushToDisk);
        Assert.False(file.IsEmpty);
        file.KeepWhile(line => line == "1");
        Assert.False(file.IsEmpty);
        file.KeepWhile(_ => false);
        Assert.True(file.IsEmpty);
    }
}
