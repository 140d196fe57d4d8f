using System.Globalization;
using System.Text;
using MaeUnderstand.Training.Runs;

namespace MaeUnderstand.Evaluation.Reconstruction;

/// <summary>
/// The scores of a model's images as CSV, written as they come, so that an interrupted evaluation goes on where it was. The first line
/// names the columns, each other one starts with an image's number and path.
/// </summary>
public sealed class ScoreFile : IDisposable
{
    private const string NumberFormat = "R";

    private readonly LineFile lines;
    private readonly List<ImageScores> scores;

    private ScoreFile(LineFile lines, List<ImageScores> scores)
    {
        this.lines = lines;
        this.scores = scores;
    }

    /// <summary>The images scored so far, in the order of scoring.</summary>
    public IReadOnlyList<ImageScores> Scores => scores;

    /// <summary>Opens a file, and takes over the scores that it holds.</summary>
    /// <param name="path">Made if need be.</param>
    /// <param name="columns">The scores' names.</param>
    /// <exception cref="InvalidDataException">It is another table.</exception>
    public static ScoreFile Open(string path, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        string header = $"index,image,{string.Join(',', columns)}";
        LineFile lines = LineFile.Open(path);
        try
        {
            var scores = new List<ImageScores>();
            string[] written = lines.IsEmpty ? [] : File.ReadAllLines(path);
            if (written.Length == 0)
                lines.Append(header + "\n");
            else if (written[0] != header)
                throw new InvalidDataException($"'{path}' is another table: it starts with '{written[0]}'. Choose another --output.");
            for (int i = 1; i < written.Length; i++)
                scores.Add(Parse(written[i], columns.Count) ?? throw new InvalidDataException($"'{path}' is damaged at line {i + 1}."));
            return new ScoreFile(lines, scores);
        }
        catch
        {
            lines.Dispose();
            throw;
        }
    }

    /// <summary>Adds images.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void Append(IReadOnlyList<ImageScores> more)
    {
        ArgumentNullException.ThrowIfNull(more);
        var text = new StringBuilder();
        foreach (ImageScores image in more)
        {
            text.Append(CultureInfo.InvariantCulture, $"{image.Index},\"{image.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
            foreach (double value in image.Values)
                text.Append(',').Append(value.ToString(NumberFormat, CultureInfo.InvariantCulture));
            text.Append('\n');
        }
        lines.Append(text.ToString());
        scores.AddRange(more);
    }

    /// <inheritdoc/>
    public void Dispose() => lines.Dispose();

    private static ImageScores? Parse(string line, int count)
    {
        int nameStart = line.IndexOf(",\"", StringComparison.Ordinal);
        int nameEnd = line.LastIndexOf("\",", StringComparison.Ordinal);
        if (nameStart < 0 || nameEnd <= nameStart || !int.TryParse(line[..nameStart], NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            return null;
        string[] texts = line[(nameEnd + 2)..].Split(',');
        var values = new double[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            if (!double.TryParse(texts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]))
                return null;
        }
        string name = line[(nameStart + 2)..nameEnd].Replace("\"\"", "\"", StringComparison.Ordinal);
        return values.Length == count ? new ImageScores(index, name, values) : null;
    }
}
