using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Location;

/// <summary>
/// Checks sets against the conditions of Theorem 1, whatever made them. It shares no code with the algorithms: independence by
/// d-separation, recoverability by information closure, minimality by trying every set of latents.
/// </summary>
/// <param name="partition">The mask.</param>
public sealed class LocationVerifier(ObservablePartition partition)
{
    /// <summary>The most latents for which minimality is checked: 2¹² sets are tried.</summary>
    public const int MostLatents = 12;

    private readonly LatentGraph graph = partition.Graph;
    private readonly Variable[] masked = [.. NodesOf(partition.Masked.ToArray())];
    private readonly Variable[] visible = [.. NodesOf(partition.Visible.ToArray())];
    private readonly Lazy<SharedSetSearch> search = new(() => SharedSetSearch.Run(partition));

    /// <summary>Checks the sets of the algorithms.</summary>
    public static LocationVerification Verify(LocatedInformation located)
    {
        ArgumentNullException.ThrowIfNull(located);
        return new LocationVerifier(located.Partition).Verify(
            located.Shared.C, new InformationSet([], located.Shared.MaskedSources), located.VisibleInformation);
    }

    /// <summary>Checks any sets.</summary>
    /// <param name="c">c: node numbers.</param>
    /// <param name="maskedInformation">s_m.</param>
    /// <param name="visibleInformation">s_mᶜ.</param>
    public LocationVerification Verify(IReadOnlyList<int> c, InformationSet maskedInformation, InformationSet visibleInformation)
    {
        ArgumentNullException.ThrowIfNull(c);
        ArgumentNullException.ThrowIfNull(maskedInformation);
        ArgumentNullException.ThrowIfNull(visibleInformation);
        Variable[] ofMasked = [.. NodesOf(c), .. maskedInformation.Variables];
        Variable[] ofVisible = [.. NodesOf(c), .. visibleInformation.Variables];
        return new LocationVerification(
            MaskedFromSets: Recovers("(c, s_m) determines x_m", ofMasked, masked),
            SetsFromMasked: Recovers("x_m determines (c, s_m)", masked, ofMasked),
            VisibleFromSets: Recovers("(c, s_mᶜ) determines x_mᶜ", ofVisible, visible),
            SetsFromVisible: Recovers("x_mᶜ determines (c, s_mᶜ)", visible, ofVisible),
            Independence: IsIndependent(maskedInformation, ofVisible),
            Minimality: IsMinimal(c));
    }

    private Verdict Recovers(string condition, Variable[] known, Variable[] wanted)
    {
        InformationClosure closure = InformationClosure.Of(graph, known);
        Variable[] lost = [.. wanted.Where(variable => !closure.Determines(variable))];
        return lost.Length == 0
            ? new Verdict(condition, VerdictOutcome.Holds, "", [])
            : new Verdict(condition, VerdictOutcome.Fails, $"{NamesOf(lost)} cannot be recovered", lost);
    }

    private Verdict IsIndependent(InformationSet maskedInformation, Variable[] others)
    {
        const string condition = "s_m is independent of (c, s_mᶜ)";
        return DSeparation.FindConnection(graph, maskedInformation.Variables, others) is not var (own, other)
            ? new Verdict(condition, VerdictOutcome.Holds, "", [])
            : new Verdict(condition, VerdictOutcome.Fails, own == other
                ? $"{NamesOf([own])} is in both"
                : $"{NamesOf([own])} and {NamesOf([other])} are not d-separated", [own, other]);
    }

    private Verdict IsMinimal(IReadOnlyList<int> c)
    {
        const string condition = "c has the smallest dimension";
        if (graph.LatentCount > MostLatents)
        {
            return new Verdict(condition, VerdictOutcome.NotChecked,
                $"{graph.LatentCount} latents have too many subsets to try; at most {MostLatents} are checked", []);
        }
        SharedSetSearch found = search.Value;
        long dimension = SharedSetSearch.DimensionOf(graph, c);
        if (found.ValidCount == 0)
            return new Verdict(condition, VerdictOutcome.Fails, "no set of latents satisfies conditions 1 and 2", []);
        if (dimension > found.Dimension)
        {
            Variable[] better = [.. NodesOf(found.Smallest[0])];
            return new Verdict(condition, VerdictOutcome.Fails,
                $"its dimension is {dimension}, but {SetOf(better)} also satisfies conditions 1 and 2 with {found.Dimension}", better);
        }
        if (!found.Smallest.Any(set => set.Order().SequenceEqual(c.Order())))
        {
            return new Verdict(condition, VerdictOutcome.NotChecked,
                $"it does not satisfy conditions 1 and 2, for which {found.Dimension} dimensions are needed", []);
        }
        string others = found.Smallest.Count == 1 ? "only one" : $"{found.Smallest.Count}";
        string satisfy = found.ValidCount == 1 ? "satisfies" : "satisfy";
        return new Verdict(condition, VerdictOutcome.Holds, $"all {found.Tried} sets of latents tried: {found.ValidCount} {satisfy} " +
            $"conditions 1 and 2, {others} with the smallest dimension, {found.Dimension}", []);
    }

    private static IEnumerable<Variable> NodesOf(IEnumerable<int> nodes) => nodes.Select(node => new Variable(node, IsSource: false));

    private string NamesOf(IEnumerable<Variable> variables) => NameList.Of(variables.Select(variable => variable.NameIn(graph)));

    private string SetOf(IEnumerable<Variable> variables) =>
        $"{{{string.Join(", ", variables.Select(variable => variable.NameIn(graph)))}}}";
}
