namespace MaeUnderstand.Data.Tests;

/// <summary>A temporary folder of images of all kinds in two classes, and files packed from it.</summary>
internal sealed class PackedFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PackedFolder()
    {
        Write("a/turned.jpg", TinyJpeg.WithOrientation(TinyJpeg.Encode(PixelImage.Noise(20, 30, 1)), 6));
        Write("a/wide.jpg", TinyJpeg.Encode(PixelImage.Noise(18, 40, 2)));
        Write("b/deep/alpha.png", TinyPng.Encode(12, 9, 8, TinyPng.Rgba, PixelImage.Noise(9, 16, 3).Rgb));
        Write("b/grey.jpg", TinyJpeg.Flat([77], isProgressive: false));
        Write("b/plain.png", TinyPng.Encode(24, 16, 8, TinyPng.Rgb, PixelImage.Noise(16, 24, 4).Rgb));
    }

    /// <summary>The packed file.</summary>
    public string Shard => folder["shard"];

    /// <summary>The folder of images.</summary>
    public string Images => folder["images"];

    /// <summary>The full path of a name beside the folder of images.</summary>
    public string this[string name] => folder[name];

    public void Write(string name, byte[] bytes)
    {
        string path = Path.Combine(Images, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    public PackReport Pack(int maxSide, PackEncoding encoding = PackEncoding.Jpeg, int workers = 1, double maxBadFraction = 0.01,
        Action<BadImage>? onBadImage = null, CancellationToken cancel = default) =>
        new ImagePacker(
            new PackRecipe { MaxSide = maxSide, Encoding = encoding, Workers = workers, MaxBadFraction = maxBadFraction },
            onBadImage: onBadImage).Pack(Images, Shard, cancel);

    public void Dispose() => folder.Dispose();
}
