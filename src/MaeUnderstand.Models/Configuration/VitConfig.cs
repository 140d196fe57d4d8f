namespace MaeUnderstand.Models.Configuration;

/// <summary>The shape of a vision transformer.</summary>
public sealed record VitConfig
{
    /// <summary>Image side in pixels; a multiple of <see cref="PatchSize"/>.</summary>
    public required int ImageSize { get; init; }

    /// <summary>P, the ViT's patch side in pixels.</summary>
    public required int PatchSize { get; init; }

    /// <summary>D, the width of the tokens.</summary>
    public required int Width { get; init; }

    /// <summary>How many blocks.</summary>
    public required int Depth { get; init; }

    /// <summary>N, attention heads; divides the width.</summary>
    public required int Heads { get; init; }

    /// <summary>Width of a block's hidden layer ÷ token width.</summary>
    public int MlpRatio { get; init; } = 4;

    /// <summary>Tokens along a side of the image.</summary>
    public int GridSize => ImageSize / PatchSize;

    /// <summary>L, the number of patch tokens.</summary>
    public int TokenCount => GridSize * GridSize;

    /// <summary>Numbers in a patch: P·P·3.</summary>
    public int PatchLength => PatchSize * PatchSize * 3;

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems()
    {
        if (ImageSize < 1)
            yield return $"--image-size must be at least 1 pixel, but is {ImageSize}.";
        if (PatchSize < 1)
            yield return $"--patch must be at least 1 pixel, but is {PatchSize}.";
        else if (ImageSize % PatchSize != 0)
        {
            yield return $"--image-size {ImageSize} is not a multiple of --patch {PatchSize}; " +
                (ImageSize < PatchSize
                    ? $"the smallest is {PatchSize}."
                    : $"the nearest are {ImageSize / PatchSize * PatchSize} and {(ImageSize / PatchSize + 1) * PatchSize}.");
        }
        foreach (string problem in TransformerProblems("encoder", Width, Depth, Heads))
            yield return problem;
        if (MlpRatio < 1)
            yield return $"The MLP ratio must be at least 1, but is {MlpRatio}.";
    }

    /// <summary>The faults of one transformer stack.</summary>
    internal static IEnumerable<string> TransformerProblems(string part, int width, int depth, int heads)
    {
        if (depth < 1)
            yield return $"The {part} needs at least 1 block, but its depth is {depth}.";
        if (heads < 1)
            yield return $"The {part} needs at least 1 head, but has {heads}.";
        else if (width % heads != 0)
            yield return $"The {part}'s width {width} is not divisible by its {heads} heads.";
        if (width < 4 || width % 4 != 0)
            yield return $"The {part}'s width must be a multiple of 4 (for the sin-cos position embedding), but is {width}.";
    }
}
