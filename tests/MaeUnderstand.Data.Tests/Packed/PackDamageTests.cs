using System.Buffers.Binary;
using System.IO.Hashing;

namespace MaeUnderstand.Data.Tests;

/// <summary>Files that are not what <c>mae data pack</c> wrote: refused in one sentence, whatever is wrong with them.</summary>
public sealed class PackDamageTests : IDisposable
{
    // Two raw images of 2×1 and 1×3 pixels, classes "one" and "two", paths "one/a" and "two/bc": the index starts at 56 + 6 + 9.
    private const int IndexOffset = 71;

    private readonly TemporaryFolder folder = new();
    private readonly byte[] sound = Sound();

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Open_Sound_ReadsThePixels()
    {
        using PackedImages packed = Open(sound);
        Assert.Equal((2, 0, 1), (packed.Count, packed.LabelOf(0), packed.LabelOf(1)));
        using IImageReader image = packed.Open(1, 0);
        Assert.Equal((1, 3), (image.Width, image.Height));
        Assert.Equal([11, 12, 13, 14, 15, 16, 17, 18, 19], PixelImage.Decode(image).Rgb);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_EachPrefix_IsRefused()
    {
        for (int length = 0; length < sound.Length; length++)
            Assert.StartsWith($"'{folder["shard"]}' ", Fault(sound[..length]));
        Assert.Contains($"is cut short: it has 100 bytes, but should have {sound.Length}: pack the images again.", Fault(sound[..100]));
        Assert.Contains($"has {sound.Length + 1} bytes, but should have {sound.Length}", Fault([.. sound, 0]));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_EachFlippedBit_IsFound()
    {
        for (int bit = 0; bit < 8 * sound.Length; bit++)
        {
            byte[] damaged = [.. sound];
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            if (bit / 8 is < PackFormat.HeaderBytes or >= IndexOffset)
            {
                Fault(damaged);
                continue;
            }
            using PackedImages packed = Open(damaged);
            int bad = bit / 8 < PackFormat.HeaderBytes + 6 ? 0 : 1;
            Assert.Equal($"'{packed.NameOf(bad)}' is damaged: its bytes do not match their checksum.",
                Assert.Throws<InvalidDataException>(() => packed.Open(bad, 0)).Message);
            packed.Open(1 - bad, 0).Dispose();
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_OtherFileOrVersion_SaysSo()
    {
        Assert.Equal($"'{folder["shard"]}' is neither a folder of images nor a file that 'mae data pack' wrote: it does not begin as one.",
            Fault("text"u8.ToArray()));
        byte[] newer = [.. sound];
        newer[8] = 2;
        Assert.EndsWith("has version 2 of the format of packed images; this program reads version 1. Pack the images again.", Fault(newer));
    }

    /// <summary>Numbers that were forged together with the checksums over them.</summary>
    [Theory, Trait("Kind", "Unit")]
    [InlineData(12, 0, "claims 0 images")]
    [InlineData(12, -1, "claims -1 images")]
    [InlineData(12, int.MaxValue, "claims 2147483647 images of 2 classes, for which its index of")]
    [InlineData(12, 1, "names reach past its end")]                          // those of the second entry
    [InlineData(16, 0, "claims 2 images of 0 classes")]
    [InlineData(16, int.MaxValue, "of 2147483647 classes")]
    [InlineData(16, 3, "names reach past its end")]
    [InlineData(28, -1, "is cut short")]                                     // the index's offset and length, upper halves
    [InlineData(28, int.MaxValue, "is cut short")]
    [InlineData(36, int.MaxValue, "is cut short")]
    [InlineData(IndexOffset, 55, "impossible entry for image 0")]            // offset: in the header
    [InlineData(IndexOffset, 66, "impossible entry for image 0")]            // the last byte would be the index's first
    [InlineData(IndexOffset + 4, int.MinValue, "impossible entry for image 0")]
    [InlineData(IndexOffset + 4, int.MaxValue, "impossible entry for image 0")]
    [InlineData(IndexOffset + 8, 0, "impossible entry for image 0")]         // length
    [InlineData(IndexOffset + 8, -1, "impossible entry for image 0")]
    [InlineData(IndexOffset + 8, 5, "impossible entry for image 0")]         // not 3 × width × height
    [InlineData(IndexOffset + 12, int.MaxValue, "impossible entry for image 0")]
    [InlineData(IndexOffset + 16, -1, "impossible entry for image 0")]
    [InlineData(IndexOffset + 20, 2, "impossible entry for image 0")]        // class
    [InlineData(IndexOffset + 20, -1, "impossible entry for image 0")]
    [InlineData(IndexOffset + 24, 2, "impossible entry for image 0")]        // kind
    [InlineData(IndexOffset + 28, 1, "impossible entry for image 0")]
    [InlineData(IndexOffset + 80, 0xFFFF, "names reach past its end")]       // the first name's length
    [InlineData(IndexOffset + 97, 0x77740005, "1 bytes too many in its index")]      // 5, "tw": the last name's length
    public void Open_ForgedNumber_IsRefused(int at, int value, string message)
    {
        byte[] forged = [.. sound];
        BinaryPrimitives.WriteInt32LittleEndian(forged.AsSpan(at), value);
        Assert.Contains(message, Fault(WithChecksums(forged)));
    }

    [Fact, Trait("Kind", "Unit")]
    public void NameOf_ControlCharacters_AreReplaced()
    {
        byte[] forged = [.. sound];
        forged[sound.AsSpan().IndexOf("one/a"u8) + 3] = (byte)'\n';
        using PackedImages packed = Open(WithChecksums(forged));
        Assert.Equal($"{folder["shard"]}:one?a", packed.NameOf(0));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_FileCutShortWhileInUse_IsAnErrorOfTheImage()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A mapped file cannot be cut there.");
        using PackedImages packed = Open(sound);
        Assert.SkipUnless(TryCut(folder["shard"], 60), "There is no program 'truncate'.");
        Assert.Equal($"'{folder["shard"]}' was cut short while in use.",
            Assert.Throws<InvalidDataException>(() => packed.Open(0, 0)).Message);
    }

    /// <summary>From another process, as this one's lock on the file would refuse it.</summary>
    private static bool TryCut(string path, int length)
    {
        try
        {
            using var process = System.Diagnostics.Process.Start("truncate", ["-s", $"{length}", path]);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private string Fault(byte[] bytes) => Assert.Throws<InvalidDataException>(() => Open(bytes)).Message;

    private PackedImages Open(byte[] bytes)
    {
        File.WriteAllBytes(folder["shard"], bytes);
        return PackedImages.Open(folder["shard"]);
    }

    private static byte[] Sound()
    {
        using var file = new MemoryStream();
        var writer = new PackWriter(file);
        writer.Add(new StoredImage([1, 2, 3, 4, 5, 6], 2, 1, IsRaw: true, IsShrunk: false, FileBytes: 6), label: 0, "one/a");
        writer.Add(new StoredImage([11, 12, 13, 14, 15, 16, 17, 18, 19], 1, 3, IsRaw: true, IsShrunk: false, FileBytes: 9), 1, "two/bc");
        long length = writer.Finish(["one", "two"], maxSide: 3);
        Assert.Equal(file.Length, length);
        return file.ToArray();
    }

    private static byte[] WithChecksums(byte[] file)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(40), XxHash3.HashToUInt64(file.AsSpan(IndexOffset)));
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(48), XxHash3.HashToUInt64(file.AsSpan(0, 48)));
        return file;
    }
}
