namespace MaeUnderstand.Evaluation.Benchmarks;

/// <summary>The time of locating one mask on a random graph.</summary>
/// <param name="Nodes">Its nodes.</param>
/// <param name="Edges">Its edges.</param>
/// <param name="Observables">Its observables, of which half are masked.</param>
/// <param name="BuildSeconds">Drawing the edges and building the graph, once.</param>
/// <param name="AlgorithmOneSeconds">Algorithm 1: c and s_m.</param>
/// <param name="BothAlgorithmsSeconds">Algorithm 1, then Algorithm 2 in its canonical reading.</param>
/// <param name="ClosedFormSeconds">c and s_m by the closed form.</param>
public sealed record LocationTime(int Nodes, int Edges, int Observables, double BuildSeconds, double AlgorithmOneSeconds,
    double BothAlgorithmsSeconds, double ClosedFormSeconds);
