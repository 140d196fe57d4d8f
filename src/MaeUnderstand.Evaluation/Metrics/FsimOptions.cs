namespace MaeUnderstand.Evaluation.Metrics;

/// <summary>The constants of <see cref="Fsim"/>; the defaults are those of Zhang et al. 2011, as in piq.</summary>
public sealed record FsimOptions
{
    /// <summary>The largest value less the smallest possible one; the other constants are for images brought to 0 to 255.</summary>
    public double DataRange { get; init; } = 1;

    /// <summary>Scales of the filter bank.</summary>
    public int Scales { get; init; } = 4;

    /// <summary>Orientations of the filter bank.</summary>
    public int Orientations { get; init; } = 4;

    /// <summary>Wavelength of the smallest scale in pixels.</summary>
    public double MinWavelength { get; init; } = 6;

    /// <summary>Wavelength of a scale over that of the one before.</summary>
    public double ScaleFactor { get; init; } = 2;

    /// <summary>Ratio of a filter's radial spread, on a logarithmic scale, to its centre frequency.</summary>
    public double SigmaOnFrequency { get; init; } = 0.55;

    /// <summary>Angle between neighbouring orientations over the angular spread of each.</summary>
    public double AngleOnSigma { get; init; } = 1.2;

    /// <summary>Standard deviations of the noise energy above its mean that count as noise.</summary>
    public double NoiseDeviations { get; init; } = 2;

    /// <summary>T1, of the similarity of phase congruency.</summary>
    public double PhaseConstant { get; init; } = 0.85;

    /// <summary>T2, of the similarity of gradient magnitude.</summary>
    public double GradientConstant { get; init; } = 160;

    /// <summary>T3 and T4, of the similarity of the colour channels.</summary>
    public double ColourConstant { get; init; } = 200;

    /// <summary>λ, the exponent of the colour term.</summary>
    public double ColourExponent { get; init; } = 0.03;

    /// <summary>Every fault of the values, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Scales < 1 || Orientations < 1)
            yield return $"FSIM needs at least one scale and one orientation, but has {Scales} and {Orientations}.";
        (string Name, double Value)[] positive =
        [
            (nameof(DataRange), DataRange), (nameof(MinWavelength), MinWavelength), (nameof(ScaleFactor), ScaleFactor),
            (nameof(AngleOnSigma), AngleOnSigma), (nameof(PhaseConstant), PhaseConstant),
            (nameof(GradientConstant), GradientConstant), (nameof(ColourConstant), ColourConstant), (nameof(ColourExponent), ColourExponent),
        ];
        foreach ((string name, double value) in positive)
        {
            if (value is not (> 0 and < double.PositiveInfinity))
                yield return $"FSIM's {name} must be positive, but is {value}.";
        }
        if (SigmaOnFrequency is not (> 0 and < 1))
            yield return $"FSIM's {nameof(SigmaOnFrequency)} must lie between 0 and 1, but is {SigmaOnFrequency}.";
        if (NoiseDeviations is not (>= 0 and < double.PositiveInfinity))
            yield return $"FSIM's {nameof(NoiseDeviations)} must be 0 or positive, but is {NoiseDeviations}.";
    }
}
