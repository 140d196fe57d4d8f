using System.Globalization;
using System.Reflection;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Cli.Settings;

/// <summary>One setting of an options record: its name, its help, and how text becomes its value.</summary>
internal sealed class Setting
{
    /// <summary>Between the values of a list, in its text form.</summary>
    public const char ListSeparator = '\n';

    private readonly PropertyInfo property;
    private readonly Type type;

    public Setting(PropertyInfo property, SettingAttribute attribute, object defaults)
    {
        this.property = property;
        type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Name = attribute.Name;
        Help = attribute.Help;
        IsValueOptional = attribute.IsValueOptional || type == typeof(bool);
        Default = attribute.Default ?? Text(property.GetValue(defaults));
    }

    /// <summary>The name: <c>mask-ratio</c> for <c>--mask-ratio</c>, <c>"mask-ratio"</c> and <c>MAE_MASK_RATIO</c>.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public string Help { get; }

    /// <summary>The default, in words or as its value.</summary>
    public string? Default { get; }

    /// <summary>Whether the option may stand without a value: a switch, or a text for which an empty value has a meaning.</summary>
    public bool IsValueOptional { get; }

    /// <summary>Whether it is a list of texts, an option that takes several values.</summary>
    public bool IsList => type == typeof(IReadOnlyList<string>);

    /// <summary>What kind of value the help asks for.</summary>
    public string ValueName => IsList || type == typeof(string) || type.IsEnum ? "text" : type == typeof(bool) ? "true|false" : "number";

    /// <summary>A form in which the spellings of a name agree: <c>mask-ratio</c>, <c>mask_ratio</c>, <c>maskRatio</c>.</summary>
    public static string Fold(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>The setting's value in a record, as text that <see cref="Parse"/> takes; <see langword="null"/> where it is absent.</summary>
    public string? ValueIn(object record) => Text(property.GetValue(record));

    /// <summary>Whether the setting's value is text rather than a number, a switch or nothing (for JSON).</summary>
    public bool IsText => IsList || type == typeof(string) || type.IsEnum;

    /// <summary>Sets the value in a record.</summary>
    /// <param name="record">A fresh record; its properties are set once, before anybody sees it.</param>
    /// <param name="text">The value as text.</param>
    /// <param name="origin">Where the text comes from, for the message.</param>
    /// <returns>The fault, or <see langword="null"/>.</returns>
    public string? Set(object record, string text, string origin)
    {
        if (Parse(text) is not { } value)
            return $"--{Name} must be {Expected()}, but is '{text}' ({origin}).";
        property.SetValue(record, value);
        return null;
    }

    private object? Parse(string text)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (type == typeof(string))
            return text;
        if (IsList)
            return text.Split(ListSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (type == typeof(int))
            return int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out int number) ? number : null;
        if (type == typeof(long))
            return long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out long number) ? number : null;
        if (type == typeof(double))
            return double.TryParse(text, NumberStyles.Float, culture, out double number) ? number : null;
        if (type == typeof(bool))
            return text.Length == 0 ? true : bool.TryParse(text, out bool isSet) ? isSet : null;
        if (type.IsEnum)
        {
            string? known = Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
            return known is null ? null : Enum.Parse(type, known);
        }
        throw new NotSupportedException($"The setting '{Name}' is of the type {type}, which has no text form.");
    }

    private string Expected()
    {
        if (type == typeof(int) || type == typeof(long))
            return "a whole number";
        if (type == typeof(double))
            return "a number";
        return type == typeof(bool)
            ? "true or false"
            : $"one of {string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))}";
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        bool isSet => isSet ? "true" : "false",
        IReadOnlyList<string> list => list.Count == 0 ? null : string.Join(ListSeparator, list),
        Enum choice => choice.ToString().ToLowerInvariant(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
