using System.Reflection;
using System.Runtime.InteropServices;

namespace MaeUnderstand.Fuzz.Execution;

/// <summary>
/// Which branches an execution took, and about how often: SharpFuzz's instrumentation counts each pair of successive places in a map of
/// 64 KiB, as AFL's does. Code that is not instrumented (native decoders) leaves no trace; its outcomes are counted instead.
/// </summary>
internal sealed unsafe class CoverageMap : IDisposable
{
    private const int Size = 1 << 16;

    // By name: SharpFuzz takes an assembly that refers to its trace for one that is instrumented already, and this one is to be.
    private static readonly Type Trace = Type.GetType("SharpFuzz.Common.Trace, SharpFuzz.Common", throwOnError: true)!;
    private static readonly FieldInfo Place = Trace.GetField("PrevLocation")!;

    private readonly byte* trace = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly byte[] seen = new byte[Size];                // a bit for each class of counts
    private readonly HashSet<string> outcomes = [];

    public CoverageMap() => Trace.GetField("SharedMem")!.SetValue(null, Pointer.Box(trace, typeof(byte*)));

    /// <summary>Branches and outcomes seen so far.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets the last execution.</summary>
    public void Clear()
    {
        new Span<byte>(trace, Size).Clear();
        Place.SetValue(null, 0);
    }

    /// <summary>Adds what the last execution took.</summary>
    /// <returns>Whether a part of it is new.</returns>
    public bool Add(string outcome)
    {
        bool isNew = outcomes.Add(outcome);
        Count += isNew ? 1 : 0;
        ReadOnlySpan<ulong> words = new(trace, Size / sizeof(ulong));
        for (int word = words.IndexOfAnyExcept(0ul); word >= 0 && word < words.Length; word++)
        {
            if (words[word] == 0)
                continue;
            for (int at = word * sizeof(ulong); at < (word + 1) * sizeof(ulong); at++)
            {
                byte counted = Class(trace[at]);
                if ((counted & ~seen[at]) == 0)
                    continue;
                Count += seen[at] == 0 ? 1 : 0;
                seen[at] |= counted;
                isNew = true;
            }
        }
        return isNew;
    }

    /// <summary>The map stays where it is: instrumented code that runs later still writes into it.</summary>
    public void Dispose() => Clear();

    private static byte Class(byte count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
