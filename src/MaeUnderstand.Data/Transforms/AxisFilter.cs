using System.Buffers;

namespace MaeUnderstand.Data;

/// <summary>
/// The weights of Pillow's antialiased bicubic resampling along one axis, as fixed-point numbers, for a window of the outputs.
/// Where the size does not change the weights are those of the identity, so that pass needs no case of its own.
/// </summary>
internal sealed class AxisFilter : IDisposable
{
    /// <summary>Weights are multiples of 2^-22, as Pillow's for 8-bit channels.</summary>
    public const int Bits = 22;

    /// <summary><see cref="Taps"/> is a multiple of this.</summary>
    public const int TapGroup = 2;

    private readonly int[] starts;
    private readonly int[] weights;

    private AxisFilter(int count, int taps)
    {
        Count = count;
        Taps = taps;
        starts = ArrayPool<int>.Shared.Rent(count);
        weights = ArrayPool<int>.Shared.Rent(checked(count * taps));
    }

    /// <summary>Outputs in the window.</summary>
    public int Count { get; }

    /// <summary>Weights an output has; the last ones may be 0 and reach past the input.</summary>
    public int Taps { get; }

    /// <summary>The first input that the window looks at.</summary>
    public int SourceFirst { get; private set; }

    /// <summary>Inputs that the window looks at.</summary>
    public int SourceCount { get; private set; }

    /// <summary>The first input of each output, counted from <see cref="SourceFirst"/>; never decreasing.</summary>
    public ReadOnlySpan<int> Starts => starts.AsSpan(0, Count);

    /// <summary>[Count, Taps], the weights of each output.</summary>
    public ReadOnlySpan<int> Weights => weights.AsSpan(0, Count * Taps);

    /// <summary>The weights for all outputs.</summary>
    public static AxisFilter Create(int inputs, int outputs) => Create(inputs, outputs, 0, outputs);

    /// <summary>The weights for <paramref name="count"/> outputs from <paramref name="first"/> on.</summary>
    /// <param name="inputs">Size of the axis before.</param>
    /// <param name="outputs">Size of the whole axis afterwards.</param>
    /// <param name="first">First output wanted.</param>
    /// <param name="count">Outputs wanted.</param>
    /// <returns>The filter; owned by the caller, it returns its pooled arrays on disposal.</returns>
    public static AxisFilter Create(int inputs, int outputs, int first, int count) =>
        Create(inputs, 0, inputs, outputs, first, count);

    /// <summary>The weights for a box whose edges may lie within pixels, as of Pillow's <c>resize(…, box=…)</c>.</summary>
    /// <param name="inputs">Pixels that the box touches.</param>
    /// <param name="start">Where in the first of them the box starts, 0 to 1.</param>
    /// <param name="length">Length of the box in pixels.</param>
    /// <param name="outputs">Size of the whole axis afterwards.</param>
    /// <returns>The filter; owned by the caller.</returns>
    public static AxisFilter Create(int inputs, double start, double length, int outputs) =>
        Create(inputs, start, length, outputs, 0, outputs);

    private static AxisFilter Create(int inputs, double start, double length, int outputs, int first, int count)
    {
        double scale = length / outputs;
        double stretch = Math.Max(scale, 1.0);
        double support = 2.0 * stretch;
        int mostTaps = Math.Min((int)(2 * support) + 1, inputs);
        int taps = (mostTaps + TapGroup - 1) / TapGroup * TapGroup;
        var filter = new AxisFilter(count, taps);
        Span<double> exact = taps <= 256 ? stackalloc double[taps] : new double[taps];
        int end = 0;
        for (int i = 0; i < count; i++)
        {
            double centre = start + (first + i + 0.5) * scale;
            int from = Math.Max((int)(centre - support + 0.5), 0);
            int to = Math.Min((int)(centre + support + 0.5), inputs);
            Quantise(exact[..(to - from)], from - centre + 0.5, 1.0 / stretch, filter.weights.AsSpan(i * taps, taps));
            filter.starts[i] = from;
            end = to;
        }
        filter.SourceFirst = filter.starts[0];
        filter.SourceCount = end - filter.SourceFirst;
        foreach (ref int from in filter.starts.AsSpan(0, count))
            from -= filter.SourceFirst;
        return filter;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(starts);
        ArrayPool<int>.Shared.Return(weights);
    }

    private static void Quantise(Span<double> exact, double firstDistance, double squeeze, Span<int> fixedPoint)
    {
        double sum = 0;
        for (int k = 0; k < exact.Length; k++)
        {
            exact[k] = Bicubic((k + firstDistance) * squeeze);
            sum += exact[k];
        }
        for (int k = 0; k < exact.Length; k++)
        {
            double weight = exact[k] / sum * (1 << Bits);
            fixedPoint[k] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
        }
        fixedPoint[exact.Length..].Clear();
    }

    /// <summary>Keys' cubic convolution kernel with a = −1/2.</summary>
    private static double Bicubic(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        if (x < 1.0)
            return ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0;
        return x < 2.0 ? (((x - 5.0) * x + 8.0) * x - 4.0) * A : 0.0;
    }
}
