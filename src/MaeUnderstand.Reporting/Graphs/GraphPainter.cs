using OxyPlot;

namespace MaeUnderstand.Reporting.Graphs;

/// <summary>Lays a graph out and draws it.</summary>
internal sealed class GraphPainter
{
    private const double Margin = 18, NodeRadius = 16, BoxRadius = 12, Gap = 20, BendRadius = 5;
    private const double LeastLayerDistance = 82, MostLayerDistance = 170;
    private const double MarkRadius = 3.6, MarkReach = 21, ArrowLength = 7, ArrowHalfWidth = 2.9;
    private const double NameSize = 13, SubscriptSize = 9.5, BoxNameGap = 4, LayerNameSize = 11, TitleSize = 14, LegendSize = 11.5;
    private const double LegendRow = 26, LegendColumnGap = 20, SampleGap = 7, LegendWidth = 560, SampleSize = 0.62;

    private static readonly OxyColor Ink = OxyColor.FromRgb(0x26, 0x26, 0x26), Line = OxyColor.FromRgb(0x7A, 0x7A, 0x7A),
        Pale = OxyColor.FromRgb(0x6B, 0x6B, 0x6B), Guide = OxyColor.FromRgb(0xE9, 0xE9, 0xE9), Cross = OxyColor.FromRgb(0x55, 0x55, 0x55),
        CrossedFill = OxyColor.FromRgb(0xDD, 0xDD, 0xDD),
        StrongFill = OxyColor.FromRgb(0xF6, 0xB9, 0x3B), StrongLine = OxyColor.FromRgb(0xA8, 0x62, 0x00),
        FaintFill = OxyColor.FromRgb(0xFD, 0xF1, 0xDA),
        MarkColor = OxyColor.FromRgb(0x00, 0x72, 0xB2);

    private const EdgeRenderingMode Plain = EdgeRenderingMode.Automatic;

    private readonly GraphDrawing drawing;
    private readonly LayeredLayout layout;
    private readonly double[] x;
    private readonly double[] y;                                 // of each layer
    private readonly List<(GraphNode Sample, double X, int Row)> legend = [];
    private readonly double graphLeft;
    private readonly double legendTop;

    public GraphPainter(GraphDrawing drawing)
    {
        this.drawing = drawing;
        layout = LayeredLayout.Create([.. drawing.Nodes.Select(node => node.Layer)], drawing.Edges);
        double[] right = [.. Enumerable.Range(0, layout.SlotCount).Select(HalfWidth)];
        double[] left = [.. right.Select((half, slot) => Math.Max(half, HasMark(slot) ? ShapeRadius(drawing.Nodes[slot]) + MarkReach : 0))];
        double names = drawing.LayerNames.Count == 0 ? 0 : drawing.LayerNames.Max(name => PlotText.Measure(name, LayerNameSize).Width) + 22;
        graphLeft = Margin + names;
        x = [.. LayerSpacing.Place(layout, left, right, Gap).Select(place => place + graphLeft)];
        double graphRight = Enumerable.Range(0, x.Length).Max(slot => x[slot] + right[slot]);
        double title = drawing.Title.Length == 0 ? 0 : 30;
        double top = Margin + title + NodeRadius;
        double distance = LayerDistance();
        y = [.. Enumerable.Range(0, layout.Order.Length).Select(layer => top + ((layout.Order.Length - 1 - layer) * distance))];
        legendTop = y[0] + BoxRadius + BoxNameGap + (1.4 * NameSize) + 16;
        double legendRight = PlaceLegend(Math.Max(LegendWidth, graphRight));
        Width = Math.Max(Math.Max(graphRight, legendRight), Margin + PlotText.Measure(drawing.Title, TitleSize).Width) + Margin;
        Height = legend.Count == 0 ? legendTop : legendTop + ((legend[^1].Row + 1) * LegendRow) + 4;
    }

    /// <summary>Units across.</summary>
    public double Width { get; }

    /// <summary>Units down.</summary>
    public double Height { get; }

    public void Paint(IRenderContext context)
    {
        if (drawing.Title.Length > 0)
            Write(context, drawing.Title, Margin, Margin + 8, TitleSize);
        for (int layer = 0; layer < drawing.LayerNames.Count && layer < y.Length; layer++)
        {
            context.DrawLine([new(graphLeft - 12, y[layer]), new(Width - Margin, y[layer])], Guide, 1, Plain, null, LineJoin.Miter);
            Write(context, drawing.LayerNames[layer], Margin, y[layer], LayerNameSize, Pale);
        }
        for (int edge = 0; edge < drawing.Edges.Count; edge++)
            PaintEdge(context, layout.Routes[edge]);
        for (int node = 0; node < drawing.Nodes.Count; node++)
            PaintNode(context, drawing.Nodes[node], x[node], y[drawing.Nodes[node].Layer], isSample: false);
        foreach ((GraphNode sample, double left, int row) in legend)
        {
            double middle = legendTop + ((row + 0.5) * LegendRow);
            PaintNode(context, sample, left + ReachOf(sample), middle, isSample: true);
            Write(context, sample.Label, left + ReachOf(sample) + RadiusOf(sample) + SampleGap, middle, LegendSize);
        }
    }

    /// <summary>More where edges go far to the side, so that they do not become too flat to follow.</summary>
    private double LayerDistance()
    {
        double farthest = layout.Routes.SelectMany(route => route.Zip(route.Skip(1)))
            .Select(step => Math.Abs(x[step.First] - x[step.Second])).DefaultIfEmpty().Max();
        return Math.Clamp(0.3 * farthest, LeastLayerDistance, MostLayerDistance);
    }

    private bool HasMark(int slot) => slot < layout.NodeCount && drawing.Nodes[slot].Mark != GraphNodeMark.None;

    private double HalfWidth(int slot)
    {
        if (slot >= layout.NodeCount)
            return BendRadius;
        GraphNode node = drawing.Nodes[slot];
        return node.IsBox ? Math.Max(BoxRadius, NameWidth(node.Label) / 2) : ShapeRadius(node);
    }

    private static double ShapeRadius(GraphNode node) => node.IsBox ? BoxRadius : Math.Max(NodeRadius, (NameWidth(node.Label) / 2) + 6);

    private static double RadiusOf(GraphNode sample) => SampleSize * ShapeRadius(sample with { Label = "" });

    private static double ReachOf(GraphNode sample) => RadiusOf(sample) + (sample.Mark == GraphNodeMark.None ? 0 : MarkReach);

    /// <summary>Places the legend in as many rows as it needs, of about the same length.</summary>
    /// <returns>Where the longest row ends.</returns>
    private double PlaceLegend(double limit)
    {
        double[] widths = [.. drawing.Legend.Select(sample =>
            ReachOf(sample) + RadiusOf(sample) + SampleGap + PlotText.Measure(sample.Label, LegendSize).Width + LegendColumnGap)];
        double rows = Math.Ceiling(widths.Sum() / (limit - Margin)), fair = widths.Sum() / rows;
        double left = Margin, end = 0;
        int row = 0;
        for (int i = 0; i < widths.Length; i++)
        {
            if (left > Margin && left + (widths[i] / 2) > Margin + fair)
                (left, row) = (Margin, row + 1);
            legend.Add((drawing.Legend[i], left, row));
            left += widths[i];
            end = Math.Max(end, left - LegendColumnGap);
        }
        return end;
    }

    private void PaintEdge(IRenderContext context, IReadOnlyList<int> route)
    {
        ScreenPoint[] stops = [.. route.Select(slot => new ScreenPoint(x[slot], y[layout.LayerOf(slot)]))];
        bool isStraight = stops.Length == 2 && !IsFlat(stops[1] - stops[0]);
        ScreenPoint start = isStraight ? stops[1] : Aim(stops[0], stops[1]), end = isStraight ? stops[0] : Aim(stops[^1], stops[^2]);
        stops[0] = Border(drawing.Nodes[route[0]], stops[0], start);
        ScreenPoint tip = Border(drawing.Nodes[route[^1]], stops[^1], end);
        stops[^1] = tip;
        List<ScreenPoint> line = isStraight ? [.. stops] : Curve(stops, start, end);
        ScreenVector direction = line[^1] - line[^2];
        direction.Normalize();
        var across = new ScreenVector(-direction.Y * ArrowHalfWidth, direction.X * ArrowHalfWidth);
        ScreenPoint back = tip - (direction * ArrowLength);
        line[^1] = tip - (direction * (ArrowLength - 1));
        context.DrawLine(line, Line, 1.1, Plain, null, LineJoin.Round);
        context.DrawPolygon([tip, back + across, back - across], Line, OxyColors.Undefined, 0, Plain, null, LineJoin.Miter);
    }

    /// <summary>Whether an edge that leaves a node like this could touch the node's neighbours.</summary>
    private static bool IsFlat(ScreenVector way) => Math.Abs(way.X) > 1.9 * Math.Abs(way.Y);

    /// <summary>What a curve's end looks to: half way to the next stop, or almost straight where that is too flat.</summary>
    private static ScreenPoint Aim(ScreenPoint end, ScreenPoint next)
    {
        const double lean = 10;
        var half = new ScreenPoint(next.X, (next.Y + end.Y) / 2);
        return IsFlat(half - end) ? new ScreenPoint(end.X + (lean * Math.Sign(next.X - end.X)), half.Y) : half;
    }

    /// <summary>Cubic curves between the stops, upright in the bends so that they pass between the nodes there.</summary>
    private static List<ScreenPoint> Curve(ScreenPoint[] stops, ScreenPoint fromStart, ScreenPoint fromEnd)
    {
        const int steps = 16;
        var line = new List<ScreenPoint> { stops[0] };
        for (int i = 1; i < stops.Length; i++)
        {
            ScreenPoint start = stops[i - 1], end = stops[i];
            double drop = (end.Y - start.Y) * 0.45;
            ScreenPoint first = i == 1 ? Between(start, fromStart, IsFlat(end - start) ? 1 : 0.6) : new(start.X, start.Y + drop);
            ScreenPoint second = i == stops.Length - 1 ? Between(end, fromEnd, IsFlat(end - start) ? 1 : 0.6) : new(end.X, end.Y - drop);
            for (int step = 1; step <= steps; step++)
                line.Add(Bezier(start, first, second, end, step / (double)steps));
        }
        return line;
    }

    private static ScreenPoint Between(ScreenPoint a, ScreenPoint b, double share) =>
        new(a.X + (share * (b.X - a.X)), a.Y + (share * (b.Y - a.Y)));

    private static ScreenPoint Bezier(ScreenPoint a, ScreenPoint b, ScreenPoint c, ScreenPoint d, double t)
    {
        double u = 1 - t, wa = u * u * u, wb = 3 * u * u * t, wc = 3 * u * t * t, wd = t * t * t;
        return new((wa * a.X) + (wb * b.X) + (wc * c.X) + (wd * d.X), (wa * a.Y) + (wb * b.Y) + (wc * c.Y) + (wd * d.Y));
    }

    /// <summary>Where the line from a node's middle to a point leaves the node.</summary>
    private static ScreenPoint Border(GraphNode node, ScreenPoint middle, ScreenPoint towards)
    {
        const double air = 1.5;
        ScreenVector way = towards - middle;
        double across = ShapeRadius(node) + air, down = (node.IsBox ? BoxRadius : NodeRadius) + air;
        double share = node.IsBox
            ? 1 / Math.Max(Math.Abs(way.X) / across, Math.Abs(way.Y) / down)
            : 1 / Math.Sqrt((way.X * way.X / (across * across)) + (way.Y * way.Y / (down * down)));
        return middle + (way * share);
    }

    private static void PaintNode(IRenderContext context, GraphNode node, double x, double y, bool isSample)
    {
        double across = isSample ? RadiusOf(node) : ShapeRadius(node);
        double down = (node.IsBox ? BoxRadius : NodeRadius) * (isSample ? SampleSize : 1);
        if (node.Mark != GraphNodeMark.None)
            PaintMark(context, node.Mark, x - across, y);
        (OxyColor fill, OxyColor stroke, double thickness) = node.Fill switch
        {
            GraphNodeFill.Strong => (StrongFill, StrongLine, 2.0),
            GraphNodeFill.Faint => (FaintFill, StrongLine, 1.2),
            _ => (node.IsCrossed ? CrossedFill : OxyColors.White, Ink, 1.2),
        };
        double[]? dashes = node.Fill == GraphNodeFill.Faint ? [3, 2] : null;
        context.DrawPolygon(Outline(node.IsBox, x, y, across, down), fill, stroke, thickness, Plain, dashes, LineJoin.Round);
        if (node.IsCrossed)
        {
            double reach = node.IsBox ? 1 : Math.Sqrt(0.5);
            (double dx, double dy) = (across * reach, down * reach);
            context.DrawLine([new(x - dx, y - dy), new(x + dx, y + dy)], Cross, 1.4, Plain, null, LineJoin.Round);
            context.DrawLine([new(x - dx, y + dy), new(x + dx, y - dy)], Cross, 1.4, Plain, null, LineJoin.Round);
        }
        if (!isSample)
            WriteName(context, node.Label, x, node.IsBox ? y + BoxRadius + BoxNameGap + (NameSize / 2) : y);
    }

    private static void PaintMark(IRenderContext context, GraphNodeMark mark, double border, double y)
    {
        double middle = border - MarkReach + MarkRadius;
        var tip = new ScreenPoint(border - 1.5, y);
        context.DrawLine([new(middle + MarkRadius, y), new(tip.X - 5, y)], MarkColor, 1.3, Plain, null, LineJoin.Miter);
        ScreenPoint[] arrow = [tip, new(tip.X - 6, y - 2.8), new(tip.X - 6, y + 2.8)];
        context.DrawPolygon(arrow, MarkColor, OxyColors.Undefined, 0, Plain, null, LineJoin.Miter);
        OxyColor fill = mark == GraphNodeMark.Filled ? MarkColor : OxyColors.White;
        context.DrawPolygon(Outline(isBox: false, middle, y, MarkRadius, MarkRadius), fill, MarkColor, 1.4, Plain, null, LineJoin.Round);
    }

    private static ScreenPoint[] Outline(bool isBox, double x, double y, double across, double down)
    {
        if (isBox)
            return [new(x - across, y - down), new(x + across, y - down), new(x + across, y + down), new(x - across, y + down)];
        const int corners = 64;
        return [.. Enumerable.Range(0, corners).Select(i => 2 * Math.PI * i / corners)
            .Select(angle => new ScreenPoint(x + (across * Math.Cos(angle)), y + (down * Math.Sin(angle))))];
    }

    /// <summary>Digits behind letters are a subscript, as in the paper.</summary>
    private static (string Stem, string Subscript) Split(string name)
    {
        int digits = name.Length - name.AsSpan().TrimEnd("0123456789").Length;
        return digits < name.Length && char.IsLetter(name[^(digits + 1)]) ? (name[..^digits], name[^digits..]) : (name, "");
    }

    private static double NameWidth(string name)
    {
        (string stem, string subscript) = Split(name);
        return PlotText.Measure(stem, NameSize).Width + PlotText.Measure(subscript, SubscriptSize).Width;
    }

    private static void WriteName(IRenderContext context, string name, double x, double y)
    {
        (string stem, string subscript) = Split(name);
        double left = x - (NameWidth(name) / 2);
        Write(context, stem, left, y, NameSize);
        Write(context, subscript, left + PlotText.Measure(stem, NameSize).Width, y + 3.5, SubscriptSize);
    }

    private static void Write(IRenderContext context, string text, double x, double y, double size, OxyColor? color = null)
    {
        if (text.Length > 0)
        {
            context.DrawText(new ScreenPoint(x, y), text, color ?? Ink, Fonts.SvgFamilies, size, FontWeights.Normal, 0,
                HorizontalAlignment.Left, VerticalAlignment.Middle);
        }
    }
}
