using System.Globalization;
using System.Text.Json;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>What must not change when the training of a head goes on, or its steps would not be those of an uninterrupted one.</summary>
/// <param name="Encoder"><see cref="FrozenEncoder.Identity"/>.</param>
/// <param name="Data">The fingerprint of the training images.</param>
/// <param name="Seed">The seed of order, crops and initial weights.</param>
/// <param name="EffectiveBatch">Images of a step.</param>
/// <param name="BatchSize">Images of a forward pass.</param>
/// <param name="MinCrop">Smallest share of an image's area in a crop.</param>
/// <param name="IsFlipped">Whether every other image is flipped.</param>
/// <param name="ClassNames">The names of the labels.</param>
/// <param name="Features">What it is trained on.</param>
internal sealed record ProbeIdentity(
    string Encoder, string Data, long Seed, int EffectiveBatch, int BatchSize, double MinCrop, bool IsFlipped,
    IReadOnlyList<string> ClassNames, ProbeFeatures Features = ProbeFeatures.Augmented)
{
    /// <summary>Reads an identity.</summary>
    /// <returns><see langword="null"/> where the text is none.</returns>
    public static ProbeIdentity? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ProbeIdentity>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The identity as text.</summary>
    public string ToText() => JsonSerializer.Serialize(this);

    /// <summary>What this saved head has differently from the one that is asked for; <see langword="null"/> if nothing.</summary>
    /// <param name="wanted">The one that is asked for.</param>
    public string? DifferenceTo(ProbeIdentity wanted)
    {
        if (ClassNames.Count != wanted.ClassNames.Count)
            return $"is a head of {ClassNames.Count} classes, but the data has {wanted.ClassNames.Count}";
        if (!ClassNames.SequenceEqual(wanted.ClassNames))
            return "is a head of other classes than the data's";
        (string Name, object Own, object Wanted)[] numbers =
        [
            ("--features", NameOf(Features), NameOf(wanted.Features)),
            ("--seed", Seed, wanted.Seed),
            ("--effective-batch", EffectiveBatch, wanted.EffectiveBatch),
            ("--batch-size", BatchSize, wanted.BatchSize),
            ("--min-crop", MinCrop, wanted.MinCrop),
            ("--flip", IsFlipped, wanted.IsFlipped),
        ];
        string differences = string.Join("; ", numbers.Where(pair => !pair.Own.Equals(pair.Wanted))
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Name} {pair.Own}, not {pair.Wanted}")));
        if (differences.Length > 0)
            return $"was trained with {differences}";
        if (Encoder != wanted.Encoder)
            return "was trained on another encoder (other weights, --pool, --precision or device)";
        return Data == wanted.Data ? null : "was trained on other images";
    }

    private static string NameOf(ProbeFeatures features) => features.ToString().ToLowerInvariant();
}
