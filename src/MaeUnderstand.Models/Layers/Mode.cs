namespace MaeUnderstand.Models.Layers;

/// <summary>x</summary>
public static class Mode
{
    /// <summary>x</summary>
    public static string Value { get; set; } = "";
    /// <summary>x</summary>
    public static bool Has(string what) => Value.Contains(what, StringComparison.Ordinal);
}
