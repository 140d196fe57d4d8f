using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MaeUnderstand.Torch.Files;

namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>The folder of results of <c>mae robustness</c>: a file a data set as they come, and report and table of all of them.</summary>
/// <param name="path">The folder.</param>
public sealed class RobustnessFolder(string path)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    private string Sets => Path.Combine(path, "sets");

    /// <summary>Makes the folder.</summary>
    public void Create() => Directory.CreateDirectory(Sets);

    /// <summary>The result of an earlier run.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="identity">Everything that the result depends on.</param>
    /// <returns><see langword="null"/> where there is none, or it is of something else.</returns>
    public RobustnessResult? Find(RobustnessSet set, string identity)
    {
        ArgumentNullException.ThrowIfNull(set);
        string file = FileOf(set.Name);
        if (!File.Exists(file))
            return null;
        try
        {
            Finished? known = JsonSerializer.Deserialize<Finished>(File.ReadAllText(file), Json);
            return known?.Identity == Hash(identity) ? known.Result : null;
        }
        catch (JsonException)
        {
            return null;                                 // nothing of ours: it is computed, and the file replaced
        }
    }

    /// <summary>Keeps a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="identity">Everything that it depends on.</param>
    public void Write(RobustnessResult result, string identity)
    {
        ArgumentNullException.ThrowIfNull(result);
        AtomicFile.WriteText(FileOf(result.Set), JsonSerializer.Serialize(new Finished(Hash(identity), result), Json) + "\n");
    }

    /// <summary>Writes <c>robustness.json</c> and, a line a data set, <c>robustness.csv</c>.</summary>
    public void WriteReport(RobustnessReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        AtomicFile.WriteText(Path.Combine(path, "robustness.json"), JsonSerializer.Serialize(report, Json) + "\n");
        var csv = new StringBuilder(
            "set,column,images,expected_images,unreadable_images,folders,expected_folders,other_folders,restricted_top1,top1,top5\n");
        foreach (RobustnessResult set in report.Sets)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{set.Set},{set.Column},{set.Images},{set.ExpectedImages},{set.UnreadableImages},")
                .Append(CultureInfo.InvariantCulture, $"{set.Folders},{set.ExpectedFolders},{set.OtherFolders},")
                .Append(CultureInfo.InvariantCulture, $"{set.RestrictedTop1:R},{set.Top1:R},{set.Top5:R}\n");
        }
        AtomicFile.WriteText(Path.Combine(path, "robustness.csv"), csv.ToString());
    }

    private static string Hash(string identity) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)));

    private string FileOf(string set) => Path.Combine(Sets, $"{set}.json");

    private sealed record Finished(string Identity, RobustnessResult Result);
}
