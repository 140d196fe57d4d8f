namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>A row of the paper's Table 1, the paper's own rows of such a model, and what the row was made from.</summary>
public sealed record RobustnessReport
{
    /// <summary>The checkpoint.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>The head's file.</summary>
    public required string Head { get; init; }

    /// <summary>Whether the probe was of random weights in place of the checkpoint's, which are none of the paper's models.</summary>
    public required bool HasRandomWeights { get; init; }

    /// <summary>Side of a ViT patch in pixels.</summary>
    public required int VitPatch { get; init; }

    /// <summary>The mask ratio of pretraining, where the checkpoint says.</summary>
    public double? MaskRatio { get; init; }

    /// <summary>Side of a mask unit in pixels, where the checkpoint says.</summary>
    public int? MaskPatch { get; init; }

    /// <summary>Where the column IN1K is from; <see langword="null"/> where nothing gives it.</summary>
    public string? In1kSource { get; init; }

    /// <summary>Images of the probe's report, where the column is from there.</summary>
    public int? In1kImages { get; init; }

    /// <summary>Top-1 in per cent by column, among ImageNet's thousand classes.</summary>
    public required IReadOnlyDictionary<string, double> Top1AmongThousand { get; init; }

    /// <summary>Top-1 in per cent by column, among the classes of each data set.</summary>
    public required IReadOnlyDictionary<string, double> Top1AmongSetClasses { get; init; }

    /// <summary>The paper's rows.</summary>
    public required IReadOnlyList<PaperRow> Paper { get; init; }

    /// <summary>The data sets.</summary>
    public required IReadOnlyList<RobustnessResult> Sets { get; init; }

    /// <summary>A row's values from the results.</summary>
    /// <param name="results">The results.</param>
    /// <param name="in1k">Top-1 on ImageNet itself as a share, where it is known and not among the results.</param>
    /// <param name="isRestricted">Whether among the classes of each data set.</param>
    public static IReadOnlyDictionary<string, double> RowOf(IReadOnlyList<RobustnessResult> results, double? in1k, bool isRestricted)
    {
        ArgumentNullException.ThrowIfNull(results);
        var row = new Dictionary<string, double>();
        if (in1k is { } share)
            row[RobustnessSets.ImageNetValidation.Column] = 100 * share;
        foreach (RobustnessResult result in results)
            row[result.Column] = 100 * (isRestricted ? result.RestrictedTop1 ?? result.Top1 : result.Top1);
        return row;
    }
}
