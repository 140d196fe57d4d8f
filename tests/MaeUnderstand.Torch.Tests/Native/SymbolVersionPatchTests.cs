using System.Text;
using MaeUnderstand.Torch.Native;

namespace MaeUnderstand.Torch.Tests.Native;

public sealed class SymbolVersionPatchTests
{
    [Fact, Trait("Kind", "Unit")]
    public void PatchedCopy_ShippedBridge_DiffersInTheWeakFlagAlone()
    {
        string shipped = Shipped();
        using var folder = new TemporaryFolder();
        byte[] before = File.ReadAllBytes(shipped);

        string copy = SymbolVersionPatch.PatchedCopy(shipped, "1.2.3", [folder["cache"]]);

        Assert.Equal(before, File.ReadAllBytes(shipped));
        Assert.Matches(@"^libLibTorchSharp-1\.2\.3-[0-9a-f]{16}\.so$", Path.GetFileName(copy));
        byte[] after = File.ReadAllBytes(copy);
        Assert.Equal(before.Length, after.Length);
        int[] changed = [.. Enumerable.Range(0, before.Length).Where(i => before[i] != after[i])];
        Assert.Single(changed);
        Assert.Equal(before[changed[0]] | 2, after[changed[0]]);                 // VER_FLG_WEAK
        Assert.Single(Directory.GetFileSystemEntries(folder["cache"]));          // no temporary file stays
    }

    [Fact, Trait("Kind", "Unit")]
    public void PatchedCopy_AskedTwice_FindsTheFirstCopy()
    {
        string shipped = Shipped();
        using var folder = new TemporaryFolder();
        string first = SymbolVersionPatch.PatchedCopy(shipped, "1", [folder.FullName]);
        DateTime written = File.GetLastWriteTimeUtc(first);
        Assert.Equal(first, SymbolVersionPatch.PatchedCopy(shipped, "1", [folder.FullName]));
        Assert.Equal(written, File.GetLastWriteTimeUtc(first));
    }

    [Fact, Trait("Kind", "Unit")]
    public void PatchedCopy_HalfACopyInTheCache_IsReplaced()
    {
        string shipped = Shipped();
        using var folder = new TemporaryFolder();
        string copy = SymbolVersionPatch.PatchedCopy(shipped, "1", [folder.FullName]);
        File.WriteAllBytes(copy, [1, 2, 3]);
        Assert.Equal(copy, SymbolVersionPatch.PatchedCopy(shipped, "1", [folder.FullName]));
        Assert.Equal(new FileInfo(shipped).Length, new FileInfo(copy).Length);
    }

    [Fact, Trait("Kind", "Unit")]
    public void PatchedCopy_ChangedByteInTheCache_IsReplaced()
    {
        string shipped = Shipped();
        using var folder = new TemporaryFolder();
        string copy = SymbolVersionPatch.PatchedCopy(shipped, "1", [folder.FullName]);
        byte[] good = File.ReadAllBytes(copy);
        byte[] bad = [.. good];
        bad[^1] ^= 1;
        File.WriteAllBytes(copy, bad);
        Assert.Equal(copy, SymbolVersionPatch.PatchedCopy(shipped, "1", [folder.FullName]));
        Assert.Equal(good, File.ReadAllBytes(copy));
    }

    [Fact, Trait("Kind", "Unit")]
    public void PatchedCopy_FirstFolderNotWritable_UsesTheNext()
    {
        string shipped = Shipped();
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        string copy = SymbolVersionPatch.PatchedCopy(shipped, "1", [Path.Combine(folder["file"], "below"), folder["second"]]);
        Assert.Equal(folder["second"], Path.GetDirectoryName(copy));
    }

    [Fact, Trait("Kind", "Unit")]
    public void MakeWeak_TruncatedElf_IsRefused()
    {
        byte[] image = File.ReadAllBytes(Shipped())[..4096];
        string message = Assert.Throws<InvalidDataException>(() => SymbolVersionPatch.MakeWeak(image)).Message;
        Assert.Equal("A damaged ELF file: its tables point outside it.", message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void MakeWeak_PatchedAlready_ChangesNothing()
    {
        byte[] image = File.ReadAllBytes(Shipped());
        Assert.True(SymbolVersionPatch.MakeWeak(image));
        byte[] once = [.. image];
        Assert.True(SymbolVersionPatch.MakeWeak(image));
        Assert.Equal(once, image);
    }

    [Fact, Trait("Kind", "Unit")]
    public void MakeWeak_NoElfFile_IsRefused()
    {
        Assert.Throws<InvalidDataException>(() => SymbolVersionPatch.MakeWeak([]));
        Assert.Throws<InvalidDataException>(() => SymbolVersionPatch.MakeWeak(Encoding.ASCII.GetBytes(new string('x', 1000))));
    }

    [Fact, Trait("Kind", "Unit")]
    public void MakeWeak_ElfWithoutSections_FindsNothing()
    {
        var image = new byte[64];
        "\u007fELF\u0002\u0001"u8.CopyTo(image);
        Assert.False(SymbolVersionPatch.MakeWeak(image));
    }

    [Fact, Trait("Kind", "Unit")]
    public void PatchedCopy_LibraryWithoutTheDemand_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var image = new byte[64];
        "\u007fELF\u0002\u0001"u8.CopyTo(image);
        File.WriteAllBytes(folder["libx.so"], image);
        string message = Assert.Throws<InvalidDataException>(
            () => SymbolVersionPatch.PatchedCopy(folder["libx.so"], "1", [folder["cache"]])).Message;
        Assert.Equal($"'{folder["libx.so"]}' does not load, and not for want of GLIBCXX_3.4.32, which could be helped.", message);
    }

    private static string Shipped()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(path), "Only TorchSharp's Linux library asks for GLIBCXX_3.4.32.");
        return path;
    }
}
