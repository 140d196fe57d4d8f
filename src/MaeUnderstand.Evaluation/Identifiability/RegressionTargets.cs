using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>Several targets side by side, so that one regression serves them all.</summary>
internal sealed class RegressionTargets
{
    private readonly List<Tensor> parts = [];
    private readonly List<Range> groups = [];
    private int width;

    /// <summary>The columns of each target, in the order in which they came.</summary>
    public IReadOnlyList<Range> Groups => groups;

    /// <summary>Adds a target.</summary>
    /// <param name="values">[N, columns]; borrowed, and must outlive the use of <see cref="Columns"/>.</param>
    /// <returns>Its place in <see cref="Groups"/>.</returns>
    public int Add(Tensor values)
    {
        int columns = (int)values.shape[1];
        parts.Add(values);
        groups.Add(width..(width + columns));
        width += columns;
        return groups.Count - 1;
    }

    /// <summary>All targets.</summary>
    /// <returns>[N, Σ columns]; owned by the caller.</returns>
    public Tensor Columns() => cat(parts, 1);
}
