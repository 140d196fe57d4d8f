using System.Text;
using MaeUnderstand.Fuzz.Mutation;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;

namespace MaeUnderstand.Fuzz.Readers;

/// <summary>
/// A reader of latent graphs: what it reads is written out and must be read as the same, and a mask that is read is located by the
/// algorithms and by the closed form, which must agree.
/// </summary>
/// <param name="words">Tokens that mean something in the format.</param>
internal abstract class GraphTarget(IReadOnlyList<string> words) : FuzzTarget
{
    private readonly TextMutator mutator = new(words);

    /// <summary>
    /// The text as letters, its tokens, and for each name of one letter between two signs a string, a dictionary entry and places in the
    /// graph's arrays, for an edge still less; all twice, as the graph is read once more, and then the sets of a mask. Beside that the
    /// runtime's own first-use costs.
    /// </summary>
    public override Bound Bound { get; } = new(TimeSpan.FromSeconds(2), 16 << 20, 600);

    public override IReadOnlyList<byte[]> Words { get; } = [.. words.Select(Encoding.UTF8.GetBytes)];

    public override byte[]? MutateForm(byte[] input, ByteMutator bytes) =>
        Encoding.UTF8.GetBytes(mutator.Mutate(Encoding.UTF8.GetString(input), bytes.Random));

    public override string Read(string path)
    {
        GraphDocument document = Parse(File.ReadAllText(path), $"'{path}'");
        string written = Format(document);
        string again = Format(ParseWritten(written));
        if (written != again)
            throw new FindingException($"is written as {written} and after reading that as {again}.");
        return document.Masked is { } masked ? $"{IsRead} and {Locate(ObservablePartition.Create(document.Graph, masked))}" : IsRead;
    }

    public override string? ProblemWith(Exception refusal, string path)
    {
        if (refusal is not InvalidDataException)
            return $"is refused by the undocumented {refusal.GetType().Name}: {refusal.Message}";
        return refusal.Message.StartsWith($"'{path}'", StringComparison.Ordinal)
            ? ProblemWithLine(refusal.Message)
            : $"is refused by a message that does not start with the path: {refusal.Message}";
    }

    /// <summary>Reads a text.</summary>
    protected abstract GraphDocument Parse(string text, string place);

    /// <summary>Writes a graph.</summary>
    protected abstract string Format(GraphDocument document);

    private GraphDocument ParseWritten(string written)
    {
        try
        {
            return Parse(written, "written");
        }
        catch (InvalidDataException refusal)
        {
            throw new FindingException($"is written as {written}, which is refused: {refusal.Message}");
        }
    }

    private static string Locate(ObservablePartition partition)
    {
        SharedInformation located = LocatedInformation.Locate(partition).Shared, closed = ClosedForm.Locate(partition);
        return located.C.SequenceEqual(closed.C) && located.MaskedSources.SequenceEqual(closed.MaskedSources)
            ? "located"
            : throw new FindingException("has a mask on which Algorithm 1 and the closed form do not agree.");
    }
}
