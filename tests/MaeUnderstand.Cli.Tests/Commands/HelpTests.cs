using System.Text.RegularExpressions;
using MaeUnderstand.Cli.Commands.Theory;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Cli.Tests.Support;
using MaeUnderstand.Evaluation.Benchmarks;
using MaeUnderstand.Evaluation.Identifiability;
using MaeUnderstand.Evaluation.Identifiability.Levels;
using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Evaluation.Reconstruction;
using MaeUnderstand.Evaluation.Robustness;
using MaeUnderstand.Training.Benchmarks;
using MaeUnderstand.Training.Finetuning;
using MaeUnderstand.Training.Packing;
using MaeUnderstand.Training.Pretraining;
using MaeUnderstand.Training.Reconstruction;

namespace MaeUnderstand.Cli.Tests.Commands;

/// <summary><c>--help</c>, and arguments that do not parse.</summary>
public sealed partial class HelpTests : IDisposable
{
    // What must be given, or says something by its absence.
    private static readonly string[] WithoutDefault =
        ["checkpoint", "data", "graph", "images", "max-side", "out", "output", "probe", "resume"];

    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_Pretrain_ListsEverySettingWithItsDefault() => AssertListed<PretrainOptions>("pretrain");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_Reconstruct_ListsEverySettingWithItsDefault() => AssertListed<ReconstructOptions>("reconstruct");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_Probe_ListsEverySettingWithItsDefault() => AssertListed<ProbeOptions>("probe");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_Finetune_ListsEverySettingWithItsDefault() => AssertListed<FinetuneOptions>("finetune");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_BenchTrain_ListsEverySettingWithItsDefault() => AssertListed<TrainBenchOptions>("bench", "train");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_BenchLoader_ListsEverySettingWithItsDefault() => AssertListed<LoaderBenchOptions>("bench", "loader");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_BenchMetrics_ListsEverySettingWithItsDefault() => AssertListed<MetricsBenchOptions>("bench", "metrics");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_BenchFeatures_ListsEverySettingWithItsDefault() => AssertListed<FeaturesBenchOptions>("bench", "features");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_BenchProbe_ListsEverySettingWithItsDefault() => AssertListed<ProbeBenchOptions>("bench", "probe");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_EvalRecon_ListsEverySettingWithItsDefault() => AssertListed<EvalReconOptions>("eval-recon");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_Robustness_ListsEverySettingWithItsDefault() => AssertListed<RobustnessOptions>("robustness");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_DataPack_ListsEverySettingWithItsDefault() => AssertListed<PackOptions>("data", "pack");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_DataSynth_ListsEverySettingWithItsDefault() => AssertListed<SynthOptions>("data", "synth");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_BenchTheory_ListsEverySettingWithItsDefault() => AssertListed<TheoryBenchOptions>("bench", "theory");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_TheoryPredict_ListsEverySettingWithItsDefault() => AssertListed<PredictOptions>("theory", "predict");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_TheoryIdentify_ListsEverySettingWithItsDefault() => AssertListed<IdentifyOptions>("theory", "identify");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_TheoryLevels_ListsEverySettingWithItsDefault() => AssertListed<LevelsOptions>("theory", "levels");

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_TheoryLocate_ListsEverySettingWithItsDefault() => AssertListed<LocateOptions>("theory", "locate");

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("convert", "in", "out", "--heads", "--decoder-heads", "--norm-pix-loss", "[default: false]")]
    [InlineData("info", "--device", "[default: auto]")]
    [InlineData("theory", "locate", "predict", "identify", "levels")]
    [InlineData("bench", "train", "loader", "metrics", "features", "probe", "theory")]
    public void Help_OtherCommands_ListsWhatTheyTake(string command, params string[] texts)
    {
        run.Succeed(command, "--help");
        string help = OneLine(run.StandardOutput);
        Assert.All(texts, text => Assert.Contains(text, help));
        Assert.Contains("--libtorch", help);
        Assert.Contains("--verbose", help);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Help_Root_ListsTheCommands()
    {
        run.Succeed("--help");
        Assert.All(
            ["pretrain", "reconstruct", "eval-recon", "probe", "robustness", "finetune", "convert", "data", "theory", "info", "bench"],
            command => Assert.Contains($"  {command} ", run.StandardOutput));
        Assert.Equal("", run.StandardError);
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("There is no option '--mask-ration'. See 'mae pretrain --help'.", "pretrain", "--mask-ration", "0.5")]
    [InlineData("There is no option '-x'. See 'mae bench train --help'.", "bench", "train", "-x")]
    [InlineData("There is no option '--pretrain'. See 'mae --help'.", "--pretrain")]
    [InlineData("There is no command 'pretrian'. See 'mae --help'.", "pretrian", "--epochs", "3")]
    [InlineData("There is no command 'optimizer'. See 'mae bench --help'.", "bench", "optimizer")]
    [InlineData("'folder' is one argument too many. See 'mae pretrain --help'.", "pretrain", "folder")]
    [InlineData("Required command was not provided. See 'mae --help'.")]
    [InlineData("Required command was not provided. See 'mae bench --help'.", "bench")]
    [InlineData("Required argument missing for option: '--epochs'. See 'mae pretrain --help'.", "pretrain", "--epochs")]
    public void Arguments_ThatDoNotParse_AreAnsweredByOneLine(string message, params string[] args) => run.Refuse(message, args);

    [Fact, Trait("Kind", "EndToEnd")]
    public void Verbose_AFault_AddsTheStackTrace()
    {
        string[] args = ["reconstruct", "--checkpoint", "nowhere", "--images", "synthetic"];
        run.Refuse("There is no checkpoint 'nowhere'.", args);
        Assert.Equal(ExitCode.BadInput, run.Invoke([.. args, "--verbose"]));

        Assert.Equal("mae: There is no checkpoint 'nowhere'.", run.ErrorLines[0]);
        Assert.Contains("   at MaeUnderstand.Models.Weights.ModelFile.Open", run.StandardError);
    }

    private void AssertListed<TOptions>(params string[] command) where TOptions : new()
    {
        run.Succeed([.. command, "--help"]);
        string help = OneLine(run.StandardOutput);
        Assert.Contains("--config <file>", help);
        foreach (Setting setting in SettingTable.Of<TOptions>().All)
        {
            Assert.Contains($" --{setting.Name} <{setting.ValueName}> ", help);
            if (WithoutDefault.Contains(setting.Name) && setting.Default is null)
                Assert.Contains(setting.Help, help);
            else
                Assert.Contains($"{setting.Help} [default: {setting.Default}]", help);
        }
    }

    /// <summary>The help breaks its lines to fit the terminal.</summary>
    private static string OneLine(string help) => Spaces().Replace(help, " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
