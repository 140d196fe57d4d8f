using System.Buffers.Binary;

namespace MaeUnderstand.Data;

/// <summary>What the segments before a JPEG's first scan say; default where they are not in order.</summary>
/// <param name="Process">The frame's marker, 0xC0 for baseline, 0xC2 for progressive; 0 where there is none.</param>
/// <param name="HeightOffset">The byte at which the frame's height stands.</param>
/// <param name="Height">Rows.</param>
/// <param name="Components">Colour components.</param>
/// <param name="ScanComponents">Those of the first scan.</param>
/// <param name="HasRestarts">Whether restart markers divide the scans.</param>
/// <param name="ScanOffset">The byte at which the first scan's data starts; past the end where there is no scan.</param>
internal readonly record struct JpegFrame(
    int Process, int HeightOffset, int Height, int Components, int ScanComponents, bool HasRestarts, int ScanOffset)
{
    private const int StartOfScan = 0xDA;
    private const int RestartInterval = 0xDD;

    /// <summary>Whether this is Huffman-coded baseline, extended or progressive, grey or in three colours.</summary>
    public bool IsCommon => Process is 0xC0 or 0xC1 or 0xC2 && Components is 1 or 3;

    /// <summary>Whether rows come one after another in a single uninterrupted scan, so that a decoder may stop between them.</summary>
    public bool IsSequential => Process is 0xC0 or 0xC1 && ScanComponents == Components && !HasRestarts;

    /// <summary>Reads the segments before the first scan.</summary>
    public static JpegFrame Read(ReadOnlySpan<byte> jpeg)
    {
        JpegFrame frame = default;
        int at = 2;                                                       // behind the start-of-image marker
        while (at + 4 <= jpeg.Length && jpeg[at] == 0xFF)
        {
            int marker = jpeg[at + 1];
            if (marker == 0xFF)                                           // a fill byte
            {
                at++;
                continue;
            }
            ReadOnlySpan<byte> content = jpeg[(at + 4)..];
            if (IsFrame(marker) && content.Length >= 6)
            {
                frame = frame with
                {
                    Process = marker,
                    HeightOffset = at + 5,
                    Height = BinaryPrimitives.ReadUInt16BigEndian(content[1..]),
                    Components = content[5],
                };
            }
            else if (marker == RestartInterval && content.Length >= 2)
            {
                frame = frame with { HasRestarts = BinaryPrimitives.ReadUInt16BigEndian(content) > 0 };
            }
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
            if (marker == StartOfScan)
                return frame with { ScanComponents = content.IsEmpty ? 0 : content[0], ScanOffset = at };
        }
        return frame with { ScanOffset = at };
    }

    /// <summary>
    /// Whether an end-of-image marker follows the start of the first scan. The decoder fills what is missing with grey and reports
    /// success, for a crop above the missing part even rightly, so a file that was cut short would train unseen. Like Pillow, we
    /// refuse a file without this marker.
    /// </summary>
    public bool HasEnd(ReadOnlySpan<byte> jpeg) =>
        // From here on an entropy-coded 0xFF is followed by 0 or a restart marker; a thumbnail's own end lies before.
        ScanOffset < jpeg.Length && jpeg[ScanOffset..].LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) >= 0;

    private static bool IsFrame(int marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
