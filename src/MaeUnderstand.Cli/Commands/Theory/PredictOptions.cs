using System.Globalization;
using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Hierarchies;
using MaeUnderstand.Theory.Prediction;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Cli.Commands.Theory;

/// <summary>What <c>mae theory predict</c> looks at.</summary>
internal sealed record PredictOptions
{
    private const int MostRatios = 1000;
    private const int Decimals = 10;                             // of a ratio in a range, so that .05 + 2 · .05 is .15

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
        double[]? ratios = RatiosIn(Ratios);
        int[]? units = UnitsIn(Units);
        if (ratios is null)
        {
            yield return $"--ratios must be up to {MostRatios} numbers, or ranges such as .05:.95:.05, with commas between, " +
                $"but is '{Ratios}'.";
        }
        if (units is null)
            yield return $"--units must be whole numbers with commas between, but is '{Units}'.";
        foreach (string problem in PlanOf(ratios ?? [], units ?? []).Problems())
            yield return problem;
    }

    /// <summary>What to predict; without <see cref="Problems"/>.</summary>
    public PredictionPlan ToPlan() => PlanOf(RatiosIn(Ratios)!, UnitsIn(Units)!);

    private PredictionPlan PlanOf(double[] ratios, int[] units) => new()
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

    private static double[]? RatiosIn(string text)
    {
        var ratios = new SortedSet<double>();
        foreach (string part in text.Split(','))
        {
            if (NumbersIn(part) is not { } numbers)
                return null;
            ratios.UnionWith(numbers);
        }
        return ratios.Count <= MostRatios ? [.. ratios] : null;
    }

    /// <summary>A number, or first, last and step of a range.</summary>
    private static IEnumerable<double>? NumbersIn(string part)
    {
        var numbers = new List<double>();
        foreach (string text in part.Split(':'))
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
                return null;
            numbers.Add(number);
        }
        if (numbers.Count == 1)
            return numbers;
        if (numbers is not [double first, double last, double step] || !(step > 0 && last >= first && (last - first) / step < MostRatios))
            return null;
        int count = (int)Math.Floor((last - first) / step + 1e-6) + 1;
        return Enumerable.Range(0, count).Select(i => Math.Round(first + i * step, Decimals));
    }

    private static int[]? UnitsIn(string text)
    {
        var units = new SortedSet<int>();
        foreach (string part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.Integer, CultureInfo.InvariantCulture, out int unit))
                return null;
            units.Add(unit);
        }
        return [.. units];
    }
}
