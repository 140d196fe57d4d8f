using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>What <c>mae theory identify</c> needs.</summary>
public sealed record IdentifyOptions
{
    private const int FewestHeldOut = 60;        // so that each part of the regression has ten
    private const int SmallestBatch = 32;

    /// <summary>Which graphs: examples by name, and files.</summary>
    [Setting("graphs", "graphs: fig2, fig4, pitfalls, or .json and .dot files (see mae theory locate --schema)",
        Default = "fig2 fig4 pitfalls")]
    public IReadOnlyList<string> Graphs { get; init; } = ["fig2", "fig4", "pitfalls"];

    /// <summary>Masks of every graph; each graph's own where empty.</summary>
    [Setting("masks", "one or more masks for every graph, each a list such as x1,x4", Default = "four of each example, a file's own")]
    public IReadOnlyList<string> Masks { get; init; } = [];

    /// <summary>Worlds and models to try for each mask.</summary>
    [Setting("seeds", "how often each mask is tried, each time with other mechanisms, data and weights")]
    public int Seeds { get; init; } = 3;

    /// <summary>The first of the seeds.</summary>
    [Setting("seed", "the first seed; the others follow it")]
    public long Seed { get; init; }

    /// <summary>Training steps; 0 measures untrained encoders.</summary>
    [Setting("steps", "training steps; 0 measures untrained encoders, for comparison")]
    public int Steps { get; init; } = 1000;

    /// <summary>Samples to train on.</summary>
    [Setting("samples", "samples to train on")]
    public int Samples { get; init; } = 50_000;

    /// <summary>Samples to measure on.</summary>
    [Setting("held-out", "further samples, of which half fit the regressions, a sixth chooses their settings, and a third is scored")]
    public int HeldOut { get; init; } = 3000;

    /// <summary>Samples in a step.</summary>
    [Setting("batch", "samples in a step")]
    public int Batch { get; init; } = 256;

    /// <summary>Width of the hidden layers.</summary>
    [Setting("width", "width of the three hidden layers of encoder and decoder")]
    public int Width { get; init; } = 128;

    /// <summary>Highest learning rate.</summary>
    [Setting("lr", "highest learning rate of AdamW; it rises over a twentieth of the steps and falls to 0 along a cosine")]
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>What the decoder is given beside the code.</summary>
    [Setting("decoder-sees", "what the decoder is given beside the code: sm (the true s_m, as in Theorem 2), or nothing, as in a " +
        "masked autoencoder")]
    public DecoderInput DecoderSees { get; init; }

    /// <summary>Weight of the penalty on what the inverse network does not find again.</summary>
    [Setting("inverse-weight", "weight of the penalty that keeps the decoder invertible; 0: none")]
    public double InverseWeight { get; init; } = 0.1;

    /// <summary>Where results go.</summary>
    [Setting("output", "folder for identify.json and identify.csv; what it holds already is not trained again")]
    public string Output { get; init; } = "identify";

    /// <summary>The device's name.</summary>
    [Setting("device", "auto, cpu, cuda or cuda:N; the networks are small: a GPU is no faster")]
    public string Device { get; init; } = "cpu";

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (string problem in Names.Select(StudyGraph.ProblemWith).OfType<string>())
            yield return problem;
        if (Names.Count == 0)
            yield return "--graphs is empty: name one or more graphs.";
        if (Names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            yield return $"--graphs names '{twice.Key}' twice.";
        if (Seeds < 1)
            yield return $"--seeds must be at least 1, but is {Seeds}.";
        else if (Seed > long.MaxValue - Seeds)
            yield return $"--seed must be at most {long.MaxValue - Seeds} for {Seeds} seeds to follow, but is {Seed}.";
        if (Steps < 0)
            yield return $"--steps must be 0 or more, but is {Steps}.";
        if (HeldOut < FewestHeldOut)
            yield return $"--held-out must be at least {FewestHeldOut}, but is {HeldOut}.";
        if (Batch < SmallestBatch)
            yield return $"--batch must be at least {SmallestBatch}, but is {Batch}: codes are whitened over a batch.";
        if (Samples < Batch)
            yield return $"--samples must be at least the batch of {Batch}, but is {Samples}.";
        if (Width < 1)
            yield return $"--width must be at least 1, but is {Width}.";
        if (LearningRate is not (> 0 and <= 1))
            yield return $"--lr must be above 0 and at most 1, but is {LearningRate}.";
        if (InverseWeight is not (>= 0 and < double.PositiveInfinity))
            yield return $"--inverse-weight must be 0 or more, but is {InverseWeight}.";
        if (string.IsNullOrWhiteSpace(Output))
            yield return "--output is empty: name a folder for the results.";
        if (ComputeDevice.ProblemWith(Device) is { } device)
            yield return device;
    }

    /// <summary>The names in <see cref="Graphs"/>, which commas may join.</summary>
    internal IReadOnlyList<string> Names =>
        [.. Graphs.SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>The graphs and their masks, in the order in which they are tried.</summary>
    /// <exception cref="IOException">A graph's file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file holds no graph, or a mask does not fit a graph, is missing or comes twice.</exception>
    internal IReadOnlyList<IdentifyCase> Cases()
    {
        IdentifyCase[] cases = [.. Names.SelectMany(name => StudyGraph.Open(name).Cases(Masks))];
        IdentifyCase? twice = cases.GroupBy(subject => (subject.GraphName, subject.MaskName))
            .FirstOrDefault(same => same.Count() > 1)?.First();
        return twice is null
            ? cases
            : throw new InvalidDataException($"--masks gives the graph '{twice.GraphName}' the mask '{twice.MaskName}' twice.");
    }
}
