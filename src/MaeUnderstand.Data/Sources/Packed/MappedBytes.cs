using Microsoft.Win32.SafeHandles;

namespace MaeUnderstand.Data;

/// <summary>A part of a mapped file; keeps the mapping alive until it is disposed.</summary>
internal sealed class MappedBytes : IDisposable
{
    private readonly SafeMemoryMappedViewHandle view;
    private readonly long offset;
    private readonly int length;
    private bool isDisposed;

    /// <param name="view">A view of the file from its start.</param>
    /// <param name="offset">First byte; inside the view, as is the last.</param>
    /// <param name="length">Bytes.</param>
    public MappedBytes(SafeMemoryMappedViewHandle view, long offset, int length)
    {
        (this.view, this.offset, this.length) = (view, offset, length);
        bool isAdded = false;
        view.DangerousAddRef(ref isAdded);
    }

    public unsafe ReadOnlySpan<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            return new((byte*)view.DangerousGetHandle() + offset, length);
        }
    }

    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        view.DangerousRelease();
    }
}
