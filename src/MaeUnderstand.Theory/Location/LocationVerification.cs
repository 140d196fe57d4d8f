namespace MaeUnderstand.Theory.Location;

/// <summary>The conditions of Theorem 1 for given sets, checked one by one.</summary>
/// <param name="MaskedFromSets">Condition 1: (c, s_m) determines x_m.</param>
/// <param name="SetsFromMasked">Condition 1: x_m determines (c, s_m).</param>
/// <param name="VisibleFromSets">Condition 1: (c, s_mᶜ) determines x_mᶜ.</param>
/// <param name="SetsFromVisible">Condition 1: x_mᶜ determines (c, s_mᶜ).</param>
/// <param name="Independence">Condition 2: s_m is independent of (c, s_mᶜ).</param>
/// <param name="Minimality">Condition 3: no set of latents of smaller total dimension satisfies 1 and 2.</param>
public sealed record LocationVerification(Verdict MaskedFromSets, Verdict SetsFromMasked, Verdict VisibleFromSets, Verdict SetsFromVisible,
    Verdict Independence, Verdict Minimality)
{
    /// <summary>The verdicts in the theorem's order.</summary>
    public IReadOnlyList<Verdict> All => [MaskedFromSets, SetsFromMasked, VisibleFromSets, SetsFromVisible, Independence, Minimality];

    /// <summary>Whether none fails; one that was not checked does not count.</summary>
    public bool Holds => All.All(verdict => verdict.Outcome != VerdictOutcome.Fails);
}
