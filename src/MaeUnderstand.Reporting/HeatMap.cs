using OxyPlot;

namespace MaeUnderstand.Reporting;

/// <summary>
/// Values over two axes as coloured cells, from dark blue for the smallest to yellow for the largest, with a scale at the right. The
/// values stand in the cells where all of them fit. A value that is not finite is a missing one: its cell is grey and hatched.
/// </summary>
public sealed record HeatMap : PlotPanel
{
    /// <summary>The columns' labels, from left to right. Labels that would overlap the one before are left out.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The rows' labels, from bottom to top.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>The values: a list for each row, from bottom to top, each with one value a column.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Values { get; init; }

    /// <summary>What the colours show, with its unit.</summary>
    public string ScaleLabel { get; init; } = "";

    /// <summary>The form of the values in the cells, as of <see cref="double.ToString(string)"/>; empty: none are written.</summary>
    public string ValueFormat { get; init; } = "0.0";

    /// <summary>The value of the darkest colour, with <see cref="ScaleMaximum"/>; null: the smallest value.</summary>
    public double? ScaleMinimum { get; init; }

    /// <summary>The value of the brightest colour; null: the largest value.</summary>
    public double? ScaleMaximum { get; init; }

    internal override IEnumerable<string> LegendNames => [];

    internal override PlotModel ToModel(bool withLegend) => HeatMapModel.Create(this);
}
