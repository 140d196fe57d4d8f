using MaeUnderstand.Theory.Prediction;

namespace MaeUnderstand.Theory.Claims;

/// <summary>The level (or another measure) over the mask ratio for one unit, and the tests of its shape.</summary>
/// <remarks>
/// The peak is the ratio of the highest level. That it is chosen by its height is paid for: its differences to the two ends have
/// intervals of 95 % confidence for all inner ratios together (Bonferroni).
/// </remarks>
internal sealed class RatioCurve
{
    private readonly PredictionCell[] cells;
    private readonly SeededMean[] levels;

    /// <summary>Takes the cells of one unit by ascending ratio; those without a level are left out.</summary>
    public RatioCurve(IEnumerable<PredictionCell> cells, LevelMeasure measure)
    {
        SmallestChange = measure.SmallestChange;
        this.cells = [.. cells.Where(cell => double.IsFinite(measure.Of(cell).Mean))];
        levels = [.. this.cells.Select(measure.Of)];
        Peak = Array.FindIndex(levels, level => level.Mean == levels.Max(other => other.Mean));
    }

    /// <summary>The smallest change that matters.</summary>
    public double SmallestChange { get; }

    /// <summary>Whether there is a ratio between two others.</summary>
    public bool IsTestable => cells.Length > 2;

    /// <summary>The place of the highest level.</summary>
    public int Peak { get; }

    /// <summary>The cell of the highest level.</summary>
    public PredictionCell PeakCell => cells[Peak];

    /// <summary>The cell of the lowest ratio.</summary>
    public PredictionCell First => cells[0];

    /// <summary>The cell of the highest ratio.</summary>
    public PredictionCell Last => cells[^1];

    /// <summary>Peak − lowest ratio.</summary>
    public Estimate Rise => levels[Peak].Minus(levels[0], Outside);

    /// <summary>Peak − highest ratio.</summary>
    public Estimate Fall => levels[Peak].Minus(levels[^1], Outside);

    /// <summary>Where each end lies between the curve's lowest (0) and highest (1) level.</summary>
    public (double First, double Last) EndShares
    {
        get
        {
            double low = levels.Min(level => level.Mean), range = levels[Peak].Mean - low;
            return range == 0 ? (0, 0) : ((levels[0].Mean - low) / range, (levels[^1].Mean - low) / range);
        }
    }

    /// <summary>The largest significant step of at least <see cref="SmallestChange"/> in the wrong direction: down before the peak, or
    /// up behind it.</summary>
    public (double FromRatio, double ToRatio, Estimate Change)? Reversal
    {
        get
        {
            double outside = SeededMean.Outside * 2 / (cells.Length * (cells.Length - 1));
            return (
                from i in Enumerable.Range(0, cells.Length)
                from j in Enumerable.Range(i + 1, cells.Length - i - 1)
                where j <= Peak || i >= Peak
                let change = j <= Peak ? levels[i].Minus(levels[j], outside) : levels[j].Minus(levels[i], outside)
                where change.Low > 0 && change.Mean >= SmallestChange
                orderby change.Mean descending
                select ((double, double, Estimate)?)(cells[i].Ratio, cells[j].Ratio, change)).FirstOrDefault();
        }
    }

    /// <summary>The largest difference in level between a ratio and its complement; null where there is no such pair.</summary>
    public double? Asymmetry
    {
        get
        {
            double[] differences =
            [
                .. from i in Enumerable.Range(0, cells.Length)
                   from j in Enumerable.Range(i + 1, cells.Length - i - 1)
                   where Math.Abs(cells[i].Ratio + cells[j].Ratio - 1) < 1e-9
                   select Math.Abs(levels[i].Mean - levels[j].Mean),
            ];
            return differences.Length == 0 ? null : differences.Max();
        }
    }

    private double Outside => SeededMean.Outside / Math.Max(1, 2 * (cells.Length - 2));
}
