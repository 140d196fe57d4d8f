using MaeUnderstand.Training.Checkpoints;

namespace MaeUnderstand.Training.Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Root => folder["checkpoints"];

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Latest_SeveralCheckpoints_IsTheHighestStep()
    {
        var store = new CheckpointStore(Root);
        Assert.Null(store.Latest());
        foreach (long step in (long[])[20, 100, 3])
            Assert.Equal(Path.Combine(Root, $"step-{step:D8}"), store.Save(step, WriteModel));
        Assert.Equal(Path.Combine(Root, "step-00000100"), store.Latest());
        store.Save(123_456_789, WriteModel);                                  // nine digits come before eight in the alphabet
        Assert.Equal(Path.Combine(Root, "step-123456789"), CheckpointStore.LatestIn(Root));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Latest_FoldersThatAreNone_AreIgnored()
    {
        var store = new CheckpointStore(Root);
        store.Save(5, WriteModel);
        Directory.CreateDirectory(Path.Combine(Root, "step-00000007"));       // without weights
        foreach (string name in (string[])["step-best", "step--0000009", "other-00000009"])
        {
            Directory.CreateDirectory(Path.Combine(Root, name));
            WriteModel(Path.Combine(Root, name));
        }
        Assert.Equal(store.PathOf(5), store.Latest());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_IncompleteCheckpoint_IsRemoved()
    {
        string incomplete = Path.Combine(Root, ".incomplete-step-00000009");
        Directory.CreateDirectory(incomplete);
        WriteModel(incomplete);
        Assert.Null(CheckpointStore.LatestIn(Root));
        var store = new CheckpointStore(Root);
        Assert.Null(store.Latest());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Root));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Save_WritingFails_LeavesTheEarlierCheckpointAsLatest()
    {
        var store = new CheckpointStore(Root);
        store.Save(1, WriteModel);
        IOException fault = Assert.Throws<IOException>(() => store.Save(2, path =>
        {
            WriteModel(path);
            throw new IOException("The disk is full.");
        }));
        Assert.Equal("The disk is full.", fault.Message);
        Assert.Equal(store.PathOf(1), store.Latest());
        Assert.Equal(store.PathOf(1), new CheckpointStore(Root).Latest());
        Assert.Equal([store.PathOf(1)], Directory.EnumerateDirectories(Root));

        Assert.Equal(store.PathOf(2), store.Save(2, WriteModel));
        Assert.Equal(store.PathOf(2), store.Latest());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Save_SameStepAgain_DoesNothing()
    {
        var store = new CheckpointStore(Root);
        store.Save(4, WriteModel);
        Assert.Equal(store.PathOf(4), store.Save(4, _ => Assert.Fail("It was written again.")));
    }

    [Fact, Trait("Kind", "Unit")]
    public void LatestIn_NoFolder_IsNone() => Assert.Null(CheckpointStore.LatestIn(folder["none"]));

    private static void WriteModel(string path) => File.WriteAllText(Path.Combine(path, "model.safetensors"), "");
}
