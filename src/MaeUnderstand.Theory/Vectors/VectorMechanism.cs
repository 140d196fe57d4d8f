using MaeUnderstand.Masking;

namespace MaeUnderstand.Theory.Vectors;

/// <summary>
/// An invertible, analytic and well-conditioned map g_v of a vector onto one of the same length: a random rotation, the
/// <see cref="SmoothLeak"/> of every component, another random rotation. The singular values of its Jacobian lie within a factor of 9 of
/// each other, so that every part of the input shows in the output; independent normal inputs give outputs of variance 1.
/// </summary>
internal sealed class VectorMechanism
{
    private readonly OrthogonalMatrix before;
    private readonly OrthogonalMatrix after;

    /// <summary>Draws a map.</summary>
    /// <param name="dimension">Length of its input and of its output.</param>
    /// <param name="key">Names it.</param>
    public VectorMechanism(int dimension, RandomKey key)
    {
        var random = new KeyedRandom(key);
        before = OrthogonalMatrix.Draw(dimension, ref random);
        after = OrthogonalMatrix.Draw(dimension, ref random);
    }

    /// <summary>Length of the input and of the output.</summary>
    public int Dimension => before.Size;

    /// <summary>g(input).</summary>
    /// <param name="input">[dimension]; used as working memory.</param>
    /// <param name="output">[dimension]</param>
    public void Apply(Span<double> input, Span<double> output)
    {
        before.Multiply(input, output);
        for (int i = 0; i < Dimension; i++)
            input[i] = SmoothLeak.Apply(output[i]);
        after.Multiply(input, output);
    }

    /// <summary>The input whose g is the given output.</summary>
    /// <param name="output">[dimension]</param>
    /// <param name="input">[dimension]</param>
    public void Invert(ReadOnlySpan<double> output, Span<double> input)
    {
        Span<double> bent = stackalloc double[Dimension];
        after.MultiplyTransposed(output, bent);
        for (int i = 0; i < Dimension; i++)
            bent[i] = SmoothLeak.Invert(bent[i]);
        before.MultiplyTransposed(bent, input);
    }
}
