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
    public void Save_FolderGone_ThrowsAndCanBeRepeated()
    {
        var store = new CheckpointStore(Root);
        Directory.Delete(Root);
        File.WriteAllText(Root, "");                                          // no folder can be made below a file
        Assert.ThrowsAny<IOException>(() => store.Save(1, WriteModel));
        File.Delete(Root);
        Directory.CreateDirectory(Root);
        Assert.Equal(store.PathOf(1), store.Save(1, WriteModel));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Delete_SomeSteps_LeavesTheOthers()
    {
        var store = new CheckpointStore(Root);
        foreach (long step in (long[])[1, 2, 3])
            store.Save(step, WriteModel);
        store.Delete(1, 3, 99);
        Assert.Equal([2], store.Steps());
        Assert.Equal([store.PathOf(2)], Directory.EnumerateFileSystemEntries(Root));
    }

    [Fact, Trait("Kind", "Unit")]
    public void SetAside_ACheckpoint_KeepsItsFilesButDoesNotCountIt()
    {
        var store = new CheckpointStore(Root);
        store.Save(1, WriteModel);
        store.Save(2, WriteModel);
        string aside = store.SetAside(2);
        Assert.True(File.Exists(Path.Combine(aside, "model.safetensors")));
        Assert.Equal([1], new CheckpointStore(Root).Steps());
        store.Save(2, WriteModel);
        Assert.Equal(aside, store.SetAside(2));                               // the second takes the first one's place
    }

    [Fact, Trait("Kind", "Unit")]
    public void Before_ACheckpoint_IsTheHighestBelowIt()
    {
        var store = new CheckpointStore(Root);
        foreach (long step in (long[])[4, 8, 12])
            store.Save(step, WriteModel);
        Assert.Equal(store.PathOf(8), CheckpointStore.Before(store.PathOf(12) + Path.DirectorySeparatorChar));
        Assert.Null(CheckpointStore.Before(store.PathOf(4)));
        Assert.Null(CheckpointStore.Before(folder["elsewhere"]));
    }

    [Fact, Trait("Kind", "Unit")]
    public void LatestIn_NoFolder_IsNone() => Assert.Null(CheckpointStore.LatestIn(folder["none"]));

    private static void WriteModel(string path) => File.WriteAllText(Path.Combine(path, "model.safetensors"), "");
}
