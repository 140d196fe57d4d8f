using System.Text.Json;
using System.Text.Json.Serialization;

namespace MaeUnderstand.Evaluation;

/// <summary>The form of reports on disk: indented, keys and choices in snake case, without what does not apply.</summary>
internal static class ReportJson
{
    /// <summary>The form.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}
