using System.Text;
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
    private const int LongestFile = 1 << 20;             // characters; a configuration has some thousand
    private const int LongestText = 4096;                // the longest path of Linux
    private const int LongestName = 100;
    private const int MostProblems = 50;                 // the rest comes when these are mended

    // What Microsoft.Extensions.Configuration allows too. It gets only what was found to be a flat object of known settings: it joins
    // nested keys to paths, so that a small file of long keys round many others takes gigabytes, and its messages quote the file.
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads a configuration file.</summary>
    /// <exception cref="InputException">It is missing, no JSON, or has unknown keys; every fault is a line.</exception>
    public static SettingLayer FromFile(string path, SettingTable table)
    {
        if (!File.Exists(path))
            throw new InputException($"There is no configuration file '{path}'.");
        using FileStream stream = File.OpenRead(path);
        return FromJson(SettingOrigin.File, $"'{path}'", stream, table);
    }

    /// <summary>Reads a configuration that is part of the program.</summary>
    public static SettingLayer FromResource(string place, string name, SettingTable table)
    {
        using Stream stream = typeof(SettingLayer).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program has no resource '{name}'.");
        return FromJson(SettingOrigin.Program, place, stream, table);
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

    private static SettingLayer FromJson(SettingOrigin origin, string place, Stream stream, SettingTable table)
    {
        var text = new char[stream.CanSeek ? Math.Min(stream.Length, LongestFile) + 1 : LongestFile + 1];
        using var reader = new StreamReader(stream);
        int length = reader.ReadBlock(text);
        if (length > LongestFile)
            throw new InputException($"The configuration {place} has more than {LongestFile} characters; is it a configuration?");
        try
        {
            using (JsonDocument document = JsonDocument.Parse(text.AsMemory(0, length), Lenient))
                RequireSettings(place, document.RootElement, table);
            return new SettingLayer(origin, place, ValuesOf(text.AsSpan(0, length), table));
        }
        catch (JsonException fault)
        {
            throw new InputException(
                $"The configuration {place} is no JSON object: see line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}.");
        }
        catch (InvalidOperationException)                // an escaped lone surrogate, which no .NET string can be made of
        {
            throw new InputException($"The configuration {place} has a text that is not Unicode.");
        }
    }

    private static Dictionary<string, string> ValuesOf(ReadOnlySpan<char> json, SettingTable table)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(json)];
        Encoding.UTF8.GetBytes(json, bytes);
        using var stream = new MemoryStream(bytes);
        IConfigurationRoot configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();
        using (configuration as IDisposable)
        {
            return configuration.GetChildren()
                .Where(section => section.Value is not null || section.GetChildren().Any())
                .ToDictionary(section => table.Find(section.Key)!.Name, TextOf, StringComparer.Ordinal);
        }
    }

    /// <summary>A section's value, or those of its list, in order.</summary>
    private static string TextOf(IConfigurationSection section) =>
        section.Value ?? string.Join(Setting.ListSeparator, section.GetChildren().Select(item => item.Value));

    private static void RequireSettings(string place, JsonElement root, SettingTable table)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new InputException($"The configuration {place} is no JSON object: it is a JSON {root.ValueKind}.");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (JsonProperty property in root.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            if (problems.Count == MostProblems)
                break;
            string shown = Quote(property.Name);
            if (property.Name.Length > LongestName || table.Find(property.Name) is not { } setting)
            {
                string nearest = table.NearestTo(property.Name[..Math.Min(property.Name.Length, LongestName)]);
                problems.Add($"The configuration {place} has the unknown key {shown}; did you mean '{nearest}'?");
            }
            else if (setting.IsList && property.Value.ValueKind == JsonValueKind.Array)
                problems.AddRange(ListProblems(place, shown, property.Value));
            else if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                problems.Add($"The configuration {place} has a JSON {property.Value.ValueKind} as {shown}; a setting is a single value.");
            else if (!IsFit(property.Value.ToString()))
                problems.Add($"The configuration {place} has a text with control characters, or of more than {LongestText}, as {shown}.");
            else if (!names.Add(setting.Name))
                problems.Add($"The configuration {place} has '{setting.Name}' twice.");
        }
        if (problems.Count > 0)
            throw new InputException(problems);
    }

    private static IEnumerable<string> ListProblems(string place, string shown, JsonElement list)
    {
        if (list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            yield return $"The configuration {place} has a list of something else than texts as {shown}.";
        else if (list.EnumerateArray().Any(item => !IsFit(item.GetString()!)))
            yield return $"The configuration {place} has a text with control characters, or of more than {LongestText}, as {shown}.";
    }

    private static bool IsFit(string text) => text.Length <= LongestText && !text.Any(char.IsControl);

    /// <summary>Quotes a name that a file supplied: shortened, and without characters that could forge lines or drive a terminal.</summary>
    private static string Quote(string name)
    {
        string shown = name.Length > LongestName ? string.Concat(name.AsSpan(0, LongestName), "…") : name;
        return $"'{string.Concat(shown.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter))}'";
    }
}
