using MaeUnderstand.Training.Checkpoints;

namespace MaeUnderstand.Training.Tests.Checkpoints;

public sealed class CheckpointPathTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Resolve_RunDirectory_IsItsLatestCheckpoint()
    {
        var store = new CheckpointStore(folder["checkpoints"]);
        foreach (long step in (long[])[1, 2])
            store.Save(step, path => File.WriteAllText(Path.Combine(path, "model.safetensors"), ""));
        Assert.Equal(store.PathOf(2), CheckpointPath.Resolve(folder.FullName));
        Assert.Equal(store.PathOf(1), CheckpointPath.Resolve(store.PathOf(1)));
        Assert.Equal("model.pth", CheckpointPath.Resolve("model.pth"));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Resolve_RunWithoutCheckpoint_SaysSo()
    {
        Directory.CreateDirectory(folder["checkpoints"]);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => CheckpointPath.Resolve(folder.FullName));
        Assert.Equal($"The run '{folder.FullName}' has no checkpoint yet.", fault.Message);
    }
}
