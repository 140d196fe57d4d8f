using MaeUnderstand.Masking;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Tests;

public sealed class MaskBatchTests
{
    private const string Fault = "A batch needs at least one mask, all with as many tokens and as many visible ones. (Parameter 'masks')";

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_TwoMasks_SplitsTheShuffles()
    {
        using var batch = new MaskBatch([TokenMask.FromShuffle([2, 0, 3, 1], 1), TokenMask.FromShuffle([1, 3, 0, 2], 1)], CPU);
        Assert.Equal((2, 4, 1), (batch.Count, batch.TokenCount, batch.KeepCount));
        Assert.Equal([2L, 1], batch.IdsKeep.data<long>().ToArray());
        Assert.Equal([0L, 3, 1, 3, 0, 2], batch.IdsMasked.data<long>().ToArray());
        Assert.Equal([1L, 3, 0, 2, 2, 0, 3, 1], batch.IdsRestore.data<long>().ToArray());
        using Tensor mask = batch.ToMask();
        Assert.Equal([2, 4], mask.shape);
        Assert.Equal([1f, 1, 0, 1, 1, 0, 1, 1], mask.data<float>().ToArray());
    }

    [Fact, Trait("Kind", "Unit")]
    public void IdsMasked_AnyRatio_ComplementsIdsKeep()
    {
        foreach (double ratio in (double[])[0.25, 0.5, 0.75, 0.9])
        {
            using MaskBatch batch = TinyModels.Masks(3, ratio);
            long[] keep = batch.IdsKeep.data<long>().ToArray();
            long[] masked = batch.IdsMasked.data<long>().ToArray();
            for (int image = 0; image < 3; image++)
            {
                IEnumerable<long> ids =
                    [.. keep.Chunk(batch.KeepCount).ElementAt(image), .. masked.Chunk(16 - batch.KeepCount).ElementAt(image)];
                Assert.Equal(Enumerable.Range(0, 16).Select(id => (long)id), ids.Order());
            }
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_NothingRemoved_HasNoMaskedIds()
    {
        using var batch = new MaskBatch([TokenMask.FromShuffle([1, 0], 2)], CPU);
        Assert.Equal([1, 0], batch.IdsMasked.shape);
        Assert.Equal([1L, 0], batch.IdsKeep.data<long>().ToArray());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_NoMasks_SaysSo() => Assert.Equal(Fault, Assert.Throws<ArgumentException>(() => new MaskBatch([], CPU)).Message);

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_OtherCountOfVisibleTokens_SaysSo() => Assert.Equal(Fault, Assert.Throws<ArgumentException>(
        () => new MaskBatch([TokenMask.FromShuffle([0, 1, 2], 1), TokenMask.FromShuffle([0, 1, 2], 2)], CPU)).Message);

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_OtherCountOfTokens_SaysSo() => Assert.Equal(Fault, Assert.Throws<ArgumentException>(
        () => new MaskBatch([TokenMask.FromShuffle([0, 1, 2], 1), TokenMask.FromShuffle([0, 1], 1)], CPU)).Message);
}
