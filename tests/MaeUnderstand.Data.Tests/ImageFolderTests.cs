namespace MaeUnderstand.Data.Tests;

public sealed class ImageFolderTests
{
    [Fact, Trait("Kind", "Unit")]
    public void Open_ClassFolders_LabelsByOrdinalOrder()
    {
        using var folder = new TemporaryFolder();
        Write(folder["b/2.png"]);
        Write(folder["b/deep/er/1.PNG"]);
        Write(folder["B/x.JPEG"]);
        Write(folder["a/y.webp"]);
        Write(folder["a/notes.txt"]);
        Write(folder["a/.hidden.png"]);
        Write(folder[".cache/z.png"]);
        ImageFolder images = ImageFolder.Open(folder.FullName);
        Assert.Equal(["B", "a", "b"], images.ClassNames);
        Assert.Equal(
            [("B/x.JPEG", 0), ("a/y.webp", 1), ("b/2.png", 2), ("b/deep/er/1.PNG", 2)],
            Enumerable.Range(0, images.Count).Select(i =>
                (Path.GetRelativePath(folder.FullName, images.NameOf(i)).Replace('\\', '/'), images.LabelOf(i))));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_FlatFolder_IsOneClass()
    {
        using var folder = new TemporaryFolder();
        Write(folder["pictures/b.jpg"]);
        Write(folder["pictures/a.gif"]);
        ImageFolder images = ImageFolder.Open(folder["pictures"] + Path.DirectorySeparatorChar);
        Assert.Equal(["pictures"], images.ClassNames);
        Assert.Equal(["a.gif", "b.jpg"], Enumerable.Range(0, images.Count).Select(i => Path.GetFileName(images.NameOf(i))));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_Links_AreFollowedButNotInCircles()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        using var folder = new TemporaryFolder();
        Write(folder["store/one.png"]);
        Directory.CreateDirectory(folder["data"]);
        Directory.CreateSymbolicLink(folder["data/linked"], folder["store"]);
        Directory.CreateSymbolicLink(folder["store/circle"], folder["store"]);
        File.CreateSymbolicLink(folder["store/two.png"], folder["store/one.png"]);
        ImageFolder images = ImageFolder.Open(folder["data"]);
        Assert.Equal(["linked"], images.ClassNames);
        Assert.Equal(2, images.Count);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_NothingToRead_SaysWhy()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal($"There is no folder '{folder["none"]}'.", Assert.Throws<DirectoryNotFoundException>(
            () => ImageFolder.Open(folder["none"])).Message);
        Assert.Equal($"The folder '{folder.FullName}' is empty.", Fault(folder.FullName));

        Write(folder["text/readme.txt"]);
        const string Read = "files that end in .jpg, .jpeg, .png, .webp, .bmp, .gif are read";
        Assert.Equal($"'{folder.FullName}' holds no images; {Read}.", Fault(folder.FullName));
        Assert.Equal($"'{folder["text/readme.txt"]}' is a file; a folder of images is needed.",
            Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Open(folder["text/readme.txt"])).Message);

        Write(folder["dogs/1.png"]);
        Assert.Equal($"The class folder '{folder["text"]}' holds no images; {Read}; remove it or fill it, as labels count the folders.",
            Fault(folder.FullName));
        Write(folder["loose.png"]);
        Assert.StartsWith($"'{folder.FullName}' holds both images (such as 'loose.png') and folders of images: ", Fault(folder.FullName));
    }

    private static void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, [1]);
    }

    private static string Fault(string path) => Assert.Throws<InvalidDataException>(() => ImageFolder.Open(path)).Message;
}
