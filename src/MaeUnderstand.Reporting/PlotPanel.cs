using OxyPlot;

namespace MaeUnderstand.Reporting;

/// <summary>A plot: an image by itself, or a panel of a <see cref="PlotGrid"/>.</summary>
public abstract record PlotPanel
{
    private protected PlotPanel()
    {
    }

    /// <summary>What stands above; empty: nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the x axis shows, with its unit.</summary>
    public required string XLabel { get; init; }

    /// <summary>What the y axis shows, with its unit.</summary>
    public required string YLabel { get; init; }

    /// <summary>What a legend would list; panels with the same names share one.</summary>
    internal abstract IEnumerable<string> LegendNames { get; }

    /// <summary>Writes a PNG image; whole or not at all, and the same bytes for the same plot, font and version.</summary>
    /// <param name="path">The file; replaced if it is there. Its folder must exist.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="scale">Pixels a unit of lines and text (text has 12 to 14 units); 2 for fine screens and print.</param>
    /// <exception cref="IOException">It cannot be written; what was there is untouched.</exception>
    public void WritePng(string path, int width, int height, double scale = 1) => Figure.WritePng(path, [this], 1, width, height, scale);

    /// <summary>Writes an SVG image whose texts are texts, else as <see cref="WritePng"/> does.</summary>
    /// <param name="path">The file; replaced if it is there. Its folder must exist.</param>
    /// <param name="width">Its width in units; text has 12 to 14 of them.</param>
    /// <param name="height">Its height in units.</param>
    /// <exception cref="IOException">It cannot be written; what was there is untouched.</exception>
    public void WriteSvg(string path, int width, int height) => Figure.WriteSvg(path, [this], 1, width, height);

    /// <summary>The plot in OxyPlot's terms; a fresh model.</summary>
    /// <exception cref="ArgumentException">Parts of the plot do not fit together.</exception>
    internal abstract PlotModel ToModel(bool withLegend);
}
