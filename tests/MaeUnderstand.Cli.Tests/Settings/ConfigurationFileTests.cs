using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Training.Pretraining;

namespace MaeUnderstand.Cli.Tests.Settings;

/// <summary>What a configuration file and the environment may say, without any command.</summary>
public sealed class ConfigurationFileTests : IDisposable
{
    private static readonly SettingTable Table = SettingTable.Of<PretrainOptions>();

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory, Trait("Kind", "Unit")]
    [InlineData("mask-ratio"), InlineData("mask_ratio"), InlineData("maskRatio"), InlineData("MaskRatio"), InlineData("MASK_RATIO")]
    public void Key_AnySpelling_IsTheSetting(string key) =>
        Assert.Equal(0.5, Bind($$"""{ "{{key}}": 0.5 }""").MaskRatio);

    [Theory, Trait("Kind", "Unit")]
    [InlineData("mask-ration", "mask-ratio"), InlineData("batchsize2", "batch-size"), InlineData("outptu", "output"), InlineData("modle", "model")]
    [InlineData("warmup", "warmup-epochs"), InlineData("data_path", "data"), InlineData("num_workers", "workers"), InlineData("epoch", "epochs")]
    public void Key_Unknown_IsAnErrorWithTheNearestName(string key, string nearest) =>
        AssertFaults($$"""{ "{{key}}": 1 }""", $"The configuration '{Path}' has the unknown key '{key}'; did you mean '{nearest}'?");

    [Fact, Trait("Kind", "Unit")]
    public void Key_SeveralUnknown_AreAllNamed() => AssertFaults("""{ "modl": "vit-micro", "epoch": 3 }""",
        $"The configuration '{Path}' has the unknown key 'epoch'; did you mean 'epochs'?",
        $"The configuration '{Path}' has the unknown key 'modl'; did you mean 'model'?");

    [Fact, Trait("Kind", "Unit")]
    public void Key_TwoSpellings_IsAnError() => AssertFaults("""{ "mask-ratio": 0.5, "maskRatio": 0.6 }""",
        $"The configuration '{Path}' has 'mask-ratio' twice.");

    [Fact, Trait("Kind", "Unit")]
    public void Key_Nested_IsAnError() => AssertFaults("""{ "batch-size": [2, 3], "data": { "a": 1 } }""",
        $"The configuration '{Path}' has a JSON Array as 'batch-size'; a setting is a single value.",
        $"The configuration '{Path}' has a JSON Object as 'data'; a setting is a single value.");

    [Fact, Trait("Kind", "Unit")]
    public void List_WrittenAndRead_KeepsItsOrder()
    {
        SettingTable table = SettingTable.Of<ProbeOptions>();
        string[] folders = [.. Enumerable.Range(0, 12).Select(i => $"set-{i}=a folder/{i}")];
        File.WriteAllText(Path, SettingStack.ToJson(table, new ProbeOptions { EvalOn = folders }));
        Assert.Equal(folders, new SettingStack(table, [SettingLayer.FromFile(Path, table)]).Bind<ProbeOptions>().EvalOn);
        File.WriteAllText(Path, """{ "eval-on": "one=a" }""");
        Assert.Equal(["one=a"], new SettingStack(table, [SettingLayer.FromFile(Path, table)]).Bind<ProbeOptions>().EvalOn);
        File.WriteAllText(Path, """{ "eval-on": [] }""");
        Assert.Empty(new SettingStack(table, [SettingLayer.FromFile(Path, table)]).Bind<ProbeOptions>().EvalOn);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("""["a=b", 3]""", "a list of something else than texts")]
    [InlineData("""["a=b", "c\nd"]""", "a text with control characters, or of more than 4096,")]
    public void List_OfSomethingElse_IsAnError(string json, string what)
    {
        File.WriteAllText(Path, $$"""{ "eval-on": {{json}} }""");
        InputException fault = Assert.Throws<InputException>(() => SettingLayer.FromFile(Path, SettingTable.Of<ProbeOptions>()));
        Assert.Equal($"The configuration '{Path}' has {what} as 'eval-on'.", Assert.Single(fault.Problems));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("{ \"epochs\": }"), InlineData("{ \"epochs\": 3"), InlineData(""), InlineData("[1, 2]"), InlineData("{ \"mask-ratio\": NaN }")]
    public void File_NoJsonObject_IsAnErrorOfOneLine(string text)
    {
        InputException fault = Assert.Throws<InputException>(() => Bind(text));
        string line = Assert.Single(fault.Problems);
        Assert.StartsWith($"The configuration '{Path}' is no JSON object: ", line);
        Assert.DoesNotContain('\n', line);
    }

    [Fact, Trait("Kind", "Unit")]
    public void File_Missing_IsAnError()
    {
        InputException fault = Assert.Throws<InputException>(() => SettingLayer.FromFile("nowhere.json", Table));
        Assert.Equal("There is no configuration file 'nowhere.json'.", fault.Message);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("batch-size", "\"many\"", "a whole number", "many")]
    [InlineData("batch-size", "2.5", "a whole number", "2.5")]
    [InlineData("batch-size", "99999999999", "a whole number", "99999999999")]
    [InlineData("mask-ratio", "\"three quarters\"", "a number", "three quarters")]
    [InlineData("mask-ratio", "\"0,75\"", "a number", "0,75")]
    [InlineData("norm-pix-loss", "1", "true or false", "1")]
    [InlineData("precision", "\"fp8\"", "one of auto, fp32, bf16", "fp8")]
    public void Value_OfAnotherType_IsAnErrorWithItsOrigin(string key, string json, string expected, string shown) =>
        AssertFaults($$"""{ "{{key}}": {{json}} }""", $"--{key} must be {expected}, but is '{shown}' ('{Path}').");

    [Fact, Trait("Kind", "Unit")]
    public void Value_SeveralOfAnotherType_AreAllNamed() => AssertFaults("""{ "batch-size": "b", "epochs": "e" }""",
        $"--batch-size must be a whole number, but is 'b' ('{Path}').",
        $"--epochs must be a whole number, but is 'e' ('{Path}').");

    [Fact, Trait("Kind", "Unit")]
    public void Environment_OtherVariables_AreLeftAlone()
    {
        SettingLayer layer = SettingLayer.FromEnvironment(
            new Dictionary<string, string> { ["MAE_GOLDEN"] = "x", ["MAE_LIBTORCH"] = "y", ["MASK_RATIO"] = "0.1", ["MAE_EPOCHS"] = "3" }, Table);
        Assert.Equal(new Dictionary<string, string> { ["epochs"] = "3" }, layer.Values);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Environment_TwoSpellings_IsAnError()
    {
        InputException fault = Assert.Throws<InputException>(() => SettingLayer.FromEnvironment(
            new Dictionary<string, string> { ["MAE_MASK_RATIO"] = "0.5", ["MAE_MASKRATIO"] = "0.6" }, Table));
        Assert.Equal("The environment has 'mask-ratio' twice; one of its variables is 'MAE_MASK_RATIO'.", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Json_OfOptions_BindsToTheSameOptions()
    {
        var options = new PretrainOptions
        {
            Data = "a folder with \"quotes\" and ä",
            MaskRatio = 0.1 + 0.2,
            LearningRate = 1e-20,
            NormPixLoss = false,
            Steps = long.MaxValue,
            Seed = -5,
            ClipGrad = 1.5,
            MaskSampler = "block",
        };
        Assert.Equal(options, Bind(SettingStack.ToJson(Table, options)));
    }

    private string Path => folder["config.json"];

    private PretrainOptions Bind(string json)
    {
        File.WriteAllText(Path, json);
        return new SettingStack(Table, [SettingLayer.FromFile(Path, Table)]).Bind<PretrainOptions>();
    }

    private void AssertFaults(string json, params string[] faults) =>
        Assert.Equal(faults, Assert.Throws<InputException>(() => Bind(json)).Problems);
}
