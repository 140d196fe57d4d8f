using System.Text.Json.Serialization;

namespace MaeUnderstand.Models;

/// <summary>How the tokens of an image become one feature.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Pooling>))]
public enum Pooling
{
    /// <summary>The cls token after the final norm (the reference's default for linear probing).</summary>
    [JsonStringEnumMemberName("cls")]
    ClsToken,

    /// <summary>The norm of the mean of the patch tokens (the reference's <c>global_pool</c>).</summary>
    [JsonStringEnumMemberName("gap")]
    GlobalAverage,
}
