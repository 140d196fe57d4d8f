using System.Numerics;

namespace MaeUnderstand.Torch.Pickle;

/// <summary>The instructions that put a plain value on the stack.</summary>
internal static class PickleLiterals
{
    private const int LongestInteger = 256;      // bytes; Python's have no bound, those of checkpoints are counts and seeds

    /// <summary>Reads the value of an instruction.</summary>
    /// <param name="opcode">The instruction, read already.</param>
    /// <param name="reader">Stands behind it.</param>
    /// <param name="value">A <see langword="null"/>, <see cref="bool"/>, <see cref="long"/>, <see cref="BigInteger"/> (beyond 64 bits),
    /// <see cref="double"/>, <see cref="string"/> or <see cref="byte"/> array.</param>
    /// <returns>Whether it is an instruction of this kind.</returns>
    /// <exception cref="InvalidDataException">The value is malformed or cut short.</exception>
    public static bool TryRead(PickleOpcode opcode, PickleReader reader, out object? value)
    {
        value = null;
        switch (opcode)
        {
            case PickleOpcode.None: break;
            case PickleOpcode.NewTrue: value = true; break;
            case PickleOpcode.NewFalse: value = false; break;
            case PickleOpcode.BinInt: value = (long)reader.ReadInt32(); break;
            case PickleOpcode.BinInt1: value = (long)reader.ReadByte(); break;
            case PickleOpcode.BinInt2: value = (long)reader.ReadUInt16(); break;
            case PickleOpcode.Long1: ReadInteger(reader, reader.ReadByte(), out value); break;
            case PickleOpcode.Long4: ReadInteger(reader, reader.ReadInt32(), out value); break;
            case PickleOpcode.BinFloat: value = reader.ReadDouble(); break;
            case PickleOpcode.ShortBinUnicode or PickleOpcode.ShortBinString: value = reader.ReadText(reader.ReadByte()); break;
            case PickleOpcode.BinUnicode: value = reader.ReadText(reader.ReadUInt32()); break;
            case PickleOpcode.BinString: value = reader.ReadText(reader.ReadInt32()); break;
            case PickleOpcode.BinUnicode8: value = reader.ReadText(reader.ReadInt64()); break;
            case PickleOpcode.ShortBinBytes: value = reader.ReadBytes(reader.ReadByte()); break;
            case PickleOpcode.BinBytes: value = reader.ReadBytes(reader.ReadUInt32()); break;
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8: value = reader.ReadBytes(reader.ReadInt64()); break;
            default: return false;
        }
        return true;
    }

    private static void ReadInteger(PickleReader reader, int byteCount, out object? value)
    {
        if (byteCount is < 0 or > LongestInteger)
            throw reader.Fault(reader.Position, $"an integer of {byteCount} bytes; at most {LongestInteger} are read");
        var number = new BigInteger(reader.ReadBytes(byteCount));        // little-endian two's complement, as in the pickle
        if (number >= long.MinValue && number <= long.MaxValue)
            value = (long)number;
        else
            value = number;
    }
}
