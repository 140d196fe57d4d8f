using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace MaeUnderstand.Cli.Settings;

/// <summary>Values of settings from one place, under the settings' own names.</summary>
/// <param name="Origin">The place, for messages and for the list at the start of a run.</param>
/// <param name="Values">The values as text.</param>
internal sealed record SettingLayer(string Origin, IReadOnlyDictionary<string, string> Values)
{
    private const string EnvironmentPrefix = "MAE_";

    /// <summary>Reads a configuration file.</summary>
    /// <exception cref="InputException">It is missing, no JSON, or has unknown keys.</exception>
    public static SettingLayer FromFile(string path, SettingTable table)
    {
        if (!File.Exists(path))
            throw new InputException($"There is no configuration file '{path}'.");
        string full = Path.GetFullPath(path);
        return FromJson($"'{path}'", builder => builder.AddJsonFile(full, optional: false, reloadOnChange: false), table);
    }

    /// <summary>Reads a configuration that is part of the program.</summary>
    public static SettingLayer FromResource(string origin, string name, SettingTable table)
    {
        using Stream stream = typeof(SettingLayer).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program has no resource '{name}'.");
        return FromJson(origin, builder => builder.AddJsonStream(stream), table);
    }

    /// <summary>Takes the variables <c>MAE_…</c> that name a setting of this command.</summary>
    /// <exception cref="InputException">Two variables name the same setting.</exception>
    public static SettingLayer FromEnvironment(IReadOnlyDictionary<string, string> environment, SettingTable table)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string variable, string value) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (variable.StartsWith(EnvironmentPrefix, StringComparison.Ordinal)
                && table.Find(variable[EnvironmentPrefix.Length..]) is { } setting
                && !values.TryAdd(setting.Name, value))
            {
                throw new InputException($"The environment has '{setting.Name}' twice; one of its variables is '{variable}'.");
            }
        }
        return new SettingLayer("environment", values);
    }

    private static SettingLayer FromJson(string origin, Action<IConfigurationBuilder> add, SettingTable table)
    {
        var builder = new ConfigurationBuilder();
        add(builder);
        IConfigurationRoot configuration;
        try
        {
            configuration = builder.Build();
        }
        catch (Exception fault) when (fault is InvalidDataException or FormatException or JsonException)
        {
            throw new InputException($"The configuration {origin} is no JSON object: {Innermost(fault).Message}");
        }
        using (configuration as IDisposable)
            return FromPairs(origin, configuration.AsEnumerable(), table);
    }

    private static SettingLayer FromPairs(string origin, IEnumerable<KeyValuePair<string, string?>> pairs, SettingTable table)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach ((string key, string? value) in pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (table.Find(key) is not { } setting)
                problems.Add($"The configuration {origin} has the unknown key '{key}'; did you mean '{table.NearestTo(key)}'?");
            else if (value is not null && !values.TryAdd(setting.Name, value))
                problems.Add($"The configuration {origin} has '{setting.Name}' twice.");
        }
        return problems.Count == 0 ? new SettingLayer(origin, values) : throw new InputException(problems);
    }

    private static Exception Innermost(Exception fault) => fault.InnerException is null ? fault : Innermost(fault.InnerException);
}
