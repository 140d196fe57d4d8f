namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>
/// What came out for one mask with one seed. Every R² is kernel ridge regression's on samples that nothing was fitted to.
/// </summary>
public sealed record IdentifyRow
{
    /// <summary>The graph.</summary>
    public required string Graph { get; init; }

    /// <summary>Of the graph's nodes, edges and dimensions: another graph of the same name has another.</summary>
    public required string GraphFingerprint { get; init; }

    /// <summary>The masked observables.</summary>
    public required string Mask { get; init; }

    /// <summary>The seed of the mechanisms, the data and the weights.</summary>
    public required long Seed { get; init; }

    /// <summary>The members of C.</summary>
    public required IReadOnlyList<string> Shared { get; init; }

    /// <summary>The level of C's highest member; see <see cref="MaeUnderstand.Theory.Graphs.LatentGraph.Levels"/>.</summary>
    public required int Level { get; init; }

    /// <summary>
    /// Width of the code: the dimensions of the noise of C's members and of all their ancestors. The members' own dimensions may add up
    /// to more, as members share ancestors.
    /// </summary>
    public required int CodeWidth { get; init; }

    /// <summary>Share of the masked part's variance that the decoder rebuilds on held-out samples.</summary>
    public required double Explained { get; init; }

    /// <summary>Share of the code's variance that the inverse network finds again in the decoder's output; absent without one.</summary>
    public double? Inverted { get; init; }

    /// <summary>From the code to all of C.</summary>
    public required double SharedR2 { get; init; }

    /// <summary>From the code to all sources of s_m; the code is a function of the visible part, which is independent of them.</summary>
    public required double MaskedOnlyR2 { get; init; }

    /// <summary>
    /// From the code to all sources of s_mᶜ in the reading <c>tight</c>, which are independent of C. The other readings hold sources of
    /// C's ancestors too, which C determines: of them a code that is right tells a lot.
    /// </summary>
    public required double VisibleOnlyR2 { get; init; }

    /// <summary>From all of C to the code.</summary>
    public required double BackR2 { get; init; }

    /// <summary>From the code to each latent: members of C, their ancestors, which follow from them, and the others.</summary>
    public required IReadOnlyDictionary<string, double> LatentR2 { get; init; }

    /// <summary>From the code to each source of s_m, by its node's name.</summary>
    public required IReadOnlyDictionary<string, double> MaskedSourceR2 { get; init; }

    /// <summary>From the code to each source of s_mᶜ, by its node's name.</summary>
    public required IReadOnlyDictionary<string, double> VisibleSourceR2 { get; init; }

    /// <summary>How long it took.</summary>
    public required double Seconds { get; init; }
}
