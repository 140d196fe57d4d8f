namespace MaeUnderstand.Theory.Graphs;

/// <summary>The names of a graph file's nodes and their numbers.</summary>
internal sealed class NodeTable
{
    private const string SourcePrefix = "e_";
    private readonly Dictionary<string, int> numbers;

    private NodeTable(IReadOnlyList<string> latents, IReadOnlyList<string> observables, Dictionary<string, int> numbers) =>
        (Latents, Observables, this.numbers) = (latents, observables, numbers);

    /// <summary>The latents.</summary>
    public IReadOnlyList<string> Latents { get; }

    /// <summary>The observables.</summary>
    public IReadOnlyList<string> Observables { get; }

    /// <summary>All nodes.</summary>
    public int Count => Latents.Count + Observables.Count;

    /// <summary>Numbers the nodes, the latents first.</summary>
    /// <param name="latents">Names of the latents.</param>
    /// <param name="observables">Names of the observables.</param>
    /// <param name="place">The file, for messages.</param>
    /// <exception cref="InvalidDataException">A name is given twice or is not usable.</exception>
    public static NodeTable Create(IReadOnlyList<string> latents, IReadOnlyList<string> observables, string place)
    {
        string[] unfit = [.. latents.Concat(observables).Where(name => !IsFit(name)).Distinct()];
        if (unfit.Length > 0)
        {
            string what = unfit.Length == 1 ? "node name" : "node names";
            throw new InvalidDataException($"{place}: the {what} {NameList.Of(unfit)} cannot be used: " +
                "a name has a letter or more, no comma, no control character and no blank at either end.");
        }
        string[] both = [.. latents.Intersect(observables)];
        if (both.Length > 0)
        {
            throw new InvalidDataException(
                $"{place}: {NameList.Of(both)} {(both.Length == 1 ? "is" : "are")} given among the latents and among the observables.");
        }
        var numbers = new Dictionary<string, int>(latents.Count + observables.Count, StringComparer.Ordinal);
        string[] repeated = [.. latents.Concat(observables).Where(name => !numbers.TryAdd(name, numbers.Count)).Distinct()];
        if (repeated.Length > 0)
            throw new InvalidDataException($"{place}: {NameList.Of(repeated)} {(repeated.Length == 1 ? "is" : "are")} given twice.");
        string[] sources = [.. numbers.Keys.Where(name => IsSourceName(name) && numbers.ContainsKey(name[SourcePrefix.Length..]))];
        if (sources.Length > 0)
        {
            throw new InvalidDataException(
                $"{place}: {NameList.Of(sources)}: e_v is the name of the source of v, so no node can be called so.");
        }
        return new NodeTable(latents, observables, numbers);
    }

    /// <summary>A node's number, or −1.</summary>
    public int Find(string name) => numbers.GetValueOrDefault(name, -1);

    /// <summary>The number of the node whose source is called so, or −1.</summary>
    public int FindSource(string name) => IsSourceName(name) ? Find(name[SourcePrefix.Length..]) : -1;

    /// <summary>A node's name.</summary>
    public string NameOf(int node) => node < Latents.Count ? Latents[node] : Observables[node - Latents.Count];

    /// <summary>The numbers of observables that a mask names.</summary>
    /// <param name="names">The names.</param>
    /// <param name="key">Where they stand in the file.</param>
    /// <param name="place">The file, for messages.</param>
    /// <exception cref="InvalidDataException">A name is unknown, a latent's or given twice.</exception>
    public int[] ObservablesOf(IReadOnlyList<string> names, string key, string place)
    {
        string[] unknown = [.. names.Where(name => Find(name) < Latents.Count).Distinct()];
        if (unknown.Length > 0)
        {
            throw new InvalidDataException(
                $"{place}: \"{key}\" names {NameList.Of(unknown)}: only observables of the graph may stand there.");
        }
        string[] repeated = [.. names.CountBy(name => name).Where(same => same.Value > 1).Select(same => same.Key)];
        if (repeated.Length > 0)
            throw new InvalidDataException($"{place}: \"{key}\" names {NameList.Of(repeated)} twice.");
        return [.. names.Select(Find)];
    }

    /// <summary>A text of a file that is shown to readers.</summary>
    /// <param name="text">The text.</param>
    /// <param name="key">What it is in the file.</param>
    /// <param name="place">The file, for messages.</param>
    /// <exception cref="InvalidDataException">It has characters that could forge lines, drive a terminal or spoil a picture.</exception>
    public static string Shown(string text, string key, string place) => text.All(IsShown)
        ? text
        : throw new InvalidDataException($"{place}: \"{key}\" must be one line without control characters.");

    /// <summary>Builds the graph.</summary>
    /// <param name="edges">Parent and child.</param>
    /// <param name="noiseDimensions">dim(e_v) of every node.</param>
    /// <param name="place">The file, for messages.</param>
    /// <exception cref="InvalidDataException">It breaks an invariant.</exception>
    public LatentGraph Build(ReadOnlySpan<(int Parent, int Child)> edges, IReadOnlyList<int> noiseDimensions, string place)
    {
        try
        {
            return LatentGraph.Create(Latents, Observables, edges, noiseDimensions);
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidDataException($"{place}: {fault.Message}", fault);
        }
    }

    private static bool IsSourceName(string name) => name.StartsWith(SourcePrefix, StringComparison.Ordinal);

    private static bool IsFit(string name) => name.Length > 0 && !char.IsWhiteSpace(name[0]) && !char.IsWhiteSpace(name[^1])
        && name.All(letter => IsShown(letter) && letter != ',');

    private static bool IsShown(char letter) => !char.IsControl(letter) && letter < '\uFFFE';          // the last two are none of XML's
}
