using System.Globalization;
using System.Text;

namespace MaeUnderstand.Reporting;

/// <summary>A table of texts, written for a console, as Markdown or as CSV. Immutable; lines end in a line feed on every system.</summary>
public sealed class TextTable
{
    private const string Gap = "  ";

    /// <summary>Makes a table.</summary>
    /// <param name="columns">At least one.</param>
    /// <param name="rows">Each with one cell a column; copied.</param>
    /// <exception cref="ArgumentException">There is no column, or a row has another number of cells.</exception>
    public TextTable(IEnumerable<TableColumn> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        Columns = [.. columns];
        Rows = [.. rows.Select(IReadOnlyList<string> (row) => [.. row])];
        if (Columns.Count == 0)
            throw new ArgumentException("A table needs at least one column.", nameof(columns));
        for (int i = 0; i < Rows.Count; i++)
        {
            if (Rows[i].Count != Columns.Count)
                throw new ArgumentException($"Row {i} has {Rows[i].Count} cells, the table has {Columns.Count} columns.", nameof(rows));
        }
    }

    /// <summary>The columns, from left to right.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The rows, from top to bottom.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows { get; }

    /// <summary>The table for a console: columns two spaces apart, a rule below the headings, no spaces at line ends.</summary>
    public string ToText()
    {
        int[] widths = Widths(OneLine);
        var text = new StringBuilder();
        AppendTextLine(text, Headers, widths);
        text.AppendJoin(Gap, widths.Select(width => new string('-', width))).Append('\n');
        foreach (IReadOnlyList<string> row in Rows)
            AppendTextLine(text, row, widths);
        return text.ToString();
    }

    /// <summary>The table in GitHub's Markdown; bars in cells are escaped, line breaks become <c>&lt;br&gt;</c>.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        AppendMarkdownLine(text, Headers);
        text.Append('|').AppendJoin('|', Columns.Select(column => column.Alignment switch
        {
            ColumnAlignment.Right => "---:",
            ColumnAlignment.Center => ":---:",
            _ => "---",
        })).Append("|\n");
        foreach (IReadOnlyList<string> row in Rows)
            AppendMarkdownLine(text, row);
        return text.ToString();
    }

    /// <summary>The table as RFC 4180 has it, but with a line feed alone at line ends: headings, then rows.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder();
        foreach (IReadOnlyList<string> row in Rows.Prepend(Headers))
            text.AppendJoin(',', row.Select(Quoted)).Append('\n');
        return text.ToString();
    }

    private IReadOnlyList<string> Headers => [.. Columns.Select(column => column.Header)];

    private int[] Widths(Func<string, string> shown) =>
        [.. Columns.Select((column, i) => Rows.Select(row => row[i]).Append(column.Header).Max(cell => WidthOf(shown(cell))))];

    private void AppendTextLine(StringBuilder text, IReadOnlyList<string> cells, int[] widths)
    {
        IEnumerable<string> padded = cells.Select((cell, i) => Padded(OneLine(cell), widths[i], Columns[i].Alignment));
        text.Append(string.Join(Gap, padded).TrimEnd(' ')).Append('\n');
    }

    private static void AppendMarkdownLine(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(EscapedForMarkdown)).Append(" |\n");

    private static string Padded(string cell, int width, ColumnAlignment alignment)
    {
        int spaces = width - WidthOf(cell);
        int left = alignment switch { ColumnAlignment.Right => spaces, ColumnAlignment.Center => spaces / 2, _ => 0 };
        return new string(' ', left) + cell + new string(' ', spaces - left);
    }

    // Letters with combining marks, and the pairs of UTF-16, take one place.
    private static int WidthOf(string cell) => new StringInfo(cell).LengthInTextElements;

    private static string OneLine(string cell) => cell.ReplaceLineEndings(" ");

    private static string EscapedForMarkdown(string cell) =>
        cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings("<br>");

    private static string Quoted(string cell) => cell.AsSpan().ContainsAny(",\"\r\n")
        ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : cell;
}
