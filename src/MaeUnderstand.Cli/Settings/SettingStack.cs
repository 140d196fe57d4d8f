using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace MaeUnderstand.Cli.Settings;

/// <summary>Layers of settings, the later ones over the earlier.</summary>
/// <param name="table">The settings.</param>
/// <param name="layers">From the lowest to the highest.</param>
internal sealed class SettingStack(SettingTable table, IReadOnlyList<SettingLayer> layers)
{
    private readonly IConfigurationRoot merged = Merge(layers);

    /// <summary>Whether a layer of that kind is in the stack.</summary>
    public bool Has(SettingOrigin origin) => layers.Any(layer => layer.Origin == origin);

    /// <summary>Makes the options record from its defaults and the layers.</summary>
    /// <exception cref="InputException">A value is not of its setting's kind; every fault is a line.</exception>
    public TOptions Bind<TOptions>() where TOptions : new()
    {
        var options = new TOptions();
        string[] problems =
        [
            .. from setting in table.All
               let text = merged[setting.Name]
               where text is not null
               let problem = setting.Set(options, text, PlaceOf(setting))
               where problem is not null
               select problem,
        ];
        return problems.Length == 0 ? options : throw new InputException(problems);
    }

    /// <summary>The resolved options, a line each, with the place each value comes from.</summary>
    public IEnumerable<string> Describe(object options)
    {
        int width = table.All.Max(setting => setting.Name.Length);
        return from setting in table.All
               let value = setting.ValueIn(options) ?? setting.Default
               let place = merged[setting.Name] is null ? "default" : PlaceOf(setting)
               select $"  {setting.Name.PadRight(width)}  {value}  ({place})";
    }

    /// <summary>The resolved options as a configuration file.</summary>
    /// <param name="table">The settings.</param>
    /// <param name="options">The record.</param>
    /// <param name="left">Names that say where a run is rather than what, and so do not belong in the file.</param>
    public static string ToJson(SettingTable table, object options, params IReadOnlyCollection<string> left)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            foreach (Setting setting in table.All.Where(setting => !left.Contains(setting.Name)))
            {
                if (setting.ValueIn(options) is not { } value)
                    continue;
                json.WritePropertyName(setting.Name);
                if (setting.IsList)
                    WriteList(json, value);
                else if (setting.IsText)
                    json.WriteStringValue(value);
                else
                    json.WriteRawValue(value);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteList(Utf8JsonWriter json, string value)
    {
        json.WriteStartArray();
        foreach (string text in value.Split(Setting.ListSeparator))
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static IConfigurationRoot Merge(IReadOnlyList<SettingLayer> layers)
    {
        var builder = new ConfigurationBuilder();
        foreach (SettingLayer layer in layers)
            builder.AddInMemoryCollection(layer.Values!);
        return builder.Build();
    }

    private string PlaceOf(Setting setting) => layers.Last(layer => layer.Values.ContainsKey(setting.Name)).Place;
}
