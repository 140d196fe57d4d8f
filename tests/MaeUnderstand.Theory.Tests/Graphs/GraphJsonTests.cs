using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Tests.Graphs;

[Trait("Kind", "Unit")]
public sealed class GraphJsonTests
{
    private const string Nodes = "\"latents\": [\"z1\", \"z2\"], \"observables\": [\"x1\", \"x2\"]";
    private const string Whole = Nodes + ", \"edges\": [[\"z1\", \"z2\"], [\"z2\", \"x1\"], [\"z2\", \"x2\"]]";

    [Fact]
    public void Parse_Graph_HasNamesMaskAndDimensions()
    {
        GraphDocument document = GraphJson.Parse(
            $$"""{"name": "n", "description": "d", {{Whole}}, "masked": ["x2"], "noise_dimensions": {"z1": 3}, "tags": [1]}""", "'g.json'");

        Assert.Equal(("n", "d"), (document.Name, document.Description));
        Assert.Equal([3], document.Masked!);
        Assert.Equal([3, 1, 1, 1], document.Graph.NoiseDimensions.ToArray());
        Assert.Equal([3L, 4, 5, 5], document.Graph.Dimensions.ToArray());
        Assert.Equal([1], document.Graph.Parents(2).ToArray());
    }

    [Fact]
    public void Format_Graph_IsReadBack()
    {
        GraphDocument document = GraphJson.Parse(
            $$"""{"name": "a \"é\"", {{Whole}}, "masked": ["x2"], "noise_dimensions": {"z1": 3} }""", "");
        string text = GraphJson.Format(document);

        Assert.Equal("""
            {
              "name": "a \"é\"",
              "latents": ["z1", "z2"],
              "observables": ["x1", "x2"],
              "edges": [["z1", "z2"], ["z2", "x1"], ["z2", "x2"]],
              "masked": ["x2"],
              "noise_dimensions": {"z1": 3}
            }

            """, text);
        Assert.Equal(text, GraphJson.Format(GraphJson.Parse(text, "")));
    }

    [Fact]
    public void Parse_VisibleAlone_MasksTheOthers()
    {
        Assert.Equal([2], GraphJson.Parse($$"""{{{Whole}}, "visible": ["x2"]}""", "").Masked!);
        Assert.Null(GraphJson.Parse($$"""{{{Whole}}}""", "").Masked);
    }

    [Fact]
    public void Schema_Always_IsJson() => Assert.Contains("noise_dimensions", GraphJson.Schema, StringComparison.Ordinal);

    [Theory]
    [InlineData("{", "'g.json' is not valid JSON: see line 1, byte 2.")]
    [InlineData("{\"latents\": [], \"latents\": []}", "'g.json' is not valid JSON: a key comes twice.")]
    [InlineData("[1]", "'g.json' must be a JSON object with \"latents\", \"observables\" and \"edges\", but is a list.")]
    [InlineData("{}", "'g.json' has no \"latents\": a list of names.")]
    [InlineData("{\"latents\": {}}", "'g.json': \"latents\" must be a list of names, but is an object.")]
    [InlineData("{\"latents\": [\"z\", 7]}", "'g.json': \"latents\" must be a list of names, but has 7.")]
    [InlineData("{\"latents\": [\"z\", \"y\", \"z\"], \"observables\": [\"x\"]}", "'g.json': 'z' is given twice.")]
    [InlineData("{\"latents\": [\"z\", \"x\"], \"observables\": [\"x\"]}",
        "'g.json': 'x' is given among the latents and among the observables.")]
    [InlineData("{\"latents\": [\"z\", \" \"], \"observables\": [\"a,b\"]}",
        "'g.json': the node names ' ' and 'a,b' cannot be used: " +
        "a name has a letter or more, no comma, no control character and no blank at either end.")]
    [InlineData("{\"latents\": [\"z\", \"e_z\"], \"observables\": [\"x\"]}",
        "'g.json': 'e_z': e_v is the name of the source of v, so no node can be called so.")]
    [InlineData("{" + Nodes + "}", "'g.json' has no \"edges\": a list of [parent, child].")]
    [InlineData("{" + Nodes + ", \"edges\": 7}", "'g.json': \"edges\" must be a list of [parent, child], but is a number.")]
    [InlineData("{" + Nodes + ", \"edges\": [[\"z1\", \"x1\"], [\"z1\"]]}",
        "'g.json': edge 2 must be [parent, child], two names, but is [\"z1\"].")]
    [InlineData("{" + Nodes + ", \"edges\": [[\"z1\", \"q\"], [\"p\", \"x1\"], [\"z2\", \"q\"]]}",
        "'g.json': \"edges\" names 'q' and 'p', but no latent or observable is called so.")]
    [InlineData("{" + Nodes + ", \"edges\": [[\"z1\", \"z2\"], [\"z2\", \"z1\"]]}",
        "'g.json': The graph has a cycle: z1 -> z2 -> z1. Remove one of its edges.")]
    [InlineData("{" + Nodes + ", \"edges\": [[\"x1\", \"z2\"]]}",
        "'g.json': The observable 'x1' has the child 'z2': only latents may have children.")]
    [InlineData("{" + Whole + ", \"name\": 7}", "'g.json': \"name\" must be a text, but is a number.")]
    [InlineData("{" + Whole + ", \"name\": \"\\u001b[2J\"}", "'g.json': \"name\" must be one line without control characters.")]
    [InlineData("{" + Whole + ", \"masked\": \"x1\"}", "'g.json': \"masked\" must be a list of names, but is a text.")]
    [InlineData("{" + Whole + ", \"masked\": [\"x1\", \"z1\", \"q\"]}",
        "'g.json': \"masked\" names 'z1' and 'q': only observables of the graph may stand there.")]
    [InlineData("{" + Whole + ", \"masked\": [\"x1\", \"x1\"]}", "'g.json': \"masked\" names 'x1' twice.")]
    [InlineData("{" + Whole + ", \"masked\": [\"x1\"], \"visible\": [\"x1\"]}",
        "'g.json': each observable must be in one of \"masked\" and \"visible\", but 'x1' and 'x2' are in both or neither.")]
    [InlineData("{" + Whole + ", \"noise_dimensions\": [1]}",
        "'g.json': \"noise_dimensions\" must be an object of names and numbers, but is a list.")]
    [InlineData("{" + Whole + ", \"noise_dimensions\": {\"q\": 1}}",
        "'g.json': \"noise_dimensions\" names 'q', which is no node of the graph.")]
    [InlineData("{" + Whole + ", \"noise_dimensions\": {\"z1\": 0}}",
        "'g.json': \"noise_dimensions\" of 'z1' must be a whole number from 1 to 1000000, but is 0.")]
    [InlineData("{" + Whole + ", \"exogenous\": [\"e_z1\", \"z2\"]}",
        "'g.json': \"exogenous\" names 'z2': the sources are called e_v for each node v.")]
    [InlineData("{" + Whole + ", \"exogenous\": [\"e_z2\", \"e_x1\"]}",
        "'g.json': \"exogenous\" has no source for 'z1' and 'x2': " +
        "every node needs one, roots and observables included (or leave the list out).")]
    [InlineData("{\"latents\": [\"\\ud800\"]}", "'g.json' has a text that is not Unicode.")]
    public void Parse_Faults_AreOneLineWithThePlaceAndTheNodes(string text, string message)
    {
        var fault = Assert.Throws<InvalidDataException>(() => GraphJson.Parse(text, "'g.json'"));

        Assert.Equal(message, fault.Message);
    }

    [Fact]
    public void Parse_EverySource_IsTaken() =>
        Assert.Equal(4, GraphJson.Parse($$"""{{{Whole}}, "exogenous": ["e_z1", "e_z2", "e_x1", "e_x2"]}""", "").Graph.NodeCount);

    [Fact]
    public void Read_UnknownEndingOrNoFile_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("'g.txt' must end in .json, .dot or .gv, so that its format is known.",
            Assert.Throws<InvalidDataException>(() => GraphFile.Read("g.txt")).Message);
        string path = folder["g.json"];
        Assert.Equal($"There is no graph '{path}'.", Assert.Throws<FileNotFoundException>(() => GraphFile.Read(path)).Message);
        File.WriteAllText(path, $$"""{{{Whole}}}""");
        File.WriteAllText(folder["g.GV"], "digraph { z -> x; x [kind=observable] }");
        Assert.Equal((4, 2), (GraphFile.Read(path).Graph.NodeCount, GraphFile.Read(folder["g.GV"]).Graph.NodeCount));
    }
}
