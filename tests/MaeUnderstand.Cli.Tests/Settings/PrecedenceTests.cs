using System.Text.Json;
using MaeUnderstand.Cli.Tests.Support;

namespace MaeUnderstand.Cli.Tests.Settings;

/// <summary>Defaults below the configuration file, that below the environment, that below the command line.</summary>
public sealed class PrecedenceTests : IDisposable
{
    private const string Config =
        """
        { "model": "vit-micro", "image-size": 16, "batch-size": 2, "synthetic-images": 8, "steps": 1, "sample-every": 0, "threads": 1 }
        """;

    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void Setting_Nowhere_IsTheDefault()
    {
        Pretrain(Config);

        AssertSetting("mask-ratio", "0.75", "default");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Setting_InTheConfiguration_BeatsTheDefault()
    {
        Pretrain(With("\"mask-ratio\": 0.25"));

        AssertSetting("mask-ratio", "0.25", "'config.json'");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Setting_InTheEnvironment_BeatsTheConfiguration()
    {
        run.Environment["MAE_MASK_RATIO"] = "0.5";
        Pretrain(With("\"mask-ratio\": 0.25"));

        AssertSetting("mask-ratio", "0.5", "environment");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Setting_OnTheCommandLine_BeatsTheEnvironment()
    {
        run.Environment["MAE_MASK_RATIO"] = "0.5";
        Pretrain(With("\"mask-ratio\": 0.25"), "--mask-ratio", "0.6");

        AssertSetting("mask-ratio", "0.6", "command line");
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("true", "true"), InlineData("false", "false")]
    public void Switch_InTheConfiguration_KeepsItsValue(string json, string printed)
    {
        Pretrain(With($"\"norm-pix-loss\": {json}"));

        AssertSetting("norm-pix-loss", printed, "'config.json'");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Switch_OnTheCommandLineWithoutAValue_IsTrue()
    {
        Pretrain(With("\"norm-pix-loss\": false"), "--norm-pix-loss");

        AssertSetting("norm-pix-loss", "true", "command line");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Configuration_Given_ReplacesTheDemonstration()
    {
        Pretrain(Config);
        AssertSetting("norm-pix-loss", "true", "default");

        run.Succeed(TinyRun.Pretrain("--output", "demonstration"));
        AssertSetting("norm-pix-loss", "false", "demonstration", output: "demonstration");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Environment_ServesEveryCommand()
    {
        run.Environment["MAE_MODEL"] = "vit-nano";

        run.Refuse("--model must be one of vit-micro, vit-tiny, vit-small, vit-base, vit-large, vit-huge, but is 'vit-nano'.", "bench", "train", "--json");
    }

    private static string With(string entry) => Config.Trim().TrimEnd('}') + $", {entry} }}";

    private void Pretrain(string config, params string[] options)
    {
        File.WriteAllText(run["config.json"], config);
        run.Succeed(["pretrain", "--config", "config.json", "--output", "run", .. options]);
    }

    private void AssertSetting(string name, string value, string origin, string output = "run")
    {
        Assert.Contains($"  {name,-16}  {value}  ({origin})", run.ErrorLines);
        using JsonDocument saved = JsonDocument.Parse(File.ReadAllText(run[$"{output}/config.json"]));
        Assert.Equal(value, saved.RootElement.GetProperty(name).GetRawText());
    }
}
