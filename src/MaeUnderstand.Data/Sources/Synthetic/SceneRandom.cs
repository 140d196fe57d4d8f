using MaeUnderstand.Masking;

namespace MaeUnderstand.Data;

/// <summary>Draws of the kinds that a scene needs.</summary>
internal static class SceneRandom
{
    /// <summary>A uniform number between two others.</summary>
    public static float NextSingle(this ref KeyedRandom random, float low, float high) => (float)random.NextDouble(low, high);

    /// <summary>A uniform number between −<paramref name="reach"/> and <paramref name="reach"/>.</summary>
    public static float Jitter(this ref KeyedRandom random, float reach) => random.NextSingle(-reach, reach);

    /// <summary>One of the values of an enumeration.</summary>
    public static T Choose<T>(this ref KeyedRandom random)
        where T : struct, Enum
    {
        T[] values = Enum.GetValues<T>();
        return values[random.NextInt32(values.Length)];
    }
}
