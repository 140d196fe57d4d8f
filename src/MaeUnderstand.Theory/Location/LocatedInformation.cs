namespace MaeUnderstand.Theory.Location;

/// <summary>Everything that Theorem 1 splits a mask's observables into.</summary>
/// <param name="Partition">The mask.</param>
/// <param name="Shared">c and s_m, by Algorithm 1.</param>
/// <param name="Reading">How Algorithm 2 was read.</param>
/// <param name="VisibleInformation">s_mᶜ, by Algorithm 2.</param>
public sealed record LocatedInformation(
    ObservablePartition Partition, SharedInformation Shared, VisibleReading Reading, InformationSet VisibleInformation)
{
    /// <summary>Runs Algorithm 1, then Algorithm 2.</summary>
    /// <param name="partition">The mask.</param>
    /// <param name="reading">How Algorithm 2 is read.</param>
    public static LocatedInformation Locate(ObservablePartition partition, VisibleReading reading = VisibleReading.Canonical)
    {
        SharedInformation shared = AlgorithmOne.Locate(partition);
        return new LocatedInformation(partition, shared, reading, AlgorithmTwo.Locate(partition, shared.C, reading));
    }
}
