using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;

namespace MaeUnderstand.Reporting;

/// <summary>What all plots look alike in: colours, markers, sizes of text, axes.</summary>
internal static class PlotStyle
{
    internal const double Size = 12;

    internal static readonly OxyColor Ink = OxyColor.FromRgb(0x26, 0x26, 0x26), Grid = OxyColor.FromRgb(0xE4, 0xE4, 0xE4);

    private const double TitleSize = 14;

    // Okabe and Ito's colours, which the colour-blind tell apart, without yellow and black; markers tell series apart without any colour.
    private static readonly OxyColor[] Colors =
    [
        OxyColor.FromRgb(0x00, 0x72, 0xB2), OxyColor.FromRgb(0xD5, 0x5E, 0x00), OxyColor.FromRgb(0x00, 0x9E, 0x73),
        OxyColor.FromRgb(0xCC, 0x79, 0xA7), OxyColor.FromRgb(0xE6, 0x9F, 0x00), OxyColor.FromRgb(0x56, 0xB4, 0xE9),
    ];

    private static readonly MarkerType[] Markers = [MarkerType.Circle, MarkerType.Square, MarkerType.Triangle, MarkerType.Diamond];

    internal static OxyColor ColorOf(int series) => Colors[series % Colors.Length];

    internal static MarkerType MarkerOf(int series) => Markers[series % Markers.Length];

    /// <summary>A model with a title and no axes.</summary>
    internal static PlotModel Empty(string title) => new()
    {
        Title = title,
        TitleFontSize = TitleSize,
        TitleFontWeight = FontWeights.Normal,
        TitlePadding = 4,
        DefaultFont = Fonts.SvgFamilies,
        DefaultFontSize = Size,
        TextColor = Ink,
        PlotAreaBorderColor = Ink,
        PlotAreaBorderThickness = new OxyThickness(1, 0, 0, 1),
        Padding = new OxyThickness(6, 6, 14, 6),
        Culture = CultureInfo.InvariantCulture,
    };

    internal static TAxis Styled<TAxis>(TAxis axis, AxisPosition position, string title, AxisRange range) where TAxis : LinearAxis
    {
        axis.Position = position;
        axis.Title = title;
        axis.TitleFontSize = Size + 1;
        axis.AxisTitleDistance = 6;
        (axis.Minimum, axis.Maximum) = (range.Minimum, range.Maximum);
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineColor = Grid;
        axis.MajorGridlineThickness = 1;
        axis.TickStyle = TickStyle.Outside;
        axis.MajorTickSize = 4;
        axis.MinorTickSize = 0;
        axis.TicklineColor = Ink;
        axis.IntervalLength = position is AxisPosition.Left or AxisPosition.Right ? 36 : 64;
        return axis;
    }
}
