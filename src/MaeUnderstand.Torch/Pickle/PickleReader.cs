using System.Buffers.Binary;
using System.Text;
using MaeUnderstand.Torch.Files;
using Microsoft.Win32.SafeHandles;

namespace MaeUnderstand.Torch.Pickle;

/// <summary>Reads a stretch of a file forwards. Before it allocates, it makes sure that the stretch holds as much.</summary>
internal sealed class PickleReader
{
    private const int LongestLine = 1000;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly PthSource source;
    private readonly SafeFileHandle file;
    private readonly long start;
    private readonly long end;
    private readonly string label;
    private readonly byte[] buffer = new byte[64 * 1024];
    private long bufferEnd;
    private int at;
    private int filled;

    /// <summary>Reads a stretch from its start.</summary>
    /// <param name="source">The file's name.</param>
    /// <param name="file">The file; borrowed.</param>
    /// <param name="start">Where the stretch starts.</param>
    /// <param name="end">Where it ends, inside the file.</param>
    /// <param name="label">What the stretch is called in messages.</param>
    public PickleReader(PthSource source, SafeFileHandle file, long start, long end, string label) =>
        (this.source, this.file, this.start, this.end, this.label, bufferEnd) = (source, file, start, end, label, start);

    /// <summary>Where the next byte stands in the file.</summary>
    public long Position => bufferEnd - (filled - at);

    /// <summary>The bytes that are left.</summary>
    public long Left => end - Position;

    /// <summary>The exception for a fault in the stretch.</summary>
    /// <param name="position">Where the fault is, in the file.</param>
    /// <param name="text">What is wrong.</param>
    public InvalidDataException Fault(long position, string text) =>
        source.Fault($"is damaged at byte {position - start} of {label}: {text}.");

    public byte ReadByte()
    {
        if (at == filled)
            Refill();
        return buffer[at++];
    }

    /// <summary>Reads so many bytes into a fresh array.</summary>
    public byte[] ReadBytes(long count)
    {
        if (count < 0 || count > Math.Min(Left, Array.MaxLength))
            throw Fault(Position, $"{count} bytes should follow, but {Left} do");
        var bytes = new byte[count];
        int buffered = (int)Math.Min(count, filled - at);
        buffer.AsSpan(at, buffered).CopyTo(bytes);
        at += buffered;
        if (buffered < count)
        {
            TensorBytes.ReadExactly(file, source.Path, bufferEnd, bytes.AsSpan(buffered));
            bufferEnd += count - buffered;
            (at, filled) = (0, 0);
        }
        return bytes;
    }

    /// <summary>Passes over so many bytes, which <see cref="Left"/> must allow.</summary>
    public void Skip(long count)
    {
        int buffered = (int)Math.Min(count, filled - at);
        at += buffered;
        if (buffered < count)
        {
            bufferEnd += count - buffered;
            (at, filled) = (0, 0);
        }
    }

    public int ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(ReadBytes(8));

    /// <summary>Reads a big-endian double, the one number of a pickle that is not little-endian.</summary>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(8));

    /// <summary>Reads a text of so many bytes.</summary>
    public string ReadText(long byteCount)
    {
        long position = Position;
        return Decode(ReadBytes(byteCount), position);
    }

    /// <summary>Reads a text up to a line feed, which is dropped.</summary>
    public string ReadLine()
    {
        long position = Position;
        var line = new List<byte>();
        for (byte next = ReadByte(); next != (byte)'\n'; next = ReadByte())
        {
            if (line.Count == LongestLine)
                throw Fault(position, $"a name is longer than {LongestLine} bytes");
            line.Add(next);
        }
        return Decode([.. line], position);
    }

    private string Decode(byte[] bytes, long position)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Fault(position, "a text is not UTF-8");
        }
    }

    private void Refill()
    {
        int count = (int)Math.Min(buffer.Length, end - bufferEnd);
        if (count == 0)
            throw source.Fault($"is cut short: {label} ends at byte {end - start}, in the middle of a pickle.");
        TensorBytes.ReadExactly(file, source.Path, bufferEnd, buffer.AsSpan(0, count));
        bufferEnd += count;
        (at, filled) = (0, count);
    }
}
