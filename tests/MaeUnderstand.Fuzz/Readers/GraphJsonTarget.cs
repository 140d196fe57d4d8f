using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Fuzz.Readers;

/// <summary>The reader of graphs as JSON.</summary>
internal sealed class GraphJsonTarget() : GraphTarget(
[
    "\"latents\"", "\"observables\"", "\"edges\"", "\"masked\"", "\"visible\"", "\"noise_dimensions\"", "\"exogenous\"", "\"name\"",
    "\"description\"", "\"z1\"", "\"z2\"", "\"x1\"", "\"x2\"", "\"e_z1\"", "\"e_x1\"", "\"\"", "\"\\n\"", "\"\\u001b[2J\"", "\"\\ud800\"",
    "[\"z1\",\"x1\"]", "[]", "{}", "null", "true", "1000000", "1e2", ",",
])
{
    public override string Name => "graph-json";

    public override IEnumerable<byte[]> Seeds()
    {
        yield return """{"latents":["z1"],"observables":["x1","x2"],"edges":[["z1","x1"],["z1","x2"]]}"""u8.ToArray();
        yield return """
            {"name":"g","description":"Two levels.","latents":["z1","z2","z3"],"observables":["x1","x2","x3"],"edges":[
            ["z1","z2"],["z1","z3"],["z2","x1"],["z2","x2"],["z3","x2"],["z3","x3"]],
            "masked":["x2","x1"],"noise_dimensions":{"z1":2,"x3":7},"more":[0.5]}
            """u8.ToArray();
        yield return """
            {"latents":["z1","z2"],"observables":["x1","x2"],"edges":[["z2","x1"],["z1","x2"],["z1","z2"]],"visible":["x1"],
            "exogenous":["e_z1","e_z2","e_x1","e_x2"]}
            """u8.ToArray();
        yield return """{"latents":[],"observables":[],"edges":[]}"""u8.ToArray();
    }

    protected override GraphDocument Parse(string text, string place) => GraphJson.Parse(text, place);

    protected override string Format(GraphDocument document) => GraphJson.Format(document);
}
