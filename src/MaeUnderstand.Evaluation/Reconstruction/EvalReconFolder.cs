using System.Globalization;
using System.Text;
using System.Text.Json;
using MaeUnderstand.Torch.Files;

namespace MaeUnderstand.Evaluation.Reconstruction;

/// <summary>The folder of results of <c>mae eval-recon</c>.</summary>
/// <param name="path">The folder.</param>
public sealed class EvalReconFolder(string path)
{
    private const string Table = "summary.csv";
    private const string Records = "summary.json";
    private const int HashLetters = 8;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    /// <summary>Makes the folder.</summary>
    public void Create() => Directory.CreateDirectory(path);

    /// <summary>
    /// Opens the scores of a model's images. The file's name tells apart what changes the scores: the weights, the images, how they are
    /// masked and in which precision, so that only scores of the very same evaluation are taken over.
    /// </summary>
    /// <param name="checkpoint">The model, as it was named.</param>
    /// <param name="identity">Everything that the scores depend on.</param>
    /// <param name="columns">The scores' names.</param>
    public ScoreFile OpenScores(string checkpoint, string identity, IReadOnlyList<string> columns) =>
        ScoreFile.Open(Path.Combine(path, $"scores-{NameOf(checkpoint, identity)}.csv"), columns);

    /// <summary>Where a picture of a model's images goes.</summary>
    public string PictureOf(string checkpoint, string identity, string which) =>
        Path.Combine(path, $"{which}-{NameOf(checkpoint, identity)}.png");

    /// <summary>Where a plot goes.</summary>
    /// <param name="name">With its extension.</param>
    public string PlotOf(string name) => Path.Combine(path, name);

    /// <summary>Writes the means of all models, a row each, as CSV and as JSON.</summary>
    public void WriteSummary(IReadOnlyList<ReconstructionReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        AtomicFile.WriteText(Path.Combine(path, Records), JsonSerializer.Serialize(reports, Json) + "\n");
        var csv = new StringBuilder();
        string[] columns = [.. reports.SelectMany(report => report.Means.Keys).Distinct()];
        csv.AppendLine(CultureInfo.InvariantCulture, $"checkpoint,patch,mask_ratio,mask_patch,norm_pix_loss,images,{string.Join(',', columns)}");
        foreach (ReconstructionReport report in reports)
        {
            string name = report.Checkpoint.Replace("\"", "\"\"", StringComparison.Ordinal);
            csv.Append(CultureInfo.InvariantCulture, $"\"{name}\",{report.Patch},{report.TrainedMask?.Ratio},{report.TrainedMask?.PatchSize},")
                .Append(CultureInfo.InvariantCulture, $"{(report.NormPixLoss ? "true" : "false")},{report.Images}");
            foreach (string column in columns)
                csv.Append(CultureInfo.InvariantCulture, $",{report.Means[column]:R}");
            csv.Append('\n');
        }
        AtomicFile.WriteText(Path.Combine(path, Table), csv.ToString());
    }

    /// <summary>The model's name without what a file name cannot hold, and the start of a hash.</summary>
    private static string NameOf(string checkpoint, string identity)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(checkpoint));
        string safe = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '-'));
        byte[] hash = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(identity));
        return $"{safe}-{Convert.ToHexStringLower(hash)[..HashLetters]}";
    }
}
