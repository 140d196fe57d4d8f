using System.Buffers.Binary;

namespace MaeUnderstand.Data;

/// <summary>
/// Looks for a JPEG's end. The decoder fills what is missing with grey and reports success, for a crop above the missing part even
/// rightly, so a file that was cut short would train unseen. Like Pillow, we refuse a file without an end-of-image marker.
/// </summary>
internal static class JpegMarkers
{
    private const int StartOfScan = 0xDA;

    /// <summary>Whether an end-of-image marker follows the start of the first scan.</summary>
    public static bool HasEnd(ReadOnlySpan<byte> jpeg)
    {
        int at = 2;                                                       // behind the start-of-image marker
        while (at + 4 <= jpeg.Length && jpeg[at] == 0xFF)
        {
            int marker = jpeg[at + 1];
            if (marker == 0xFF)                                           // a fill byte
            {
                at++;
                continue;
            }
            int length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
            at += 2 + length;
            if (marker == StartOfScan)
                break;
        }
        // From here on an entropy-coded 0xFF is followed by 0 or a restart marker; a thumbnail's own end lies before.
        return at < jpeg.Length && jpeg[at..].LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) >= 0;
    }
}
