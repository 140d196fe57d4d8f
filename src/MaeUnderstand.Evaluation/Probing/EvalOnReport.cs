namespace MaeUnderstand.Evaluation.Probing;

/// <summary>What a probe scored on another folder.</summary>
public sealed record EvalOnReport
{
    /// <summary>What the folder is called.</summary>
    public required string Name { get; init; }

    /// <summary>The folder, as it was named.</summary>
    public required string Folder { get; init; }

    /// <summary>Share of the images whose first guess, of all classes, is right.</summary>
    public required double Top1 { get; init; }

    /// <summary>Share of the images of whose first five guesses one is right.</summary>
    public required double Top5 { get; init; }

    /// <summary>Mean cross-entropy in nats; <see langword="null"/> for neighbours.</summary>
    public double? Loss { get; init; }

    /// <summary>Images that count: those of a known class that could be read.</summary>
    public required int Images { get; init; }

    /// <summary>Folders that are named as a class of the training images.</summary>
    public required int Classes { get; init; }

    /// <summary>Folders that are not, whose images were left out.</summary>
    public required int UnmatchedFolders { get; init; }

    /// <summary>The names of the first of these.</summary>
    public required IReadOnlyList<string> UnmatchedNames { get; init; }
}
