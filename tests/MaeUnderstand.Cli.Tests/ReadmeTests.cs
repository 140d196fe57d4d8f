using System.Text.RegularExpressions;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Cli.Tests.Support;
using MaeUnderstand.Training.Pretraining;

namespace MaeUnderstand.Cli.Tests;

/// <summary>What the README says is so.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Golden.RepositoryRoot(), "README.md"));

    [Fact, Trait("Kind", "Unit")]
    public void Settings_OfPretrain_StandInTheTableWithTheirDefaults()
    {
        string[] expected =
        [
            .. SettingTable.Of<PretrainOptions>().All.Select(setting =>
                $"| `{setting.Name}` | {setting.Default} | {setting.Help} |"),
        ];
        Assert.Equal(expected, Text.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal) && expected.Contains(line)));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Commands_InTheText_AreUnderstood()
    {
        string[] commands = [.. Command().Matches(Text).Select(match => match.Groups[1].Value.Trim())];
        Assert.True(commands.Length > 8, $"Only {commands.Length} commands were found.");
        using var run = new CliRun();
        Assert.All(commands, command =>
        {
            int code = run.Invoke([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
            Assert.True(code == ExitCode.Success, $"mae {command}: {run.StandardError}");
        });
    }

    [Fact, Trait("Kind", "Unit")]
    public void Files_NamedAsConfigurations_Exist()
    {
        string folder = Path.Combine(Golden.RepositoryRoot(), "configs");
        string[] named = [.. ConfigurationFile().Matches(Text).Select(match => match.Groups[1].Value).Distinct()];
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.True(File.Exists(Path.Combine(folder, name)), $"configs/{name} does not exist."));
    }

    [GeneratedRegex(@"(?:scripts/mae|`mae) ((?:pretrain|eval-recon|reconstruct|probe|robustness|finetune|info|data pack|data synth|bench (?:train|loader|metrics|features|probe|theory)|theory (?:locate|predict|identify|levels))[^`#\n…]*)")]
    private static partial Regex Command();

    [GeneratedRegex(@"configs/([\w./-]+\.json)")]
    private static partial Regex ConfigurationFile();
}
