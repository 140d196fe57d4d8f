using System.Text.Json;
using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;

namespace MaeUnderstand.Theory.Tests.Location;

/// <summary>A graph with a mask of the golden fixtures, and what they say of it.</summary>
/// <param name="Place">The file and, in a file of cases, the case.</param>
/// <param name="Json">The graph, as it stands in the file.</param>
/// <param name="Expected">The right sets; null or undefined where the graph must be refused or nothing is said.</param>
internal sealed record Recorded(string Place, JsonElement Json, JsonElement Expected)
{
    public GraphDocument Document => GraphJson.Parse(Json, Place);

    public ObservablePartition Partition => ObservablePartition.Create(Document.Graph, Document.Masked!);

    /// <summary>
    /// Every recorded graph: a file with <c>cases</c> holds several with their sets in <c>right</c>, each other file is one.
    /// </summary>
    public static IEnumerable<Recorded> All()
    {
        foreach (string name in Golden.JsonNames("theory"))
        {
            JsonElement root = Golden.Json("theory", name);
            if (!root.TryGetProperty("cases", out JsonElement cases))
            {
                yield return new(name, root, Property(root, "expected"));
                continue;
            }
            foreach (JsonElement item in cases.EnumerateArray())
                yield return new($"{name}, {Property(item, "id")}", item, Property(item, "right"));
        }
    }

    public bool MustBeRefused => Expected.ValueKind == JsonValueKind.Null;

    /// <summary>Compares a set with a recorded one, where there is one.</summary>
    public void Check(string key, IEnumerable<int> nodes) =>
        Check(Expected, key, nodes.Select(node => new Variable(node, IsSource: false)));

    /// <summary>Compares a set with a recorded one, where there is one.</summary>
    public void CheckSources(string key, IEnumerable<int> nodes) =>
        Check(Expected, key, nodes.Select(node => new Variable(node, IsSource: true)));

    /// <summary>Compares a set with a recorded one, where there is one.</summary>
    public void Check(JsonElement owner, string key, IEnumerable<Variable> variables)
    {
        JsonElement recorded = Property(owner, key);
        if (recorded.ValueKind != JsonValueKind.Array)
            return;
        LatentGraph graph = Document.Graph;
        string[] expected = [.. recorded.EnumerateArray().Select(name => name.GetString()!).Order(StringComparer.Ordinal)];
        string[] found = [.. variables.Select(variable => variable.NameIn(graph)).Order(StringComparer.Ordinal)];
        Assert.True(expected.SequenceEqual(found),
            $"{Place}: {key} is {{{string.Join(", ", found)}}}, not {{{string.Join(", ", expected)}}}.");
    }

    public static JsonElement Property(JsonElement owner, string key) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(key, out JsonElement value) ? value : default;
}
