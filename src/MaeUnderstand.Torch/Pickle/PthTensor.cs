using MaeUnderstand.Torch.Files;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Pickle;

/// <summary>
/// A tensor of a checkpoint: its layout, and a way to read its values. Several may look at the same storage in the file, as tied weights
/// do; each reads only the stretch that it looks at.
/// </summary>
public sealed class PthTensor
{
    private readonly PthSource source;
    private readonly PthStorage storage;

    private PthTensor(PthSource source, PthStorage storage, long storageOffset, long[] shape, long[] stride)
    {
        (this.source, this.storage) = (source, storage);
        (StorageOffset, Shape, Stride) = (storageOffset, shape, stride);
    }

    /// <summary>The type of its elements.</summary>
    public ScalarType ElementType => storage.ElementType;

    /// <summary>Its shape; <c>[]</c> for a single number.</summary>
    public long[] Shape { get; }

    /// <summary>How many elements of the storage lie between neighbours along each dimension; 0 or more.</summary>
    public long[] Stride { get; }

    /// <summary>Where its first element stands in the storage, in elements.</summary>
    public long StorageOffset { get; }

    /// <summary>The file's name for the storage; tensors with the same key share their values.</summary>
    public string StorageKey => storage.Key;

    /// <summary>Whether it was a <c>torch.nn.Parameter</c>.</summary>
    public bool IsParameter { get; private init; }

    /// <summary>Whether it had gradients switched on.</summary>
    public bool RequiresGrad { get; private init; }

    /// <summary>Reads the values.</summary>
    /// <returns>A contiguous tensor on the CPU without gradients, of this shape and type; owned by the caller.</returns>
    /// <exception cref="InvalidDataException">The file has changed since it was loaded.</exception>
    /// <exception cref="IOException">The file cannot be read any more.</exception>
    public Tensor ToTensor()
    {
        using var scope = NewDisposeScope();
        using SafeFileHandle file = source.Reopen();
        long first = storage.FileOffset + StorageOffset * storage.ElementSize;
        if (IsContiguous())
        {
            Tensor whole = empty(Shape, dtype: ElementType, device: CPU);
            TensorBytes.Read(file, source.Path, first, whole);
            return whole.MoveToOuterDisposeScope();
        }
        Tensor stretch = empty([LastIndex(0, Shape, Stride) + 1], dtype: ElementType, device: CPU);
        TensorBytes.Read(file, source.Path, first, stretch);
        return stretch.as_strided(Shape, Stride).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Checks a view against its storage and makes it.</summary>
    /// <exception cref="InvalidDataException">It reaches outside the storage, or has more elements than the file has bytes.</exception>
    internal static PthTensor Create(
        PthSource source, PthStorage storage, long offset, long[] shape, long[] stride, bool requiresGrad)
    {
        const int MostDimensions = 64;               // what libtorch's iterators take
        string Layout() => $"a view of storage {DataFault.Quote(storage.Key)}: shape {DataFault.Show(shape)}, " +
            $"stride {DataFault.Show(stride)}, offset {offset}";
        if (shape.Length != stride.Length || shape.Length > MostDimensions || offset < 0 || shape.Any(IsNegative) || stride.Any(IsNegative))
            throw source.Fault($"has {Layout()}, which is no layout of a tensor.");
        bool isEmpty = shape.Contains(0);
        long? count = DataFault.ElementCount(shape);
        if (isEmpty && count is null)
            throw source.Fault($"has {Layout()}, which is no layout of a tensor.");
        if (isEmpty ? offset > storage.Count : LastIndex(offset, shape, stride) >= storage.Count)
            throw source.Fault($"has {Layout()}, which reaches outside its {storage.Count} elements.");
        if (!isEmpty && (count is null || count > source.Length))
            throw source.Fault($"has {Layout()}, which repeats values to more elements than the file has bytes.");
        return new PthTensor(source, storage, offset, shape, stride) { RequiresGrad = requiresGrad };
    }

    /// <summary>The same values as a <c>torch.nn.Parameter</c>.</summary>
    internal PthTensor AsParameter(bool requiresGrad) =>
        new(source, storage, StorageOffset, Shape, Stride) { IsParameter = true, RequiresGrad = requiresGrad };

    private static bool IsNegative(long number) => number < 0;

    /// <summary>The highest index that a view without empty dimensions reaches; capped, so that nothing overflows.</summary>
    private static long LastIndex(long offset, long[] shape, long[] stride)
    {
        Int128 last = offset;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            last += (Int128)(shape[axis] - 1) * stride[axis];
            if (last > long.MaxValue)
                return long.MaxValue;
        }
        return (long)last;
    }

    private bool IsContiguous()
    {
        if (Shape.Contains(0))
            return true;
        long expected = 1;
        for (int axis = Shape.Length - 1; axis >= 0; axis--)
        {
            if (Shape[axis] != 1 && Stride[axis] != expected)
                return false;
            expected *= Shape[axis];
        }
        return true;
    }
}
