using MaeUnderstand.Data;
using MaeUnderstand.Training.Reconstruction;

namespace MaeUnderstand.Training.Tests.Reconstruction;

public sealed class SampleImagesTests
{
    [Theory, Trait("Kind", "Unit")]
    [InlineData(3, new[] { 0, 3, 6 })]
    [InlineData(10, new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData(99, new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    public void Read_AnyCount_SpreadsOverTheSource(int count, int[] expected)
    {
        using SampleImages images = SampleImages.Read(new TestSource(10), count, size: 16);
        Assert.Equal(expected, images.Indices);
        Assert.Equal([expected.Length, 3, 16, 16], images.Pixels.shape);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_UnreadableImages_AreLeftOutAndTold()
    {
        List<BadImage> told = [];
        using SampleImages whole = SampleImages.Read(new TestSource(4), 4, size: 16);
        using SampleImages images = SampleImages.Read(new TestSource(4, bad: [0, 2]), 4, size: 16, told.Add);
        Assert.Equal([1, 3], images.Indices);
        Assert.Equal([new BadImage("image-0", "image-0 is damaged."), new BadImage("image-2", "image-2 is damaged.")], told);
        byte[] all = whole.Pixels.bytes.ToArray();
        Assert.Equal(all.Chunk(3 * 16 * 16).Where((_, i) => i % 2 == 1).SelectMany(image => image), images.Pixels.bytes.ToArray());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_NothingReadable_SaysSo()
    {
        InvalidDataException fault = Assert.Throws<InvalidDataException>(
            () => SampleImages.Read(new TestSource(10, bad: [0, 5]), 2, size: 16));
        Assert.Equal("None of the 2 images chosen could be read; the first: image-0 is damaged.", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_Repeated_LeavesNoTensorBehind() => Leaks.None(() => SampleImages.Read(new TestSource(3), 2, size: 16).Dispose());
}
