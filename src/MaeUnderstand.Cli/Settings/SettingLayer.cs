using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace MaeUnderstand.Cli.Settings;

/// <summary>Values of settings from one place, under the settings' own names.</summary>
/// <param name="Origin">The kind of place.</param>
/// <param name="Place">The place, for messages and for the list at the start of a run.</param>
/// <param name="Values">The values as text.</param>
internal sealed record SettingLayer(SettingOrigin Origin, string Place, IReadOnlyDictionary<string, string> Values)
{
    private const string EnvironmentPrefix = "MAE_";

    /// <summary>Reads a configuration file.</summary>
    /// <exception cref="InputException">It is missing, no JSON, or has unknown keys.</exception>
    public static SettingLayer FromFile(string path, SettingTable table)
    {
        if (!File.Exists(path))
            throw new InputException($"There is no configuration file '{path}'.");
        string full = Path.GetFullPath(path);
        return FromJson(SettingOrigin.File, $"'{path}'", builder => builder.AddJsonFile(full, optional: false, reloadOnChange: false), table);
    }

    /// <summary>Reads a configuration that is part of the program.</summary>
    public static SettingLayer FromResource(string place, string name, SettingTable table)
    {
        using Stream stream = typeof(SettingLayer).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program has no resource '{name}'.");
        return FromJson(SettingOrigin.Program, place, builder => builder.AddJsonStream(stream), table);
    }

    /// <summary>Whether an environment variable has the form of a setting.</summary>
    public static bool IsVariable(string variable) => variable.StartsWith(EnvironmentPrefix, StringComparison.Ordinal);

    /// <summary>The setting that an environment variable would name.</summary>
    public static string NameOf(string variable) => variable[EnvironmentPrefix.Length..];

    /// <summary>Takes the variables <c>MAE_…</c> that name a setting of this command.</summary>
    /// <exception cref="InputException">Two variables name the same setting.</exception>
    public static SettingLayer FromEnvironment(IReadOnlyDictionary<string, string> environment, SettingTable table)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string variable, string value) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (IsVariable(variable)
                && table.Find(NameOf(variable)) is { } setting
                && !values.TryAdd(setting.Name, value))
            {
                throw new InputException($"The environment has '{setting.Name}' twice; one of its variables is '{variable}'.");
            }
        }
        return new SettingLayer(SettingOrigin.Environment, "environment", values);
    }

    private static SettingLayer FromJson(SettingOrigin origin, string place, Action<IConfigurationBuilder> add, SettingTable table)
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
            throw new InputException($"The configuration {place} is no JSON object: {Innermost(fault).Message}");
        }
        using (configuration as IDisposable)
            return new SettingLayer(origin, place, FromPairs(place, configuration.AsEnumerable(), table));
    }

    private static Dictionary<string, string> FromPairs(string place, IEnumerable<KeyValuePair<string, string?>> pairs, SettingTable table)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach ((string key, string? value) in pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (table.Find(key) is not { } setting)
                problems.Add($"The configuration {place} has the unknown key '{key}'; did you mean '{table.NearestTo(key)}'?");
            else if (value is not null && !values.TryAdd(setting.Name, value))
                problems.Add($"The configuration {place} has '{setting.Name}' twice.");
        }
        return problems.Count == 0 ? values : throw new InputException(problems);
    }

    private static Exception Innermost(Exception fault) => fault.InnerException is null ? fault : Innermost(fault.InnerException);
}
