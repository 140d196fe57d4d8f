using System.Runtime.InteropServices;

namespace MaeUnderstand.Fuzz.Readers;

/// <summary>
/// A reader with a deliberate fault behind three comparisons, one after another: chance alone would need some 2²⁴ tries to pass them, a
/// fuzzer that sees how far an input came some ten thousand. It tests the fuzzer.
/// </summary>
internal sealed class BrokenTarget(BrokenTarget.Fault fault) : FuzzTarget
{
    private const int TooMuch = 64 << 20;

    /// <summary>What the reader does wrong.</summary>
    internal enum Fault
    {
        Exception,
        Crash,
        Hang,
        Managed,
        Native,
    }

    public override string Name => $"broken-{fault.ToString().ToLowerInvariant()}";

    public override Bound Bound { get; } = new(TimeSpan.FromSeconds(0.4), 16 << 20, 100);

    public override int LongestInput => 64;

    public override int MostFindings => 1;

    public override IEnumerable<byte[]> Seeds() => ["any"u8.ToArray()];

    public override void Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length < 3)
            throw new InvalidDataException($"'{path}' is short.");
        if (bytes[0] == 'F')
        {
            if (bytes[1] == 'U')
            {
                if (bytes[2] == 'Z')
                    Fail();
            }
        }
    }

    public override string? ProblemWith(Exception refusal, string path) => ProblemWithInvalidData(refusal, path);

    private unsafe void Fail()
    {
        switch (fault)
        {
            case Fault.Exception:
                throw new InvalidOperationException("deliberate");
            case Fault.Crash:
                Environment.FailFast("deliberate");
                break;
            case Fault.Hang:
                Thread.Sleep(Timeout.Infinite);
                break;
            case Fault.Managed:
                GC.KeepAlive(new byte[TooMuch]);
                break;
            case Fault.Native:
                void* block = NativeMemory.Alloc(TooMuch);
                new Span<byte>(block, TooMuch).Fill(1);
                NativeMemory.Free(block);
                break;
        }
    }
}
