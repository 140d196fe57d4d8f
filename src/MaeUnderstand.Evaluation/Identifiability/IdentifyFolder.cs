using System.Globalization;
using System.Text;
using System.Text.Json;
using MaeUnderstand.Torch.Files;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>The folder of results of <c>mae theory identify</c>: what it holds is not trained again.</summary>
/// <param name="path">The folder.</param>
public sealed class IdentifyFolder(string path)
{
    private const string Table = "identify.csv";
    private const string Records = "identify.json";

    /// <summary>Makes the folder.</summary>
    public void Create() => Directory.CreateDirectory(path);

    /// <summary>The finished runs; none in a fresh folder.</summary>
    /// <exception cref="InvalidDataException">
    /// They were made with other settings or of another graph of the same name, or the file is damaged.
    /// </exception>
    internal IReadOnlyList<IdentifyRow> Read(IdentifyOptions options, IReadOnlyList<IdentifyCase> cases)
    {
        string file = Path.Combine(path, Records);
        if (!File.Exists(file))
            return [];
        IdentifyReport report;
        try
        {
            report = JsonSerializer.Deserialize<IdentifyReport>(File.ReadAllText(file), ReportJson.Options)
                ?? throw new JsonException("It is null.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException(
                $"'{file}' is no report of mae theory identify: {fault.Message} Choose another --output.", fault);
        }
        if (report.Settings.DifferenceFrom(IdentifySettings.Of(options)) is { } difference)
            throw new InvalidDataException($"'{file}' holds runs with {difference}. Choose another --output.");
        IdentifyRow? other = report.Runs.FirstOrDefault(run => cases.Any(subject =>
            subject.GraphName == run.Graph && subject.GraphFingerprint != run.GraphFingerprint));
        return other is null
            ? report.Runs
            : throw new InvalidDataException($"'{file}' holds runs of another graph '{other.Graph}'. Choose another --output.");
    }

    /// <summary>Writes all runs.</summary>
    internal void Write(IdentifyOptions options, IReadOnlyList<IdentifyRow> rows)
    {
        IdentifyReport report = IdentifyReport.Of(options, rows);
        AtomicFile.WriteText(Path.Combine(path, Records), JsonSerializer.Serialize(report, ReportJson.Options) + "\n");
        var csv = new StringBuilder("graph,mask,seed,c,level,code_width,explained,r2_c,r2_s_m,r2_s_mc,r2_back,seconds\n");
        foreach (IdentifyRow row in rows)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{Quoted(row.Graph)},{Quoted(row.Mask)},{row.Seed},")
                .Append(CultureInfo.InvariantCulture, $"{Quoted(string.Join(',', row.Shared))},{row.Level},")
                .Append(CultureInfo.InvariantCulture, $"{row.CodeWidth},{row.Explained:R},{row.SharedR2:R},{row.MaskedOnlyR2:R},")
                .Append(CultureInfo.InvariantCulture, $"{row.VisibleOnlyR2:R},{row.BackR2:R},{row.Seconds:F1}\n");
        }
        AtomicFile.WriteText(Path.Combine(path, Table), csv.ToString());
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
