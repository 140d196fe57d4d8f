using System.Security.Cryptography;
using System.Text;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>A graph and one mask of its observables.</summary>
/// <param name="GraphName">The graph's name.</param>
/// <param name="Located">The mask and the sets of Theorem 1, s_mᶜ in the reading <c>tight</c>.</param>
internal sealed record IdentifyCase(string GraphName, LocatedInformation Located)
{
    private const int FingerprintLetters = 16;

    /// <summary>The graph.</summary>
    public LatentGraph Graph => Located.Partition.Graph;

    /// <summary>The names of the masked observables, separated by commas.</summary>
    public string MaskName => string.Join(',', Located.Partition.Masked.ToArray().Select(Graph.NameOf));

    /// <summary>
    /// Differs where a graph's nodes, their order, its edges or its dimensions do, on all of which a run's numbers depend.
    /// </summary>
    public string GraphFingerprint => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(GraphJson.Format(new GraphDocument(Graph)))))[..FingerprintLetters];

    /// <summary>Makes a case of names.</summary>
    /// <param name="graphName">The graph's name, for messages.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="mask">Names of the masked observables, separated by commas.</param>
    /// <exception cref="InvalidDataException">The mask does not fit the graph, or the two parts share no latent.</exception>
    public static IdentifyCase Create(string graphName, LatentGraph graph, string mask)
    {
        string[] names = mask.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        LocatedInformation located = LocatedInformation.Locate(ObservablePartition.FromNames(graph, names), VisibleReading.Tight);
        return located.Shared.C.Count > 0
            ? new(graphName, located)
            : throw new InvalidDataException($"The mask '{mask}' of the graph '{graphName}' leaves nothing to learn: " +
                "no latent generates both a masked and a visible observable.");
    }
}
