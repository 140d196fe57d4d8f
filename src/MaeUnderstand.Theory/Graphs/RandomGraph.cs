using MaeUnderstand.Masking;

namespace MaeUnderstand.Theory.Graphs;

/// <summary>Random latent graphs of any size, for measurements and tests.</summary>
public static class RandomGraph
{
    /// <summary>
    /// Draws a graph: the latents in a random causal order; each observable has a parent, and every further edge goes from a random
    /// latent to an observable or to a latent behind it. Latents are numbered without regard to that order.
    /// </summary>
    /// <param name="size">How large it is.</param>
    /// <param name="key">The key of a run or of one of its parts; the same key and size give the same graph.</param>
    /// <exception cref="ArgumentException">
    /// There are no latents or observables, or no graph of that size has so many, or so few, edges.
    /// </exception>
    public static LatentGraph Create(GraphSize size, RandomKey key)
    {
        Require(size);
        var random = new KeyedRandom(key.For(RandomPurpose.TheoryGraph).Derive(0));       // 1 is the mask's: see ObservablePartition
        int[] latents = [.. Enumerable.Range(0, size.Latents)];
        random.Shuffle<int>(latents);                             // a node's place is its causal order; observables come last
        int[] parentCounts = DrawParentCounts(size, ref random);
        var edges = new (int Parent, int Child)[size.Edges];
        int next = 0;
        for (int place = 0; place < parentCounts.Length; place++)
        {
            int child = place < size.Latents ? latents[place] : place;
            int first = next;
            while (next - first < parentCounts[place])
            {
                int parent = latents[random.NextInt32(Math.Min(place, size.Latents))];
                if (!edges.AsSpan(first..next).Contains((parent, child)))
                    edges[next++] = (parent, child);
            }
        }
        return LatentGraph.Create(new NumberedNames("z", size.Latents), new NumberedNames("x", size.Observables), edges);
    }

    private static void Require(GraphSize size)
    {
        (int latents, int observables, int edges) = size;
        if (latents < 1 || observables < 1)
            throw new ArgumentException($"A graph needs latents and observables, not {latents} and {observables}.", nameof(size));
        long most = ((long)latents * (latents - 1) / 2) + ((long)latents * observables);
        if (edges < observables || edges > most)
        {
            throw new ArgumentException(
                $"{latents} latents and {observables} observables have {observables} to {most} edges, not {edges}.", nameof(size));
        }
    }

    private static int[] DrawParentCounts(GraphSize size, ref KeyedRandom random)
    {
        var counts = new int[size.Latents + size.Observables];
        counts.AsSpan(size.Latents).Fill(1);
        for (int drawn = size.Observables; drawn < size.Edges;)
        {
            int place = random.NextInt32(counts.Length);
            if (counts[place] < Math.Min(place, size.Latents))
            {
                counts[place]++;
                drawn++;
            }
        }
        return counts;
    }
}
