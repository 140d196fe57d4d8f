using MaeUnderstand.Masking;

namespace MaeUnderstand.Theory.Images;

/// <summary>Draws of the kinds that a class needs.</summary>
internal static class SceneRandom
{
    /// <summary>A uniform number between two others.</summary>
    public static float NextSingle(this ref KeyedRandom random, float low, float high) => (float)random.NextDouble(low, high);
}
