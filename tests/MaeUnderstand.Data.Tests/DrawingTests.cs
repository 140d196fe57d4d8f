namespace MaeUnderstand.Data.Tests;

public sealed class DrawingTests
{
    [Fact, Trait("Kind", "Unit")]
    public void Write_Png_ReadsBackAndReplacesTheOldFile()
    {
        using var folder = new TemporaryFolder();
        PixelImage image = PixelImage.Noise(7, 5, seed: 1);
        PngFile.Write(folder["a.png"], PixelImage.Noise(3, 3, seed: 2).Rgb, 3, 3);
        PngFile.Write(folder["a.png"], image.Rgb, 5, 7);
        PixelImage back = PixelImage.Read(folder["a.png"]);
        Assert.Equal((7, 5), (back.Height, back.Width));
        Assert.Equal(image.Rgb, back.Rgb);
        Assert.Equal(["a.png"], Directory.GetFiles(folder.FullName).Select(Path.GetFileName));
        Assert.Throws<ArgumentException>(() => PngFile.Write(folder["b.png"], new byte[5], 1, 2));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Compose_ThreeImagesInTwoColumns_PlacesThemWithGaps()
    {
        ReadOnlyMemory<byte>[] images = [.. ((byte[])[10, 20, 30]).Select(grey => new ReadOnlyMemory<byte>([grey, 0, 0]))];
        RgbImage grid = ImageGrid.Compose(images, 1, 1, columns: 2, gap: 1);
        Assert.Equal((5, 5), (grid.Height, grid.Width));
        byte[] reds = [.. Enumerable.Range(0, 25).Select(i => grid.Pixels[3 * i])];
        Assert.Equal(
            [
                255, 255, 255, 255, 255,
                255, 10, 255, 20, 255,
                255, 255, 255, 255, 255,
                255, 30, 255, 255, 255,
                255, 255, 255, 255, 255,
            ], reds);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Compose_ScaleThree_RepeatsEveryPixel()
    {
        byte[] image = [10, 20, 30, 40, 50, 60];                      // one row of two pixels, plane by plane
        RgbImage grid = ImageGrid.Compose([image], height: 1, width: 2, columns: 1, scale: 3, gap: 0);
        Assert.Equal((3, 6), (grid.Height, grid.Width));
        Assert.Equal(new byte[] { 10, 30, 50 }, grid.Pixels.Slice(3 * (2 * 6 + 2), 3).ToArray());
        Assert.Equal(new byte[] { 20, 40, 60 }, grid.Pixels.Slice(3 * 3, 3).ToArray());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Compose_WrongSize_NamesTheImage()
    {
        var error = Assert.Throws<ArgumentException>(() => ImageGrid.Compose([new byte[5]], 1, 2, 1));
        Assert.StartsWith("Image 0 has 5 bytes; [3, 1, 2] has 6.", error.Message);
    }
}
