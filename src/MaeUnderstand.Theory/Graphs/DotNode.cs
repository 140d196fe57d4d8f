namespace MaeUnderstand.Theory.Graphs;

/// <summary>A node of a DOT file with its attributes, its own over the defaults that held where it first came.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Line">Where it first came.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record DotNode(string Name, int Line, Dictionary<string, string> Attributes);
