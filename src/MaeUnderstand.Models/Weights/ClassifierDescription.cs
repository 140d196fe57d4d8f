namespace MaeUnderstand.Models.Weights;

/// <summary>What a checkpoint says of its classification head.</summary>
public sealed record ClassifierDescription
{
    /// <summary>Outputs of the head.</summary>
    public required int ClassCount { get; init; }

    /// <summary>How the tokens become the feature that the head reads.</summary>
    public required Pooling Pooling { get; init; }

    /// <summary>The name of each output; <see langword="null"/> where nothing says it, as in a <c>.pth</c> of the reference.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Every fault, a line each.</summary>
    internal IEnumerable<string> Problems()
    {
        if (ClassCount < 1)
            yield return $"The head needs at least 1 class, but has {ClassCount}.";
        if (ClassNames is { } names && names.Count != ClassCount)
            yield return $"The head has {ClassCount} classes, but {names.Count} names of them.";
    }
}
