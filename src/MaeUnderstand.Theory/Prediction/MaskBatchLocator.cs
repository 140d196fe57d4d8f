using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Prediction;

/// <summary>
/// The closed form of Algorithm 1 for 64 masks at once, one bit a mask, in one walk up the graph. With A the latents that are
/// ancestors of both a masked and a visible observable, C is the members of A without a descendant in A.
/// </summary>
/// <remarks>
/// To look at a node's children is enough. Every ancestor of a member of A is an ancestor of the same observables and so in A itself.
/// Were d in A a descendant of v, then the child of v on a path to d would be d or an ancestor of d, and so in A. Hence v has a
/// descendant in A exactly where it has a child in A.
/// </remarks>
/// <param name="graph">The graph.</param>
public sealed class MaskBatchLocator(LatentGraph graph)
{
    /// <summary>Masks of a batch.</summary>
    public const int Width = 64;

    private readonly ulong[] belowMasked = new ulong[graph.NodeCount];     // has a masked observable at or below it
    private readonly ulong[] belowVisible = new ulong[graph.NodeCount];

    /// <summary>Locates the shared information of a batch; not safe for several threads at once.</summary>
    /// <param name="masked">[observables] Bit b is set where mask b removes the observable.</param>
    /// <param name="common">[latents] Receives A: bit b is set where the latent is a common ancestor under mask b.</param>
    /// <param name="minimal">[latents] Receives C.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public void Locate(ReadOnlySpan<ulong> masked, Span<ulong> common, Span<ulong> minimal)
    {
        if (masked.Length != graph.ObservableCount || common.Length != graph.LatentCount || minimal.Length != graph.LatentCount)
        {
            throw new ArgumentException($"Expected {graph.ObservableCount} observables and {graph.LatentCount} latents, " +
                $"but got {masked.Length}, {common.Length} and {minimal.Length}.");
        }
        for (int observable = 0; observable < masked.Length; observable++)
        {
            int node = graph.LatentCount + observable;
            (belowMasked[node], belowVisible[node]) = (masked[observable], ~masked[observable]);
        }
        ReadOnlySpan<int> order = graph.TopologicalOrder;
        for (int i = order.Length - 1; i >= 0; i--)
        {
            int node = order[i];
            if (!graph.IsObservable(node))
                Gather(node, common, minimal);
        }
    }

    private void Gather(int node, Span<ulong> common, Span<ulong> minimal)
    {
        ulong anyMasked = 0, anyVisible = 0, anyCommon = 0;
        foreach (int child in graph.Children(node))
        {
            anyMasked |= belowMasked[child];
            anyVisible |= belowVisible[child];
            if (child < common.Length)
                anyCommon |= common[child];
        }
        (belowMasked[node], belowVisible[node]) = (anyMasked, anyVisible);
        common[node] = anyMasked & anyVisible;
        minimal[node] = common[node] & ~anyCommon;
    }
}
