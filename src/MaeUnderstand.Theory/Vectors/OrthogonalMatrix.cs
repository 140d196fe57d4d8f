using MaeUnderstand.Masking;

namespace MaeUnderstand.Theory.Vectors;

/// <summary>A random orthogonal matrix, uniform over all of them (Haar), whose inverse is its transpose.</summary>
internal sealed class OrthogonalMatrix
{
    private readonly double[] rows;          // [size, size]

    private OrthogonalMatrix(int size, double[] rows) => (Size, this.rows) = (size, rows);

    /// <summary>Rows, and columns.</summary>
    public int Size { get; }

    /// <summary>Draws a matrix: Gram and Schmidt's rows of a normal one.</summary>
    public static OrthogonalMatrix Draw(int size, ref KeyedRandom random)
    {
        var rows = new double[size * size];
        for (int row = 0; row < size; row++)
        {
            Span<double> current = rows.AsSpan(row * size, size);
            for (int column = 0; column < size; column++)
                current[column] = random.NextGaussian();
            for (int pass = 0; pass < 2; pass++)                 // once more takes away what rounding left
            {
                for (int earlier = 0; earlier < row; earlier++)
                {
                    ReadOnlySpan<double> other = rows.AsSpan(earlier * size, size);
                    double share = Dot(current, other);
                    for (int column = 0; column < size; column++)
                        current[column] -= share * other[column];
                }
            }
            double norm = Math.Sqrt(Dot(current, current));
            for (int column = 0; column < size; column++)
                current[column] /= norm;
        }
        return new(size, rows);
    }

    /// <summary>The product with a column.</summary>
    /// <param name="input">[size]</param>
    /// <param name="output">[size]; not the input.</param>
    public void Multiply(ReadOnlySpan<double> input, Span<double> output)
    {
        for (int row = 0; row < Size; row++)
            output[row] = Dot(rows.AsSpan(row * Size, Size), input);
    }

    /// <summary>Undoes <see cref="Multiply"/>.</summary>
    /// <param name="input">[size]</param>
    /// <param name="output">[size]; not the input.</param>
    public void MultiplyTransposed(ReadOnlySpan<double> input, Span<double> output)
    {
        output[..Size].Clear();
        for (int row = 0; row < Size; row++)
        {
            for (int column = 0; column < Size; column++)
                output[column] += rows[row * Size + column] * input[row];
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
