using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Files;

/// <summary>Moves bytes between files and memory, tensors beyond 2 GB included.</summary>
internal static class TensorBytes
{
    /// <summary>A span reaches at most 2 GB: longer tensors go piece by piece.</summary>
    private const long LongestPiece = 1L << 30;

    private delegate void PieceAction(Span<byte> bytes, long start);

    /// <summary>Opens a file for reading; others may read, rename or delete it meanwhile.</summary>
    public static SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);

    /// <summary>Fills a buffer.</summary>
    /// <exception cref="InvalidDataException">The file ends before that.</exception>
    public static void ReadExactly(SafeFileHandle file, string path, long offset, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int count = RandomAccess.Read(file, bytes, offset);
            if (count == 0)
                throw DataFault.In(path, $"ends at byte {offset}, {bytes.Length} bytes early; was it cut short while it was read?");
            bytes = bytes[count..];
            offset += count;
        }
    }

    /// <summary>Fills a tensor's memory.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="offset">Where the values start in the file.</param>
    /// <param name="destination">Contiguous, on the CPU; borrowed.</param>
    /// <param name="pieceBytes">The longest piece, at least an element.</param>
    /// <exception cref="InvalidDataException">The file ends before that.</exception>
    public static void Read(SafeFileHandle file, string path, long offset, Tensor destination, long pieceBytes = LongestPiece) =>
        ForEachPiece(destination, pieceBytes, (bytes, start) => ReadExactly(file, path, offset + start, bytes));

    /// <summary>Writes a tensor's values in row-major order.</summary>
    /// <param name="write">Receives them, piece by piece.</param>
    /// <param name="source">Of any device and layout; borrowed. Copied where it is not on the CPU or not contiguous.</param>
    /// <param name="pieceBytes">The longest piece, at least an element.</param>
    public static void Write(Action<ReadOnlySpan<byte>> write, Tensor source, long pieceBytes = LongestPiece)
    {
        using Tensor values = source.detach();
        using Tensor local = values.cpu();
        using Tensor contiguous = local.contiguous();
        ForEachPiece(contiguous, pieceBytes, (bytes, _) => write(bytes));
    }

    private static void ForEachPiece(Tensor contiguous, long pieceBytes, PieceAction action)
    {
        long count = contiguous.NumberOfElements;
        if (count == 0)
            return;
        long pieceCount = Math.Max(1, pieceBytes / contiguous.ElementSize);
        using Tensor values = contiguous.detach();
        using Tensor flat = values.view(-1);
        for (long first = 0; first < count; first += pieceCount)
        {
            using Tensor piece = flat.narrow(0, first, Math.Min(pieceCount, count - first));
            action(piece.bytes, first * contiguous.ElementSize);
        }
    }
}
