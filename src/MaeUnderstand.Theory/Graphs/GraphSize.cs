namespace MaeUnderstand.Theory.Graphs;

/// <summary>How large a <see cref="RandomGraph"/> is.</summary>
/// <param name="Latents">Latents, one or more.</param>
/// <param name="Observables">Observables, one or more.</param>
/// <param name="Edges">Edges; each observable has one at least, and no two nodes more than one.</param>
public readonly record struct GraphSize(int Latents, int Observables, int Edges);
