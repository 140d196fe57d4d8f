namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>What a classifier scored on a data set.</summary>
public sealed record RobustnessResult
{
    /// <summary>The data set's name on the command line.</summary>
    public required string Set { get; init; }

    /// <summary>Its column in the paper's tables.</summary>
    public required string Column { get; init; }

    /// <summary>The folder of its class folders.</summary>
    public required string Folder { get; init; }

    /// <summary>Images that count: those that could be read.</summary>
    public required long Images { get; init; }

    /// <summary>Images that the data set has.</summary>
    public required int ExpectedImages { get; init; }

    /// <summary>Images that could not be read.</summary>
    public required long UnreadableImages { get; init; }

    /// <summary>Class folders that are there.</summary>
    public required int Folders { get; init; }

    /// <summary>Class folders that the data set has.</summary>
    public required int ExpectedFolders { get; init; }

    /// <summary>Folders that were left out, as they are of no class of ImageNet.</summary>
    public required int OtherFolders { get; init; }

    /// <summary>Share of the images whose first guess among the data set's classes is right; <see langword="null"/> where these are all of
    /// ImageNet's.</summary>
    public double? RestrictedTop1 { get; init; }

    /// <summary>Share of the images whose first guess among ImageNet's thousand classes is right.</summary>
    public required double Top1 { get; init; }

    /// <summary>Share of the images of whose first five guesses among ImageNet's thousand classes one is right.</summary>
    public required double Top5 { get; init; }
}
