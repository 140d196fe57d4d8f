namespace MaeUnderstand.Reporting;

/// <summary>Plots of one size side by side in one image. A panel with the series of an earlier one repeats no legend.</summary>
public sealed class PlotGrid
{
    private readonly int columns;

    /// <summary>Makes a grid.</summary>
    /// <param name="panels">At least one; row after row, each from left to right.</param>
    /// <param name="columns">Panels in a row; null: all of them in one row.</param>
    /// <exception cref="ArgumentException">There is no panel, or fewer than one column.</exception>
    public PlotGrid(IEnumerable<PlotPanel> panels, int? columns = null)
    {
        Panels = [.. panels];
        if (Panels.Count == 0)
            throw new ArgumentException("A grid needs at least one plot.", nameof(panels));
        this.columns = columns ?? Panels.Count;
        ArgumentOutOfRangeException.ThrowIfLessThan(this.columns, 1, nameof(columns));
    }

    /// <summary>The plots, row after row.</summary>
    public IReadOnlyList<PlotPanel> Panels { get; }

    /// <inheritdoc cref="PlotPanel.WritePng"/>
    public void WritePng(string path, int width, int height, double scale = 1) =>
        Figure.WritePng(path, Panels, columns, width, height, scale);

    /// <inheritdoc cref="PlotPanel.WriteSvg"/>
    public void WriteSvg(string path, int width, int height) => Figure.WriteSvg(path, Panels, columns, width, height);
}
