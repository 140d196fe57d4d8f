namespace MaeUnderstand.Data;

/// <summary>Operations that replace each value by an entry of a table, which may depend on the whole image.</summary>
internal static class PointOperation
{
    private const int Values = 256;

    /// <summary>Does one operation in place.</summary>
    /// <param name="operation">One of those that work value by value.</param>
    /// <param name="argument">As of <see cref="AugmentStep.Argument"/>.</param>
    /// <param name="chw">[3, H, W].</param>
    /// <exception cref="ArgumentOutOfRangeException">The operation is another one.</exception>
    public static void Apply(AugmentOperation operation, double argument, Span<byte> chw)
    {
        Span<byte> table = stackalloc byte[Values];
        if (operation is AugmentOperation.AutoContrast or AugmentOperation.Equalize)
        {
            int plane = chw.Length / 3;
            for (int at = 0; at < chw.Length; at += plane)
                ApplyToPlane(operation, chw.Slice(at, plane), table);
            return;
        }
        FillTable(operation, argument, chw, table);
        Replace(chw, table);
    }

    private static void ApplyToPlane(AugmentOperation operation, Span<byte> plane, Span<byte> table)
    {
        Span<int> histogram = stackalloc int[Values];
        histogram.Clear();
        foreach (byte value in plane)
            histogram[value]++;
        bool changes = operation == AugmentOperation.AutoContrast ? Stretch(histogram, table) : Equalize(histogram, table);
        if (changes)
            Replace(plane, table);
    }

    private static void FillTable(AugmentOperation operation, double argument, ReadOnlySpan<byte> chw, Span<byte> table)
    {
        int whole = (int)argument;
        var factor = (float)argument;
        byte grey = operation == AugmentOperation.Contrast ? ColourBlend.MeanGrey(chw) : (byte)0;
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = operation switch
            {
                AugmentOperation.Invert => (byte)(255 - i),
                AugmentOperation.Posterize => (byte)(i & ~((1 << (8 - whole)) - 1)),
                AugmentOperation.Solarize => (byte)(i < whole ? i : 255 - i),
                AugmentOperation.SolarizeAdd => (byte)(i < Values / 2 ? Math.Min(255, i + whole) : i),
                AugmentOperation.Contrast or AugmentOperation.Brightness => ColourBlend.Blend(grey, (byte)i, factor),
                _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "This operation has no table."),
            };
        }
    }

    /// <summary>The darkest value becomes 0, the lightest 255.</summary>
    /// <returns>Whether there are two values at all.</returns>
    private static bool Stretch(ReadOnlySpan<int> histogram, Span<byte> table)
    {
        int low = histogram.IndexOfAnyExcept(0);
        int high = histogram.LastIndexOfAnyExcept(0);
        if (high <= low)
            return false;
        double scale = 255.0 / (high - low);
        double offset = -low * scale;
        for (int i = 0; i < table.Length; i++)
            table[i] = (byte)Math.Clamp((int)(i * scale + offset), 0, 255);
        return true;
    }

    /// <summary>Each value becomes the share of the pixels below it.</summary>
    /// <returns>Whether there are two values and enough pixels.</returns>
    private static bool Equalize(ReadOnlySpan<int> histogram, Span<byte> table)
    {
        int pixels = 0;
        foreach (int count in histogram)
            pixels += count;
        int step = (pixels - histogram[histogram.LastIndexOfAnyExcept(0)]) / 255;
        if (step == 0)
            return false;
        int sum = step / 2;
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = (byte)Math.Min(sum / step, 255);
            sum += histogram[i];
        }
        return true;
    }

    private static void Replace(Span<byte> values, ReadOnlySpan<byte> table)
    {
        foreach (ref byte value in values)
            value = table[value];
    }
}
