using System.CommandLine;

namespace MaeUnderstand.Cli.Settings;

/// <summary>The command-line options of a table of settings, and <c>--config</c>.</summary>
internal sealed class SettingOptions
{
    private readonly SettingTable table;
    private readonly Dictionary<Setting, Option<string[]?>> optionBySetting;
    private readonly Option<string?> config = new("--config")
    {
        Description = "JSON file of settings: the names below without dashes in front",
        HelpName = "file",
    };

    /// <summary>Adds the options to a command.</summary>
    public SettingOptions(Command command, SettingTable table)
    {
        this.table = table;
        optionBySetting = table.All.ToDictionary(setting => setting, ToOption);
        command.Options.Add(config);
        foreach (Setting setting in table.All)
            command.Options.Add(optionBySetting[setting]);
    }

    /// <summary>Stacks what the user gave: files below the environment, that below the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="lowest">Layers under the configuration file, chosen once the layers above are known.</param>
    /// <exception cref="InputException">A configuration file is not usable.</exception>
    public SettingStack Stack(ParseResult parsed, IReadOnlyDictionary<string, string> environment,
        Func<IReadOnlyList<SettingLayer>, IEnumerable<SettingLayer>>? lowest = null)
    {
        var layers = new List<SettingLayer>();
        if (parsed.GetValue(config) is { } path)
            layers.Add(SettingLayer.FromFile(path, table));
        layers.Add(SettingLayer.FromEnvironment(environment, table));
        layers.Add(new SettingLayer(SettingOrigin.CommandLine, "command line", optionBySetting
            .Where(pair => parsed.GetResult(pair.Value) is not null)
            .ToDictionary(pair => pair.Key.Name, pair => string.Join(Setting.ListSeparator, parsed.GetValue(pair.Value) ?? []), StringComparer.Ordinal)));
        return new SettingStack(table, [.. lowest?.Invoke(layers) ?? [], .. layers]);
    }

    private static Option<string[]?> ToOption(Setting setting) => new("--" + setting.Name)
    {
        Description = setting.Default is null ? setting.Help : $"{setting.Help} [default: {setting.Default}]",
        HelpName = setting.ValueName,
        Arity = setting.IsList ? ArgumentArity.OneOrMore : setting.IsValueOptional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        AllowMultipleArgumentsPerToken = setting.IsList,
        CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
    };
}
