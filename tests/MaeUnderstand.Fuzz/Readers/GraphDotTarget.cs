using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Fuzz.Readers;

/// <summary>The reader of graphs as Graphviz DOT.</summary>
internal sealed class GraphDotTarget() : GraphTarget(
[
    "digraph", "graph", "strict", "subgraph", "node", "edge", "kind", "observable", "latent", "masked", "true", "noise_dimension",
    "description", "->", "--", "{", "}", "[", "]", "=", ";", ",", ":", "/*", "*/", "//", "#", "\n", "\"\"", "\"\\\"", "\"\n\"", "\"e_z\"",
    "z", "x", "[kind=observable]", "[kind=observable, masked=true]", "1000000", "<b>",
])
{
    public override string Name => "graph-dot";

    public override IEnumerable<byte[]> Seeds()
    {
        yield return "digraph { x [kind=observable]; z -> x }"u8.ToArray();
        yield return """
            strict digraph "a \"name\"" {
              description="What it shows.";
              node [shape=box, kind=observable]; x1; x2 [masked=true]; x3
              node [shape=circle, kind=latent]
              // a chain
              z1 -> z2 -> x1 [color=red];
              z2 -> x2; z1 -> x3 /* and another */
              z1 [noise_dimension=3];
            }
            """u8.ToArray();
        yield return """
            digraph g {
            # grouped
            subgraph cluster { node [kind=observable] "x,1"; x2 }
            { z -> x2; "e z" -> x2 }
            edge [style=dotted]; z -> y; y [kind=observable masked=true];
            }
            """u8.ToArray();
    }

    protected override GraphDocument Parse(string text, string place) => GraphDot.Parse(text, place);

    protected override string Format(GraphDocument document) => GraphDot.Format(document);
}
