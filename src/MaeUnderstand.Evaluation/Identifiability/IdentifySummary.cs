namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>One mask over its seeds.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Mask">The masked observables.</param>
/// <param name="Shared">The members of C.</param>
/// <param name="Level">The level of C's highest member.</param>
/// <param name="CodeWidth">Width of the code.</param>
/// <param name="Explained">See <see cref="IdentifyRow.Explained"/>.</param>
/// <param name="SharedR2">See <see cref="IdentifyRow.SharedR2"/>.</param>
/// <param name="MaskedOnlyR2">See <see cref="IdentifyRow.MaskedOnlyR2"/>.</param>
/// <param name="VisibleOnlyR2">See <see cref="IdentifyRow.VisibleOnlyR2"/>.</param>
/// <param name="BackR2">See <see cref="IdentifyRow.BackR2"/>.</param>
/// <param name="IsIdentified">Whether the medians are as Theorem 2 has it: R² of C at least <see cref="LeastShared"/>, and of s_m and
/// s_mᶜ, together and each source alone, at most <see cref="MostUnshared"/>.</param>
public sealed record IdentifySummary(string Graph, string Mask, IReadOnlyList<string> Shared, int Level, int CodeWidth,
    SeedSpread Explained, SeedSpread SharedR2, SeedSpread MaskedOnlyR2, SeedSpread VisibleOnlyR2, SeedSpread BackR2, bool IsIdentified)
{
    /// <summary>The R² from which C counts as found.</summary>
    public static double LeastShared => 0.9;

    /// <summary>The R² up to which s_m and s_mᶜ count as left out.</summary>
    public static double MostUnshared => 0.2;

    /// <summary>Summarises the runs of one mask.</summary>
    internal static IdentifySummary Of(IReadOnlyList<IdentifyRow> runs)
    {
        IdentifyRow first = runs[0];
        SeedSpread shared = Over(run => run.SharedR2), masked = Over(run => run.MaskedOnlyR2), visible = Over(run => run.VisibleOnlyR2);
        return new(first.Graph, first.Mask, first.Shared, first.Level, first.CodeWidth, Over(run => run.Explained), shared, masked, visible,
            Over(run => run.BackR2),
            shared.Median >= LeastShared && masked.Median <= MostUnshared && visible.Median <= MostUnshared
                && Over(MostOfASource).Median <= MostUnshared);

        static double MostOfASource(IdentifyRow run) => run.MaskedSourceR2.Values.Concat(run.VisibleSourceR2.Values).DefaultIfEmpty(0).Max();

        SeedSpread Over(Func<IdentifyRow, double> value) => SeedSpread.Of([.. runs.Select(value)]);
    }
}
