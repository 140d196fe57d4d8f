using System.Text;

namespace MaeUnderstand.Theory.Graphs;

/// <summary>Texts that are part of the library.</summary>
internal static class Resource
{
    /// <summary>A text, which must be there.</summary>
    public static string Text(string name)
    {
        using Stream stream = typeof(Resource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The library has no resource '{name}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
