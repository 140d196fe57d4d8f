namespace MaeUnderstand.Evaluation.Probing;

/// <summary>Another folder to measure a probe on.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Path">The folder, or a file of packed images.</param>
public sealed record EvalOn(string Name, string Path)
{
    /// <summary>Reads <c>name=DIR</c>.</summary>
    /// <returns><see langword="null"/> where the text is not of that form.</returns>
    public static EvalOn? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int at = text.IndexOf('=', StringComparison.Ordinal);
        if (at < 1 || string.IsNullOrWhiteSpace(text[(at + 1)..]))
            return null;
        string name = text[..at];
        return name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') ? new EvalOn(name, text[(at + 1)..]) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}={Path}";
}
