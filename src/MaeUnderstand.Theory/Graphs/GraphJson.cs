using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MaeUnderstand.Theory.Graphs;

/// <summary>
/// Graphs as JSON; <see cref="Schema"/> describes the format. Keys that it does not know are passed over, so that a file may carry
/// more about a graph.
/// </summary>
public static class GraphJson
{
    private const int LargestDimension = 1_000_000;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The format as a JSON Schema (draft 2020-12).</summary>
    public static string Schema => Resource.Text("graph.schema.json");

    /// <summary>Reads a graph.</summary>
    /// <param name="text">The JSON text.</param>
    /// <param name="place">Where it comes from, as messages name it.</param>
    /// <exception cref="InvalidDataException">It is no JSON or no graph; one line that names the place and the nodes.</exception>
    public static GraphDocument Parse(string text, string place)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(place);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, Strict);
            return Parse(document.RootElement, place);
        }
        catch (JsonException fault)
        {
            string where = fault.LineNumber is { } line ? $"see line {line + 1}, byte {fault.BytePositionInLine + 1}" : "a key comes twice";
            throw new InvalidDataException($"{place} is not valid JSON: {where}.", fault);
        }
        catch (InvalidOperationException fault)          // an escaped lone surrogate, which no .NET string can be made of
        {
            throw new InvalidDataException($"{place} has a text that is not Unicode.", fault);
        }
    }

    /// <summary>Reads a graph from a JSON value that is part of something larger.</summary>
    /// <param name="root">The value.</param>
    /// <param name="place">Where it comes from, as messages name it.</param>
    /// <exception cref="InvalidDataException">It is no graph; one line that names the place and the nodes.</exception>
    public static GraphDocument Parse(JsonElement root, string place)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException(
                $"{place} must be a JSON object with \"latents\", \"observables\" and \"edges\", but is {Kind(root)}.");
        }
        NodeTable nodes = NodeTable.Create(Names(root, "latents", place)!, Names(root, "observables", place)!, place);
        (int, int)[] edges = Edges(root, nodes, place);
        int[] dimensions = NoiseDimensions(root, nodes, place);
        RequireSources(root, nodes, place);
        return new GraphDocument(nodes.Build(edges, dimensions, place))
        {
            Name = Text(root, "name", place),
            Description = Text(root, "description", place),
            Masked = Masked(root, nodes, place),
        };
    }

    /// <summary>Writes a graph; <see cref="Parse(string, string)"/> gives it back.</summary>
    /// <param name="document">The graph.</param>
    public static string Format(GraphDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        LatentGraph graph = document.Graph;
        IEnumerable<int> latents = Enumerable.Range(0, graph.LatentCount);
        IEnumerable<int> observables = Enumerable.Range(graph.LatentCount, graph.ObservableCount);
        var lines = new List<string>();
        if (document.Name.Length > 0)
            lines.Add($"\"name\": {Quoted(document.Name)}");
        if (document.Description.Length > 0)
            lines.Add($"\"description\": {Quoted(document.Description)}");
        lines.Add($"\"latents\": {List(graph, latents)}");
        lines.Add($"\"observables\": {List(graph, observables)}");
        lines.Add($"\"edges\": [{string.Join(", ", latents.SelectMany(node => EdgesOf(graph, node)))}]");
        if (document.Masked is { } masked)
            lines.Add($"\"masked\": {List(graph, masked)}");
        string[] dimensions = [.. latents.Concat(observables).Where(node => graph.NoiseDimensions[node] != 1).Select(node =>
            $"{Quoted(graph.NameOf(node))}: {graph.NoiseDimensions[node].ToString(CultureInfo.InvariantCulture)}")];
        if (dimensions.Length > 0)
            lines.Add($"\"noise_dimensions\": {{{string.Join(", ", dimensions)}}}");
        return new StringBuilder("{\n  ").AppendJoin(",\n  ", lines).Append("\n}\n").ToString();
    }

    private static IEnumerable<string> EdgesOf(LatentGraph graph, int node) =>
        graph.Children(node).ToArray().Select(child => List(graph, [node, child]));

    private static string List(LatentGraph graph, IEnumerable<int> nodes) =>
        $"[{string.Join(", ", nodes.Select(node => Quoted(graph.NameOf(node))))}]";

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Readable);

    private static (int, int)[] Edges(JsonElement root, NodeTable nodes, string place)
    {
        if (!root.TryGetProperty("edges", out JsonElement list))
            throw new InvalidDataException($"{place} has no \"edges\": a list of [parent, child].");
        if (list.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException($"{place}: \"edges\" must be a list of [parent, child], but is {Kind(list)}.");
        var edges = new (int Parent, int Child)[list.GetArrayLength()];
        var unknown = new List<string>();
        int next = 0;
        foreach (JsonElement pair in list.EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2
                || pair.EnumerateArray().Any(end => end.ValueKind != JsonValueKind.String))
            {
                throw new InvalidDataException($"{place}: edge {next + 1} must be [parent, child], two names, but is {Shortened(pair)}.");
            }
            string parent = pair[0].GetString()!, child = pair[1].GetString()!;
            edges[next] = (nodes.Find(parent), nodes.Find(child));
            if (edges[next].Parent < 0)
                unknown.Add(parent);
            if (edges[next].Child < 0)
                unknown.Add(child);
            next++;
        }
        return unknown.Count == 0 ? edges : throw new InvalidDataException(
            $"{place}: \"edges\" names {NameList.Of(unknown.Distinct())}, but no latent or observable is called so.");
    }

    private static int[] NoiseDimensions(JsonElement root, NodeTable nodes, string place)
    {
        int[] dimensions = [.. Enumerable.Repeat(1, nodes.Count)];
        if (!root.TryGetProperty("noise_dimensions", out JsonElement map))
            return dimensions;
        if (map.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{place}: \"noise_dimensions\" must be an object of names and numbers, but is {Kind(map)}.");
        foreach (JsonProperty entry in map.EnumerateObject())
        {
            int node = nodes.Find(entry.Name);
            if (node < 0)
            {
                throw new InvalidDataException(
                    $"{place}: \"noise_dimensions\" names {NameList.Quoted(entry.Name)}, which is no node of the graph.");
            }
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out int dimension)
                || dimension is < 1 or > LargestDimension)
            {
                throw new InvalidDataException($"{place}: \"noise_dimensions\" of {NameList.Quoted(entry.Name)} must be a whole number " +
                    $"from 1 to {LargestDimension}, but is {Shortened(entry.Value)}.");
            }
            dimensions[node] = dimension;
        }
        return dimensions;
    }

    /// <summary>
    /// Every node has a source. A file that lists them may leave none out: Algorithm 1 would lose roots (counterexample P2).
    /// </summary>
    private static void RequireSources(JsonElement root, NodeTable nodes, string place)
    {
        if (Names(root, "exogenous", place, isOptional: true) is not { } sources)
            return;
        string[] unknown = [.. sources.Where(name => nodes.FindSource(name) < 0).Distinct()];
        if (unknown.Length > 0)
        {
            throw new InvalidDataException(
                $"{place}: \"exogenous\" names {NameList.Of(unknown)}: the sources are called e_v for each node v.");
        }
        var has = new bool[nodes.Count];
        foreach (string name in sources)
            has[nodes.FindSource(name)] = true;
        string[] missing = [.. Enumerable.Range(0, nodes.Count).Where(node => !has[node]).Select(nodes.NameOf)];
        if (missing.Length > 0)
        {
            throw new InvalidDataException($"{place}: \"exogenous\" has no source for {NameList.Of(missing)}: " +
                "every node needs one, roots and observables included (or leave the list out).");
        }
    }

    private static int[]? Masked(JsonElement root, NodeTable nodes, string place)
    {
        int[]? masked = Names(root, "masked", place, isOptional: true) is { } names ? nodes.ObservablesOf(names, "masked", place) : null;
        if (Names(root, "visible", place, isOptional: true) is not { } visibleNames)
            return masked;
        int[] visible = nodes.ObservablesOf(visibleNames, "visible", place);
        int[] others = [.. Enumerable.Range(nodes.Latents.Count, nodes.Observables.Count).Except(visible)];
        if (masked is null)
            return others;
        string[] wrong = [.. masked.Except(others).Concat(others.Except(masked)).Order().Select(nodes.NameOf)];
        return wrong.Length == 0 ? masked : throw new InvalidDataException(
            $"{place}: each observable must be in one of \"masked\" and \"visible\", " +
            $"but {NameList.Of(wrong)} {(wrong.Length == 1 ? "is" : "are")} in both or neither.");
    }

    private static string[]? Names(JsonElement root, string key, string place, bool isOptional = false)
    {
        if (!root.TryGetProperty(key, out JsonElement list))
            return isOptional ? null : throw new InvalidDataException($"{place} has no \"{key}\": a list of names.");
        if (list.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException($"{place}: \"{key}\" must be a list of names, but is {Kind(list)}.");
        var names = new List<string>(list.GetArrayLength());
        foreach (JsonElement name in list.EnumerateArray())
        {
            if (name.ValueKind != JsonValueKind.String)
                throw new InvalidDataException($"{place}: \"{key}\" must be a list of names, but has {Shortened(name)}.");
            names.Add(name.GetString()!);
        }
        return [.. names];
    }

    private static string Text(JsonElement root, string key, string place)
    {
        if (!root.TryGetProperty(key, out JsonElement text))
            return "";
        return text.ValueKind == JsonValueKind.String
            ? NodeTable.Shown(text.GetString()!, key, place)
            : throw new InvalidDataException($"{place}: \"{key}\" must be a text, but is {Kind(text)}.");
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private static string Shortened(JsonElement value)
    {
        string quoted = NameList.Quoted(value.GetRawText());
        return quoted[1..^1];
    }
}
