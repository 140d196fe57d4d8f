using static TorchSharp.torch;

namespace MaeUnderstand.Data;

/// <summary>A batch on its way: its rows are filled one by one, by any thread, each row by one.</summary>
internal sealed class BatchSlot(long number, int epoch, int positionInEpoch, int firstPosition, int[] order, Tensor pixels, int count)
{
    // The tensor's memory stays where it is; asking the tensor for it at every image would cost a kilobyte of garbage.
    private readonly nint address = AddressOf(pixels);
    private readonly int imageBytes = checked((int)(pixels.numel() / pixels.shape[0]));
    private readonly int[] labels = new int[count];
    private readonly int[] indices = new int[count];
    private readonly BadImage?[] bad = new BadImage?[count];
    private readonly Exception?[] failures = new Exception?[count];
    private int taken;
    private int filled;

    public long Number => number;

    public int Epoch => epoch;

    public int PositionInEpoch => positionInEpoch;

    /// <summary>uint8 [B or more, 3, H, W]; rented by whoever holds the slot.</summary>
    public Tensor Pixels => pixels;

    public int Count => count;

    public int[] Labels => labels;

    public int[] Indices => indices;

    /// <summary>Whether a row is left to take. The stream's lock guards this, <see cref="TakeRow"/> and <see cref="CountFilled"/>.</summary>
    public bool HasRows => taken < count;

    public bool IsFilled => filled == count;

    public int TakeRow() => taken++;

    public void CountFilled() => filled++;

    /// <summary>Fills a row that was taken. What goes wrong is kept for whoever takes the batch.</summary>
    public void Fill(int row, SampleReader reader)
    {
#pragma warning disable CA1031 // an exception must not end a worker's thread, and with it the process: the consumer rethrows it
        try
        {
            Sample sample = reader.Read(order, epoch, firstPosition + row, Row(row));
            (indices[row], labels[row], bad[row], failures[row]) = (sample.Index, sample.Label, sample.Bad, sample.Failure);
        }
        catch (Exception fault)
        {
            failures[row] = fault;
        }
#pragma warning restore CA1031
    }

    private unsafe Span<byte> Row(int row) => new((byte*)address + (long)row * imageBytes, imageBytes);

    private static unsafe nint AddressOf(Tensor tensor)
    {
        fixed (byte* start = tensor.bytes)
            return (nint)start;
    }

    public IEnumerable<BadImage> BadImages() => bad.OfType<BadImage>();

    /// <summary>The first row's failure, so that it does not depend on which worker was faster.</summary>
    public Exception? Failure() => Array.Find(failures, failure => failure is not null);
}
