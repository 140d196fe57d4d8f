using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Tests;

public sealed class PatchesTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Patchify_NumberedPixels_OrdersRowColumnChannel()
    {
        Tensor images = arange(3 * 4 * 4, dtype: float32).view(1, 3, 4, 4);   // channel c, row y, column x: 16 c + 4 y + x
        Tensor patches = Patches.Patchify(images, 2);
        Assert.Equal([1, 4, 12], patches.shape);
        Assert.Equal([0f, 16, 32, 1, 17, 33, 4, 20, 36, 5, 21, 37], TinyModels.Numbers(patches[0, 0]));
        Assert.Equal([2f, 18, 34, 3, 19, 35, 6, 22, 38, 7, 23, 39], TinyModels.Numbers(patches[0, 1]));   // right of it
        Assert.Equal([8f, 24, 40, 9, 25, 41, 12, 28, 44, 13, 29, 45], TinyModels.Numbers(patches[0, 2])); // below it
    }

    [Fact, Trait("Kind", "Unit")]
    public void Unpatchify_OfPatchify_GivesTheImagesBack()
    {
        Tensor images = arange(2 * 3 * 12 * 12, dtype: float32).view(2, 3, 12, 12);
        Tensor back = Patches.Unpatchify(Patches.Patchify(images, 4), 4);
        Assert.Equal(images.shape, back.shape);
        Assert.Equal(TinyModels.Numbers(images), TinyModels.Numbers(back));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Patchify_TransposedImages_CutsWhatIsSeen()
    {
        Tensor images = arange(3 * 4 * 4, dtype: float32).view(1, 3, 4, 4).transpose(2, 3);
        Assert.Equal(TinyModels.Numbers(Patches.Patchify(images.contiguous(), 2)), TinyModels.Numbers(Patches.Patchify(images, 2)));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Patchify_OblongImages_GoesRowByRow()
    {
        Tensor images = arange(2 * 6, dtype: float32).view(1, 1, 2, 6);
        Assert.Equal([0f, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11], TinyModels.Numbers(Patches.Patchify(images, 2)));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(new long[] { 1, 3, 10, 8 }, "[1, 3, 10, 8]")]
    [InlineData(new long[] { 1, 3, 8, 10 }, "[1, 3, 8, 10]")]
    [InlineData(new long[] { 3, 8, 8 }, "[3, 8, 8]")]
    public void Patchify_OtherShape_NamesIt(long[] shape, string shown)
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => Patches.Patchify(zeros(shape), 4));
        Assert.Equal($"Images must be [B, C, H, W] with H and W multiples of 4, but are {shown}. (Parameter 'images')", fault.Message);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(new long[] { 1, 5, 12 }, "[1, 5, 12]")]
    [InlineData(new long[] { 1, 4, 13 }, "[1, 4, 13]")]
    [InlineData(new long[] { 4, 12 }, "[4, 12]")]
    [InlineData(new long[] { 1, 0, 12 }, "[1, 0, 12]")]
    public void Unpatchify_OtherShape_NamesIt(long[] shape, string shown)
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => Patches.Unpatchify(zeros(shape), 2));
        Assert.Equal($"Patches must be [B, L, 12] with L a square number, but are {shown}. (Parameter 'patches')", fault.Message);
    }
}
