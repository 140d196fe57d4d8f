using System.Globalization;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>The options that a run's result depends on, beside its graph, mask and seed.</summary>
public sealed record IdentifySettings
{
    /// <summary>See <see cref="IdentifyOptions.Steps"/>.</summary>
    public required int Steps { get; init; }

    /// <summary>See <see cref="IdentifyOptions.Samples"/>.</summary>
    public required int Samples { get; init; }

    /// <summary>See <see cref="IdentifyOptions.HeldOut"/>.</summary>
    public required int HeldOut { get; init; }

    /// <summary>See <see cref="IdentifyOptions.Batch"/>.</summary>
    public required int Batch { get; init; }

    /// <summary>See <see cref="IdentifyOptions.Width"/>.</summary>
    public required int Width { get; init; }

    /// <summary>See <see cref="IdentifyOptions.LearningRate"/>.</summary>
    public required double LearningRate { get; init; }

    /// <summary>See <see cref="IdentifyOptions.DecoderSees"/>.</summary>
    public required DecoderInput DecoderSees { get; init; }

    /// <summary>See <see cref="IdentifyOptions.InverseWeight"/>.</summary>
    public required double InverseWeight { get; init; }

    /// <summary>Takes them from the options.</summary>
    internal static IdentifySettings Of(IdentifyOptions options) => new()
    {
        Steps = options.Steps,
        Samples = options.Samples,
        HeldOut = options.HeldOut,
        Batch = options.Batch,
        Width = options.Width,
        LearningRate = options.LearningRate,
        DecoderSees = options.DecoderSees,
        InverseWeight = options.InverseWeight,
    };

    /// <summary>The first option that differs, as text; <see langword="null"/> where all agree.</summary>
    /// <param name="wanted">What is asked for.</param>
    internal string? DifferenceFrom(IdentifySettings wanted) => Texts().Zip(wanted.Texts())
        .Where(pair => pair.First.Value != pair.Second.Value)
        .Select(pair => $"--{pair.First.Option} {pair.First.Value}, not {pair.Second.Value}")
        .FirstOrDefault();

    private IEnumerable<(string Option, string Value)> Texts()
    {
        yield return ("steps", Text(Steps));
        yield return ("samples", Text(Samples));
        yield return ("held-out", Text(HeldOut));
        yield return ("batch", Text(Batch));
        yield return ("width", Text(Width));
        yield return ("lr", Text(LearningRate));
        yield return ("decoder-sees", DecoderSees.ToString().ToLowerInvariant());
        yield return ("inverse-weight", Text(InverseWeight));
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
