using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Hierarchies;
using MaeUnderstand.Theory.Prediction;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Cli.Commands.Theory;

/// <summary>What <c>mae theory predict</c> looks at.</summary>
internal sealed record PredictOptions
{
    /// <summary>The hierarchy's name.</summary>
    [Setting("hierarchy", "latents over the image: object (an object's parts lie apart), overlapping (parents share children), " +
        "quadtree, or shifted (a quadtree that does not begin at the image's corner)")]
    public string Hierarchy { get; init; } = ImageHierarchies.Default;

    /// <summary>Tokens along a side.</summary>
    [Setting("grid", "tokens along a side of the image, the observables")]
    public int Grid { get; init; } = 28;

    /// <summary>Levels of latents at most.</summary>
    [Setting("depth", "levels of latents at most", Default = "up to one root")]
    public int? Depth { get; init; }

    /// <summary>k.</summary>
    [Setting("branching", "k: a latent generates about k x k of the level below")]
    public int Branching { get; init; } = 2;

    /// <summary>Shares of the tokens removed.</summary>
    [Setting("ratios", "mask ratios, with commas between; a:b:step is a range")]
    public string Ratios { get; init; } = ".05:.95:.05";

    /// <summary>Tokens along a side of a mask unit.</summary>
    [Setting("units", "tokens along a side of a mask unit, with commas between")]
    public string Units { get; init; } = "1,2,4";

    /// <summary>Masks of each ratio, unit and seed.</summary>
    [Setting("masks", "masks of each ratio, unit and seed")]
    public int Masks { get; init; } = 100;

    /// <summary>Hierarchies.</summary>
    [Setting("seeds", "hierarchies to draw, over which the intervals go; the quadtree, which is always the same, gets so many " +
        "times the masks")]
    public int Seeds { get; init; } = 20;

    /// <summary>The mask sampler's name.</summary>
    [Setting("sampler", "how masks are drawn: uniform, block or grid")]
    public string Sampler { get; init; } = MaskSamplers.Default;

    /// <summary>Where results go.</summary>
    [Setting("output", "folder for predict.csv, predict.json, predict.png and predict.svg")]
    public string Output { get; init; } = "theory-predict";

    /// <summary>Fixes hierarchies and masks.</summary>
    [Setting("seed", "fixes hierarchies and masks")]
    public long Seed { get; init; }

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Output))
            yield return "--output is empty: name a folder for the results.";
        IReadOnlyList<double>? ratios = NumberList.Parse(Ratios);
        IReadOnlyList<int>? units = NumberList.ParseWhole(Units);
        if (ratios is null)
        {
            yield return $"--ratios must be up to {NumberList.Most} numbers, or ranges such as .05:.95:.05, with commas between, " +
                $"but is '{Ratios}'.";
        }
        if (units is null)
            yield return $"--units must be whole numbers with commas between, but is '{Units}'.";
        foreach (string problem in PlanOf(ratios ?? [], units ?? []).Problems())
            yield return problem;
    }

    /// <summary>What to predict; without <see cref="Problems"/>.</summary>
    public PredictionPlan ToPlan() => PlanOf(NumberList.Parse(Ratios)!, NumberList.ParseWhole(Units)!);

    private PredictionPlan PlanOf(IReadOnlyList<double> ratios, IReadOnlyList<int> units) => new()
    {
        Hierarchy = Hierarchy,
        Shape = new HierarchyShape { Rows = Grid, Columns = Grid, Depth = Depth, Branching = Branching },
        Ratios = ratios,
        Units = units,
        Masks = Masks,
        Seeds = Seeds,
        Sampler = Sampler,
        Seed = Seed,
    };
}
