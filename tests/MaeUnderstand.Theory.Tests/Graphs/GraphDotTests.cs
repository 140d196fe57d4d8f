using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Tests.Graphs;

[Trait("Kind", "Unit")]
public sealed class GraphDotTests
{
    [Fact]
    public void Parse_EveryFormThatIsRead_GivesTheGraph()
    {
        GraphDocument document = GraphDot.Parse("""
            # made by hand
            strict digraph "my graph" {
              description = "what it shows"; rankdir=TB
              graph [size="6,4"]; edge [color=red]
              a -> b -> "x 1" [weight=2];        // a chain
              subgraph cluster_0 {
                node [kind=observable, shape=box];
                "x\"2\"" [masked=true]
                label=pixels
              }
              /* the last
                 edge */
              a -> "x\"2\""; "x 1" [kind=observable]; b [noise_dimension=3; label="b, big"]
            }
            """, "'g.dot'");

        Assert.Equal(("my graph", "what it shows"), (document.Name, document.Description));
        Assert.Equal(
            GraphJson.Format(GraphJson.Parse("""
                {"name": "my graph", "description": "what it shows", "latents": ["a", "b"], "observables": ["x 1", "x\"2\""],
                 "edges": [["a", "b"], ["a", "x\"2\""], ["b", "x 1"]], "masked": ["x\"2\""], "noise_dimensions": {"b": 3}}
                """, "")),
            GraphJson.Format(document));
    }

    [Theory]
    [InlineData("fig2")]
    [InlineData("fig4a")]
    [InlineData("pitfalls")]
    public void Format_WorkedExample_IsReadBack(string name)
    {
        GraphDocument example = WorkedExamples.Find(name)!;

        Assert.Equal(GraphJson.Format(example), GraphJson.Format(GraphDot.Parse(GraphDot.Format(example, located: [0]), "")));
    }

    [Fact]
    public void Format_Graph_StatesEveryKind()
    {
        LatentGraph graph = LatentGraph.Create(["z \"1\""], ["x1", "x2"], [(0, 1), (0, 2)], [2, 1, 1]);

        Assert.Equal("""
            digraph {
              "z \"1\"" [kind=latent, shape=circle, style=filled, fillcolor=orange, noise_dimension=2];
              "x1" [kind=observable, shape=box];
              "x2" [kind=observable, shape=box, masked=true, style=filled, fillcolor=gray80];
              "z \"1\"" -> "x1";
              "z \"1\"" -> "x2";
            }

            """, GraphDot.Format(new GraphDocument(graph) { Masked = [2] }, located: [0]));
    }

    [Theory]
    [InlineData("", "'g.dot', line 1, at the end of the file: a graph begins with 'digraph'.")]
    [InlineData("graph { a -- b }", "'g.dot', line 1, at 'graph': an undirected graph has no parents and children: it must be a digraph.")]
    [InlineData("digraph {\n a -- b }", "'g.dot', line 2, at '--': '--' has no direction: write '->' from parent to child.")]
    [InlineData("digraph { a -> b", "'g.dot', line 1, at the end of the file: '}' is expected here.")]
    [InlineData("digraph { a -> ; }", "'g.dot', line 1, at ';': the child of an edge is expected here.")]
    [InlineData("digraph { a [kind observable] }", "'g.dot', line 1, at 'observable': '=' is expected here.")]
    [InlineData("digraph { node -> b }", "'g.dot', line 1, at '->': '[' is missing: attributes stand in brackets.")]
    [InlineData("digraph { a -> edge }", "'g.dot', line 1, at 'edge': 'edge' is a word of the format: as a name it needs quotes.")]
    [InlineData("digraph { a:n -> b }", "'g.dot', line 1, at ':': ports are not read: a name with a colon needs quotes.")]
    [InlineData("digraph { a -> { b c } }", "'g.dot', line 1, at '{': an edge to a subgraph is not read: write an edge for each node.")]
    [InlineData("digraph { { b c } -> a }", "'g.dot', line 1, at '->': an edge from a subgraph is not read: write an edge for each node.")]
    [InlineData("digraph { a } digraph { b }", "'g.dot', line 1, at 'digraph': a file has one graph, and more follows after it.")]
    [InlineData("digraph {\n\n a [label=<b>] }", "'g.dot', line 3: HTML text, <…>, is not read: use a quoted text.")]
    [InlineData("digraph { a [label=\"b] }", "'g.dot', line 1: a quoted text does not end.")]
    [InlineData("digraph { /* a }", "'g.dot', line 1: a comment does not end.")]
    [InlineData("digraph { a? }", "'g.dot', line 1: '?' is not expected here: a name with such a character needs quotes.")]
    [InlineData("digraph { description=\"a\nb\"; x [kind=observable] }",
        "'g.dot': \"description\" must be one line without control characters.")]
    [InlineData("digraph { a -> b }", "'g.dot' has no observable: mark each of them, for instance x1 [kind=observable].")]
    [InlineData("digraph { a -> b\n b [kind=pixel] }", "'g.dot', line 1: kind of 'b' must be observable or latent, but is 'pixel'.")]
    [InlineData("digraph { a -> b; b [kind=observable, masked=yes] }",
        "'g.dot', line 1: masked of 'b' must be true or false, but is 'yes'.")]
    [InlineData("digraph { a [masked=true] b [kind=observable] }",
        "'g.dot', line 1: 'a' is a latent and cannot be masked: only observables can be.")]
    [InlineData("digraph { a [noise_dimension=0] b [kind=observable] }",
        "'g.dot', line 1: noise_dimension of 'a' must be a whole number from 1 to 1000000, but is '0'.")]
    [InlineData("digraph { a -> b -> a; x [kind=observable] }", "'g.dot': The graph has a cycle: a -> b -> a. Remove one of its edges.")]
    [InlineData("digraph { x [kind=observable]; x -> a }",
        "'g.dot': The observable 'x' has the child 'a': only latents may have children.")]
    [InlineData("digraph { a -> x; a -> x; x [kind=observable] }", "'g.dot': The edge from 'a' to 'x' is given twice.")]
    public void Parse_Faults_AreOneLineWithTheLine(string text, string message)
    {
        var fault = Assert.Throws<InvalidDataException>(() => GraphDot.Parse(text, "'g.dot'"));

        Assert.Equal(message, fault.Message);
    }

    [Fact]
    public void Parse_DeepBlocks_AreRefused()
    {
        var fault = Assert.Throws<InvalidDataException>(() => GraphDot.Parse($"digraph {new string('{', 100_000)}", "'g.dot'"));

        Assert.Equal("'g.dot', line 1, at '{': subgraphs may stand at most 100 deep in each other.", fault.Message);
    }
}
