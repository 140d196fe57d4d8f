using System.Text.Json;
using MaeUnderstand.Cli.Tests.Support;

namespace MaeUnderstand.Cli.Tests.Pretraining;

/// <summary>
/// The configurations that come with the program. Those of pretraining run in a process of their own each, so that its memory goes with
/// it, and into a folder of their own, since a checkpoint of ViT-Base takes 1.3 GB.
/// </summary>
public sealed class ConfigurationsTests
{
    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetRelativePath(Folder, path)).Order(StringComparer.Ordinal)];

    public static TheoryData<string, string> NamesByCommand =>
    [
        .. from command in (string[])["probe", "finetune"]
           from path in Directory.GetFiles(Path.Combine(Folder, command), "*.json").Order(StringComparer.Ordinal)
           select (command, Path.GetFileName(path)),
    ];

    private static string Folder => Path.Combine(Golden.RepositoryRoot(), "configs");

    [Theory, Trait("Kind", "EndToEnd")]
    [MemberData(nameof(Names))]
    public void Configuration_TwoSteps_TrainsWithFiniteLosses(string name)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(Folder, name);
        using MaeProcess process = MaeProcess.Run(folder.FullName,
            "pretrain", "--config", path, "--output", "run", "--batch-size", "1", "--steps", "2");

        Assert.True(process.Wait() == ExitCode.Success, process.StandardError);
        string[] metrics = File.ReadAllLines(folder["run/metrics.csv"]);
        Assert.Equal(["1", "2"], metrics[1..].Select(line => line.Split(',')[0]));
        Assert.All(metrics[1..], line => Assert.InRange(float.Parse(line.Split(',')[3]), 1e-3f, 10f));
        Assert.True(File.Exists(folder["run/checkpoints/step-00000002/model.safetensors"]));
        AssertSaved(path, folder["run/config.json"]);
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [MemberData(nameof(NamesByCommand))]
    public void ConfigurationOfEvaluation_WithoutCheckpoint_LacksThatAlone(string command, string name)
    {
        using var run = new CliRun();
        run.Refuse("--checkpoint is missing: name a run directory or a checkpoint.",
            command, "--config", Path.Combine(Folder, command, name), "--data", "images");
    }

    /// <summary>What the configuration says is what ran, but for the overridden settings.</summary>
    private static void AssertSaved(string path, string savedPath)
    {
        using JsonDocument given = JsonDocument.Parse(File.ReadAllText(path));
        using JsonDocument saved = JsonDocument.Parse(File.ReadAllText(savedPath));
        foreach (JsonProperty setting in given.RootElement.EnumerateObject().Where(item => item.Name is not ("batch-size" or "steps")))
        {
            JsonElement value = saved.RootElement.GetProperty(setting.Name);
            if (value.ValueKind == JsonValueKind.Number)
                Assert.Equal(setting.Value.GetDouble(), value.GetDouble());
            else
                Assert.Equal(setting.Value.ToString(), value.ToString());
        }
    }
}
