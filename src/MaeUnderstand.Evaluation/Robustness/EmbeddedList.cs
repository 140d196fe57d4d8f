using System.Text.Json;

namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>The lists that are part of the program, as JSON (<c>Robustness/Lists</c>).</summary>
internal static class EmbeddedList
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads a list.</summary>
    /// <typeparam name="T">Its form.</typeparam>
    /// <param name="name">The file's name.</param>
    public static T Read<T>(string name)
    {
        using Stream stream = typeof(EmbeddedList).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program has no resource '{name}'.");
        return JsonSerializer.Deserialize<T>(stream, Json)!;
    }
}
