namespace MaeUnderstand.Training.Configuration;

/// <summary>
/// Makes a property of an options record a setting: an option of the command line (<c>--name</c>), a key of a configuration file
/// (<c>"name"</c>) and an environment variable (<c>MAE_NAME</c>), all from this one line.
/// </summary>
/// <param name="name">The option's name without dashes in front, words joined by a dash.</param>
/// <param name="help">What it is, with its unit; the default is shown beside it.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string name, string help) : Attribute
{
    /// <summary>The option's name.</summary>
    public string Name { get; } = name;

    /// <summary>What the help says of it.</summary>
    public string Help { get; } = help;

    /// <summary>Whether the option may stand without a value, which then is empty.</summary>
    public bool IsValueOptional { get; init; }

    /// <summary>What the help says the default is, where the property's own default value does not say it.</summary>
    public string? Default { get; init; }
}
