using MaeUnderstand.Fuzz.Mutation;

namespace MaeUnderstand.Fuzz.Readers;

/// <summary>A reader of foreign files, with what a fuzzer needs to know of it.</summary>
internal abstract class FuzzTarget
{
    /// <summary>What the command line calls it.</summary>
    public abstract string Name { get; }

    /// <summary>What reading a file may take; the reasons stand where it is defined.</summary>
    public abstract Bound Bound { get; }

    /// <summary>Byte sequences that mean something in the format.</summary>
    public virtual IReadOnlyList<byte[]> Words => [];

    /// <summary>Inputs do not grow beyond this.</summary>
    public virtual int LongestInput => 16 * 1024;

    /// <summary>Fuzzing stops at so many findings: they have to be mended first.</summary>
    public virtual int MostFindings => 20;

    /// <summary>Small sound files, from which the others are derived.</summary>
    public abstract IEnumerable<byte[]> Seeds();

    /// <summary>A change that keeps the outer form sound, such as lengths and checksums, so that the inner one is reached.</summary>
    /// <returns>The changed file; <see langword="null"/> where the input has no such form.</returns>
    public virtual byte[]? MutateForm(byte[] input, ByteMutator mutator) => null;

    /// <summary>Reads a file as the program does, values included.</summary>
    /// <exception cref="FindingException">What was read contradicts itself.</exception>
    public abstract void Read(string path);

    /// <summary>What is wrong with a refusal; <see langword="null"/> where it is a documented exception that says it in one line.</summary>
    public abstract string? ProblemWith(Exception refusal, string path);

    /// <summary>For readers that refuse with <see cref="InvalidDataException"/>: one line that starts with the path.</summary>
    protected static string? ProblemWithInvalidData(Exception refusal, string path)
    {
        if (refusal is not InvalidDataException)
            return $"is refused by the undocumented {refusal.GetType().Name}: {refusal.Message}";
        if (!refusal.Message.StartsWith($"'{path}' ", StringComparison.Ordinal))
            return $"is refused by a message that does not start with the path: {refusal.Message}";
        return ProblemWithLine(refusal.Message);
    }

    /// <summary>What is wrong with a line of a message.</summary>
    protected static string? ProblemWithLine(string line)
    {
        const int LongestLine = 5000;                            // a configuration may name paths of 4096 letters
        if (line.Any(char.IsControl))
            return $"is refused by a message with control characters: {line}";
        return line.Length > LongestLine ? $"is refused by a message of {line.Length} characters: {line[..LongestLine]}" : null;
    }
}
