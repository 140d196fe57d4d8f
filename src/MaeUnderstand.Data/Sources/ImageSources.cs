namespace MaeUnderstand.Data;

/// <summary>Opens images by path.</summary>
public static class ImageSources
{
    /// <summary>Opens a folder of images (<see cref="ImageFolder"/>) or a file of packed ones (<see cref="PackedImages"/>).</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="decoder">What decodes its JPEG images.</param>
    /// <returns>The images; to be disposed where they are disposable.</returns>
    /// <exception cref="IOException">There is nothing of that name, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">It holds no images.</exception>
    public static IImageSource Open(string path, JpegDecoder decoder = JpegDecoder.Auto) =>
        File.Exists(path) ? PackedImages.Open(path, decoder) : ImageFolder.Open(path, decoder);
}
