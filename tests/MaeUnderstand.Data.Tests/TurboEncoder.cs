using System.Runtime.InteropServices;

namespace MaeUnderstand.Data.Tests;

/// <summary>Writes JPEG files of all kinds with libturbojpeg, for tests that need it anyway.</summary>
internal static partial class TurboEncoder
{
    public const int Sampling444 = 0;
    public const int Grey = 3;

    private const int Rgb = 0;
    private const int AccurateDct = 4096;
    private const int ProgressiveFlag = 16384;

    /// <param name="image">The image.</param>
    /// <param name="sampling">TurboJPEG's number: 0 to 5 are 4:4:4, 4:2:2, 4:2:0, grey, 4:4:0 and 4:1:1.</param>
    /// <param name="quality">1 to 100.</param>
    /// <param name="isProgressive">Whether to write several scans.</param>
    /// <param name="restartRows">Rows of blocks between restart markers; 0 writes none.</param>
    public static unsafe byte[] Encode(PixelImage image, int sampling, int quality = 90, bool isProgressive = false, int restartRows = 0)
    {
        nint library = NativeLibrary.Load(TurboJpeg.Installed!.Name);
        var create = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "tjInitCompress");
        var compress = (delegate* unmanaged<nint, byte*, int, int, int, int, byte**, CULong*, int, int, int, int>)
            NativeLibrary.GetExport(library, "tjCompress2");
        var destroy = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "tjDestroy");
        var free = (delegate* unmanaged<byte*, void>)NativeLibrary.GetExport(library, "tjFree");
        nint handle = create();
        byte* jpeg = null;
        var size = new CULong(0);
        if (restartRows > 0)
            Assert.Equal(0, SetVariable("TJ_RESTART", $"{restartRows}", 1));
        try
        {
            fixed (byte* rgb = image.Rgb)
            {
                Assert.Equal(0, compress(
                    handle, rgb, image.Width, 0, image.Height, Rgb, &jpeg, &size, sampling, quality,
                    AccurateDct | (isProgressive ? ProgressiveFlag : 0)));
            }
            return new ReadOnlySpan<byte>(jpeg, (int)size.Value).ToArray();
        }
        finally
        {
            if (restartRows > 0)
                Assert.Equal(0, UnsetVariable("TJ_RESTART"));
            free(jpeg);
            Assert.Equal(0, destroy(handle));
        }
    }

    // The library asks the C runtime, which does not see what .NET sets.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrites);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetVariable(string name);
}
