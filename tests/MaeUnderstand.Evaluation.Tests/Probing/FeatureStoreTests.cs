using MaeUnderstand.Evaluation.Probing;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Tests.Probing;

public sealed class FeatureStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Tensor features;

    public FeatureStoreTests() => features = arange(24, dtype: float32).view(6, 4);

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("fp32"), InlineData("bf16")]
    public void Read_WrittenRows_GivesThemBack(string format)
    {
        using FeatureStore store = StoredFeatures.Make(folder["store"], features, [0, 1, 2, 0, 1, 2], 3, format);
        Assert.Equal(6, store.Count);
        Assert.Equal([0, 1, 2, 0, 1, 2], store.Labels);
        Assert.True(store.Read(2, 3).to(float32).Equals(features[2..5]));          // small whole numbers are exact in bf16
        Tensor gathered = empty(2, 4, store.Format);
        store.Read([5, 0], gathered);
        Assert.True(gathered.to(float32).Equals(stack([features[5], features[0]])));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_AfterAnInterruption_GoesOnWhereItWas()
    {
        FeatureIdentity identity = StoredFeatures.Identity(features, 3);
        using (FeatureWriter writer = FeatureWriter.Open(folder["store"], identity))
            writer.Append(features[..3], [0, 1, 3], [0, 1, 0]);                    // image 2 could not be read
        File.AppendAllBytes(Path.Combine(folder["store"], "features.bin"), [1, 2, 3]);       // a row cut short by a kill
        File.AppendAllBytes(Path.Combine(folder["store"], "index.bin"), [9, 9]);
        Assert.Null(FeatureStore.TryOpen(folder["store"], identity));

        using (FeatureWriter writer = FeatureWriter.Open(folder["store"], identity))
        {
            Assert.Equal(4, writer.NextImage);
            writer.BackTo(3);
            Assert.Equal(2, writer.NextImage);
            writer.Append(features[2..4], [3, 4], [0, 1]);
            writer.Complete();
        }
        using FeatureStore store = FeatureStore.TryOpen(folder["store"], identity)!;
        Assert.Equal([0, 1, 0, 1], store.Labels);
        Assert.True(store.Read(0, 4).Equals(features[..4]));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_OtherData_BeginsAnew()
    {
        using (StoredFeatures.Make(folder["store"], features, [0, 1, 2, 0, 1, 2], 3))
        {
        }
        FeatureIdentity other = StoredFeatures.Identity(features, 3, data: "other");
        Assert.Null(FeatureStore.TryOpen(folder["store"], other));
        using FeatureWriter writer = FeatureWriter.Open(folder["store"], other);
        Assert.Equal(0, writer.NextImage);
        Assert.NotEqual(other.FolderName(), StoredFeatures.Identity(features, 3).FolderName());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_WhileAnotherFills_IsRefused()
    {
        FeatureIdentity identity = StoredFeatures.Identity(features, 3);
        using FeatureWriter writer = FeatureWriter.Open(folder["store"], identity);
        var error = Assert.Throws<IOException>(() => FeatureWriter.Open(folder["store"], identity));
        Assert.Equal($"Another process is filling the feature store '{folder["store"]}'. Wait for it, or give another --cache.",
            error.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void TryOpen_ShortenedFeatures_SaysSo()
    {
        FeatureIdentity identity = StoredFeatures.Identity(features, 3);
        using (StoredFeatures.Make(folder["store"], features, [0, 1, 2, 0, 1, 2], 3))
        {
        }
        using (FileStream file = File.OpenWrite(Path.Combine(folder["store"], "features.bin")))
            file.SetLength(90);
        var error = Assert.Throws<InvalidDataException>(() => FeatureStore.TryOpen(folder["store"], identity));
        Assert.Equal($"'{folder["store"]}' is damaged: it has 90 bytes of features for 6 images of 16. " +
            "Delete the folder; the features are computed anew.", error.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_OutsideOrIntoAnotherShape_Throws()
    {
        using FeatureStore store = StoredFeatures.Make(folder["store"], features, [0, 1, 2, 0, 1, 2], 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Read([6], empty(1, 4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Read([-1], empty(1, 4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Read(5, 2));
        Assert.Throws<ArgumentException>(() => store.Read([0], empty(2, 4)));
    }
}
