using System.Buffers.Binary;

namespace MaeUnderstand.Fuzz.Mutation;

/// <summary>Changes bytes without knowing what they mean.</summary>
/// <param name="random">Every choice comes from here.</param>
/// <param name="words">Byte sequences worth inserting.</param>
/// <param name="longest">Results are cut to this.</param>
internal sealed class ByteMutator(Random random, IReadOnlyList<byte[]> words, int longest)
{
    private const int MostEdits = 6;
    private const int LongestStretch = 64;

    private static readonly long[] Telling =
    [
        0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 100, 127, 128, 255, 256, 257, 1000, 4095, 4096, 4097, 32767, 32768, 65535, 65536,
        0x7FFFFF, 0xFFFFFF, int.MaxValue - 1, int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32, 1L << 40, 1L << 61, 1L << 62,
        long.MaxValue - 7, long.MaxValue, long.MinValue, -1, -2, -128, -32768, int.MinValue,
    ];

    /// <summary>The source of every choice, for changes of the same input that know its form.</summary>
    public Random Random { get; } = random;

    /// <summary>A number that readers tend to treat wrongly.</summary>
    public static long TellingNumber(Random random) => Telling[random.Next(Telling.Length)];

    /// <summary>Changes a few places.</summary>
    public byte[] Mutate(byte[] input)
    {
        byte[] result = input;
        for (int edits = Random.Next(1, MostEdits + 1); edits > 0; edits--)
            result = Edit(result);
        return result.Length > longest ? result[..longest] : result;
    }

    /// <summary>The start of one input and the end of another.</summary>
    public byte[] Splice(byte[] first, byte[] second)
    {
        byte[] result = [.. first[..Random.Next(first.Length + 1)], .. second[Random.Next(second.Length + 1)..]];
        return result.Length > longest ? result[..longest] : result;
    }

    private byte[] Edit(byte[] bytes)
    {
        int at = Random.Next(bytes.Length + 1);
        int stretch = Math.Min(Random.Next(1, Random.Next(2) == 0 ? 5 : LongestStretch), bytes.Length - at);
        switch (Random.Next(10))
        {
            case 0 when at < bytes.Length:
                return Overwrite(bytes, at, [(byte)(bytes[at] ^ 1 << Random.Next(8))]);
            case 1:
                return Overwrite(bytes, at, [(byte)Random.Next(256)]);
            case 2 when at < bytes.Length:
                return Overwrite(bytes, at, [(byte)(bytes[at] + Random.Next(-16, 17))]);
            case 3:
                return Overwrite(bytes, at, Number());
            case 4 when words.Count > 0:
                return Overwrite(bytes, at, words[Random.Next(words.Count)]);
            case 5 when words.Count > 0:
                return [.. bytes[..at], .. words[Random.Next(words.Count)], .. bytes[at..]];
            case 6:
                return [.. bytes[..at], .. bytes[(at + stretch)..]];
            case 7:
                return [.. bytes[..(at + stretch)], .. bytes[at..]];
            case 8:                                              // a stretch at another place
                int to = Random.Next(bytes.Length + 1);
                return Random.Next(2) == 0
                    ? Overwrite(bytes, to, bytes.AsSpan(at, stretch))
                    : [.. bytes[..to], .. bytes[at..(at + stretch)], .. bytes[to..]];
            case 9 when Random.Next(4) == 0:
                return bytes[..at];
            default:
                return [.. bytes[..at], (byte)Random.Next(256), .. bytes[at..]];
        }
    }

    /// <summary>A telling number, 1 to 8 bytes wide, of either byte order.</summary>
    private byte[] Number()
    {
        var eight = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(eight, TellingNumber(Random) + Random.Next(-1, 2));
        byte[] number = eight[..(1 << Random.Next(4))];
        if (Random.Next(2) == 0)
            Array.Reverse(number);
        return number;
    }

    private static byte[] Overwrite(byte[] bytes, int at, ReadOnlySpan<byte> values)
    {
        byte[] copy = [.. bytes];
        values[..Math.Min(values.Length, copy.Length - at)].CopyTo(copy.AsSpan(at));
        return copy;
    }
}
