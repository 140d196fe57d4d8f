using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MaeUnderstand.Torch.Files;

namespace MaeUnderstand.Torch.Native;

/// <summary>
/// Makes an ELF library's demand for the symbol version GLIBCXX_3.4.32 optional. TorchSharp's bridge refers to one symbol of that
/// version, <c>_ZSt21ios_base_library_initv</c>, which nothing calls: it only makes the loader reject older libstdc++. The weak flag
/// of the version-needed entry (ELF section <c>.gnu.version_r</c>, <c>vna_flags</c> of the <c>Elfxx_Vernaux</c>) lifts the demand.
/// </summary>
internal static class SymbolVersionPatch
{
    private const string NeedlessVersion = "GLIBCXX_3.4.32";
    private const uint VersionNeedSection = 0x6ffffffe;    // SHT_GNU_verneed
    private const ushort WeakFlag = 0x2;                   // VER_FLG_WEAK

    /// <summary>Writes (or finds) a patched copy of a library.</summary>
    /// <param name="shipped">The library as shipped; left as it is.</param>
    /// <param name="version">The package version, part of the copy's name.</param>
    /// <param name="folders">Where copies may be kept, the best place first; made if need be.</param>
    /// <returns>The copy's full path. Its name holds the version and a hash of the content, and its bytes are compared.</returns>
    /// <exception cref="InvalidDataException">The file is no 64-bit little-endian ELF library, or it does not ask for the version.</exception>
    /// <exception cref="IOException">No folder can be written.</exception>
    public static string PatchedCopy(string shipped, string version, IEnumerable<string> folders)
    {
        byte[] image = File.ReadAllBytes(shipped);
        string hash = Convert.ToHexStringLower(SHA256.HashData(image))[..16];
        if (!MakeWeak(image))
            throw new InvalidDataException($"'{shipped}' does not load, and not for want of {NeedlessVersion}, which could be helped.");

        Exception? fault = null;
        foreach (string folder in folders)
        {
            string path = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(shipped)}-{version}-{hash}.so");
            try
            {
                if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(image))
                {
                    Directory.CreateDirectory(folder);
                    AtomicFile.Write(path, temporary => File.WriteAllBytes(temporary, image));
                }
                return path;
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                fault = refused;
            }
        }
        throw new IOException($"A working copy of '{shipped}' can be kept nowhere: {fault?.Message}", fault);
    }

    /// <summary>Sets the weak flag of every entry for the needless version, in place.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="InvalidDataException">It is no 64-bit little-endian ELF file, or a damaged one.</exception>
    internal static bool MakeWeak(Span<byte> image)
    {
        if (image.Length < 64 || !image[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("Not a 64-bit little-endian ELF file.");
        try
        {
            return MakeWeakUnchecked(image);
        }
        catch (Exception fault) when (fault is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("A damaged ELF file: its tables point outside it.", fault);
        }
    }

    private static bool MakeWeakUnchecked(Span<byte> image)
    {

        int sectionTable = ReadOffset(image, 0x28);
        int sectionSize = BinaryPrimitives.ReadUInt16LittleEndian(image[0x3A..]);
        int sectionCount = BinaryPrimitives.ReadUInt16LittleEndian(image[0x3C..]);
        bool isFound = false;
        for (int section = 0; section < sectionCount; section++)
        {
            Span<byte> header = image.Slice(sectionTable + section * sectionSize, sectionSize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != VersionNeedSection)
                continue;
            int link = BinaryPrimitives.ReadInt32LittleEndian(header[0x28..]);    // the string table's section
            int strings = ReadOffset(image, sectionTable + link * sectionSize + 0x18);
            isFound |= MakeWeak(image, ReadOffset(header, 0x18), strings);
        }
        return isFound;
    }

    private static bool MakeWeak(Span<byte> image, int need, int strings)
    {
        bool isFound = false;
        while (true)
        {
            Span<byte> verneed = image[need..];
            int auxiliary = need + BinaryPrimitives.ReadInt32LittleEndian(verneed[8..]);      // vn_aux
            for (int left = BinaryPrimitives.ReadUInt16LittleEndian(verneed[2..]); left > 0; left--)    // vn_cnt
            {
                Span<byte> vernaux = image[auxiliary..];
                int name = strings + BinaryPrimitives.ReadInt32LittleEndian(vernaux[8..]);    // vna_name
                if (image[name..].StartsWith(Encoding.ASCII.GetBytes(NeedlessVersion + '\0')))
                {
                    ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(vernaux[4..]);     // vna_flags
                    BinaryPrimitives.WriteUInt16LittleEndian(vernaux[4..], (ushort)(flags | WeakFlag));
                    isFound = true;
                }
                auxiliary += BinaryPrimitives.ReadInt32LittleEndian(vernaux[12..]);           // vna_next
            }
            int next = BinaryPrimitives.ReadInt32LittleEndian(verneed[12..]);                 // vn_next
            if (next == 0)
                return isFound;
            need += next;
        }
    }

    private static int ReadOffset(ReadOnlySpan<byte> image, int at) =>
        checked((int)BinaryPrimitives.ReadUInt64LittleEndian(image[at..]));
}
