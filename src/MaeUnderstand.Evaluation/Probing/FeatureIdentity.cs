using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>What stored features are of; features of an equal identity are equal.</summary>
/// <param name="Split">The split's name.</param>
/// <param name="Encoder"><see cref="FrozenEncoder.Identity"/>.</param>
/// <param name="Data">The fingerprint of images and labels.</param>
/// <param name="Transform">What was done to the images.</param>
/// <param name="Format">The number format in the file: bf16 or fp32.</param>
/// <param name="Width">D, numbers of a feature.</param>
/// <param name="ImageCount">Images of the split, unreadable ones included.</param>
/// <param name="ClassNames">The names of the labels.</param>
public sealed record FeatureIdentity(
    string Split, string Encoder, string Data, string Transform, string Format, int Width, int ImageCount,
    IReadOnlyList<string> ClassNames)
{
    private const int NameLetters = 16;

    /// <summary>The identity as text; equal identities have equal texts.</summary>
    public string ToText() => JsonSerializer.Serialize(this);

    /// <summary>Reads an identity.</summary>
    /// <returns><see langword="null"/> where the text is none.</returns>
    public static FeatureIdentity? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<FeatureIdentity>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The name of the folder that holds such features.</summary>
    public string FolderName() => $"{Split}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToText())))[..NameLetters]}";
}
