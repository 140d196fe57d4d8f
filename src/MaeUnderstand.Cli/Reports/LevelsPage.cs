using System.Globalization;
using System.Text;
using MaeUnderstand.Cli.Plots;
using MaeUnderstand.Evaluation.Identifiability;
using MaeUnderstand.Evaluation.Identifiability.Levels;
using MaeUnderstand.Reporting;

namespace MaeUnderstand.Cli.Reports;

/// <summary>The report of <c>mae theory levels</c> as Markdown, for a reader who knows the paper and not this program.</summary>
internal static class LevelsPage
{
    /// <summary>The name of its file.</summary>
    public const string FileName = "report.md";

    /// <summary>The page.</summary>
    /// <param name="report">What was measured.</param>
    /// <param name="hasFigures">Whether the figures lie beside it.</param>
    public static string Of(LevelsReport report, bool hasFigures)
    {
        int seeds = report.Untrained[0].Seeds;
        var text = new StringBuilder();
        text.Append("# Which level do masks teach?\n\n");
        text.Append(CultureInfo.InvariantCulture,
            $"""
            The paper says that the mask ratio and the size of the mask's units decide which level of a hierarchy of latents a masked
            autoencoder learns. Here the hierarchy is known: every image is drawn from a scene (level 3: its class and pose), which has
            four parts and a backdrop (level 2: places, sizes, turns, shapes), which have two surfaces each (level 1: textures, colours,
            phases) under a light. {report.Models.Count} models ({report.Model}, {report.ImageSize} pixels, patch {report.Patch}) were
            pretrained for {report.Steps} steps of {report.BatchSize} images that never repeat, and differ only in ratio, unit and seed
            ({seeds} seed{(seeds == 1 ? "" : "s")}, each with a world of its own). Then a linear map reads every latent off the frozen
            features: the means of the patch tokens over {report.Regions} × {report.Regions} regions of the image, of which at most
            {report.Directions} principal directions are kept. It is ridge regression where a latent is continuous (R²) and logistic
            regression where it is discrete (accuracy above that of the commonest value in the image's class, since the class limits shapes
            and textures), fitted on {report.ProbeImages} new images and scored on {report.TestImages} others. 1 is perfect, 0 is as good
            as without features. A level's number is the mean over its latents, negative ones counted as 0.


            """);
        if (hasFigures)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"""
                ![Each level over the mask ratio, measured above and predicted below]({LevelsFigure.Levels}.png)

                Above: how well each level is read off, with 95 % intervals over seeds, and the same for models that were never trained.
                Below: what the theory predicts for the same masks on the same kind of scenes. Algorithm 1, in its closed form, finds the
                minimal information c that the masked and the visible part of a scene share, in that scene's own graph. Shown are the mean
                level of c's members and, for parts and surfaces, the share that c determines (they are in c, or ancestors of its
                members); the scene, an ancestor of all, is determined by every c. The light, a parent of every token and so in c for every
                mask, is left out.


                """);
        }
        text.Append("## Levels\n\n").Append(Summary(report).ToMarkdown()).Append('\n');
        text.Append("\"In theory\" is the share of the level's latents that c determines; \"mean level of c\" is that of its members. ")
            .Append("± is half the 95 % interval over seeds (Student's t)")
            .Append(seeds == 1 ? "; with one seed there is none.\n\n" : ".\n\n");
        if (report.Cuts.Count > 0)
        {
            text.Append("Masks end inside a unit, which is then seen in part, at ").AppendJoin(", ", report.Cuts.Select(cut =>
                string.Create(CultureInfo.InvariantCulture, $"ratio {cut.Ratio} with units of {cut.Unit}"))).Append(".\n\n");
        }
        text.Append("## The paper's claims\n\n");
        foreach (LevelsTrend trend in report.Trends)
        {
            text.Append(CultureInfo.InvariantCulture, $"- **{InWords(trend.Verdict)}**: {trend.Claim}.\n");
            foreach (TrendDifference difference in trend.Differences)
                text.Append(CultureInfo.InvariantCulture, $"  - {difference.Name}: {Interval(difference.Value)}\n");
        }
        text.Append("""

            A claim is *seen* when every difference that it says is positive has its whole interval above 0, *contradicted* when one has it
            below 0, and in between *undecided* (all means above 0) or *not seen*. Differences are paired: both sides have the same world
            and seed. Each interval stands for itself: with several claims, one in twenty differences is taken for real by chance.

            ## Every latent


            """);
        if (hasFigures)
            text.Append(CultureInfo.InvariantCulture, $"![Every latent by model]({LevelsFigure.Latents}.png)\n\n");
        text.Append(LatentTable(report).ToMarkdown());
        return text.ToString();
    }

    /// <summary>Decodability by ratio, unit and level.</summary>
    public static TextTable Summary(LevelsReport report)
    {
        TableColumn[] columns =
        [
            new("unit", ColumnAlignment.Right), new("ratio", ColumnAlignment.Right),
            .. report.Levels.Select(level => new TableColumn(LevelsFigure.NameOf(level), ColumnAlignment.Right)),
            .. report.Levels.Select(level => new TableColumn($"level {level} in theory", ColumnAlignment.Right)),
            new("mean level of c", ColumnAlignment.Right),
        ];
        IEnumerable<IReadOnlyList<string>> rows = report.Decodability
            .GroupBy(point => (point.Unit, point.Ratio))
            .Select(place => (IReadOnlyList<string>)
            [
                Number(place.Key.Unit), Number(place.Key.Ratio),
                .. place.Select(point => Interval(point.Value)),
                .. report.Prediction.Where(point => (point.Unit, point.Ratio) == place.Key)
                    .Select(point => point.Value.Mean.ToString("F2", CultureInfo.InvariantCulture)),
                report.PredictedLevels.First(point => (point.Unit, point.Ratio) == place.Key)
                    .Value.Mean.ToString("F2", CultureInfo.InvariantCulture),
            ]);
        return new TextTable(columns,
            rows.Append(["", "untrained", .. report.Untrained.Select(Interval), .. report.Levels.Select(_ => ""), ""]));
    }

    private static TextTable LatentTable(LevelsReport report)
    {
        var models = report.Models.GroupBy(model => (model.Unit, model.Ratio)).OrderBy(group => group.Key).ToArray();
        TableColumn[] columns =
        [
            new("latent"), new("level", ColumnAlignment.Right), new("untrained", ColumnAlignment.Right),
            .. models.Select(group => new TableColumn(
                string.Create(CultureInfo.InvariantCulture, $"{group.Key.Ratio} / {group.Key.Unit}"), ColumnAlignment.Right)),
        ];
        IReadOnlyList<(string Name, int Level, double Score)>[] scores =
            [LevelsFigure.Grouped(report.UntrainedModels), .. models.Select(LevelsFigure.Grouped)];
        return new TextTable(columns, scores[0].Select(row => (IReadOnlyList<string>)
        [
            row.Name, Number(row.Level),
            .. scores.Select(column => column.First(item => item.Name == row.Name).Score.ToString("F2", CultureInfo.InvariantCulture)),
        ]));
    }

    private static string InWords(TrendVerdict verdict) => verdict switch
    {
        TrendVerdict.Seen => "Seen",
        TrendVerdict.Undecided => "Undecided",
        TrendVerdict.NotSeen => "Not seen",
        _ => "Contradicted",
    };

    private static string Interval(SeedInterval value) => value.Seeds == 1
        ? value.Mean.ToString("F3", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{value.Mean:F3} ± {value.High - value.Mean:F3}");

    private static string Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
