namespace MaeUnderstand.Theory.Hierarchies;

/// <summary>The size of a hierarchy over an image.</summary>
public sealed record HierarchyShape
{
    /// <summary>The most tokens along a side.</summary>
    public const int LargestSide = 256;

    /// <summary>Rows of pixels or tokens, the observables.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns of pixels or tokens.</summary>
    public required int Columns { get; init; }

    /// <summary>Levels of latents at most; <see langword="null"/>: as many as it takes to come to one root. With fewer levels the
    /// hierarchy has as many roots as its highest level has latents.</summary>
    public int? Depth { get; init; }

    /// <summary>k: a latent generates about k × k of the level below. Default 2: the fewest that make a square.</summary>
    public int Branching { get; init; } = 2;

    /// <summary>Every fault, a line each, in the words of the command line.</summary>
    public IEnumerable<string> Problems()
    {
        if (Rows is < 1 or > LargestSide || Columns is < 1 or > LargestSide || Rows * Columns < 2)
            yield return $"--grid must be between 2 and {LargestSide}, but is {(Rows == Columns ? Rows : $"{Rows} x {Columns}")}.";
        if (Depth < 1)
            yield return $"--depth must be at least 1, but is {Depth}.";
        if (Branching is < 2 or > LargestSide)
            yield return $"--branching must be between 2 and {LargestSide}, but is {Branching}.";
    }
}
