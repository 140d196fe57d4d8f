using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Evaluation.Benchmarks;

/// <summary>What <c>mae bench theory</c> measures.</summary>
public sealed record TheoryBenchOptions
{
    private const int FewestNodes = 10_000;      // a hundredth of which can have three edges a node
    private const int MostNodes = 10_000_000;

    /// <summary>Tokens along a side.</summary>
    [Setting("grid", "tokens along a side of the image that masks are located on")]
    public int Grid { get; init; } = 28;

    /// <summary>Masks of each hierarchy.</summary>
    [Setting("masks", "masks to draw and locate on each hierarchy")]
    public int Masks { get; init; } = 10_000;

    /// <summary>Nodes of the largest random graph; others have a tenth and a hundredth of them.</summary>
    [Setting("nodes", "nodes of the largest random graph that a mask is located on; others have a tenth and a hundredth of them")]
    public int Nodes { get; init; } = 1_000_000;

    /// <summary>Measured repetitions.</summary>
    [Setting("repetitions", "measured repetitions, of which the medians count")]
    public int Repetitions { get; init; } = 5;

    /// <summary>Print the JSON line alone.</summary>
    [Setting("json", "print the JSON line alone")]
    public bool Json { get; init; }

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Grid is < 2 or > Theory.Hierarchies.HierarchyShape.LargestSide)
            yield return $"--grid must be between 2 and {Theory.Hierarchies.HierarchyShape.LargestSide}, but is {Grid}.";
        if (Masks is < 2 or > 1_000_000)
            yield return $"--masks must be between 2 and 1000000, but is {Masks}.";
        if (Nodes is < FewestNodes or > MostNodes)
            yield return $"--nodes must be between {FewestNodes} and {MostNodes}, but is {Nodes}.";
        if (Repetitions < 5)
            yield return $"--repetitions must be at least 5 for a median worth quoting, but is {Repetitions}.";
    }
}
