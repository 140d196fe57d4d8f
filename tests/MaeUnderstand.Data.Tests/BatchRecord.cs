namespace MaeUnderstand.Data.Tests;

/// <summary>A batch's content, kept after the batch is gone.</summary>
internal sealed record BatchRecord(long Number, int Epoch, int Position, string Labels, string Indices, string Pixels, int BadImages)
{
    public static List<BatchRecord> ReadAll(BatchLoader loader, long first, long end)
    {
        var records = new List<BatchRecord>();
        foreach (ImageBatch batch in loader.Read(first, end))
        {
            using (batch)
                records.Add(Of(batch));
        }
        return records;
    }

    public static BatchRecord Of(ImageBatch batch) => new(
        batch.Number, batch.Epoch, batch.PositionInEpoch, string.Join(' ', batch.Labels), string.Join(' ', batch.Indices),
        Convert.ToHexString(batch.Pixels.bytes), batch.BadImages);
}
