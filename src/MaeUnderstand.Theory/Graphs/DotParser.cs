namespace MaeUnderstand.Theory.Graphs;

/// <summary>Parses the part of Graphviz DOT that <see cref="GraphDot"/> describes.</summary>
internal sealed class DotParser
{
    private const int DeepestBlock = 100;                         // each block in a block takes some of the stack
    // Looks are passed over at once: kept as defaults, each would be copied for every node.
    private static readonly string[] Known = ["kind", "masked", "noise_dimension", "description"];
    private static readonly string[] Keywords = ["graph", "digraph", "node", "edge", "subgraph", "strict"];

    private readonly string place;
    private readonly List<DotToken> tokens;
    private readonly Dictionary<string, DotNode> nodes = new(StringComparer.Ordinal);
    private int next;
    private int depth;

    private DotParser(string text, string place)
    {
        this.place = place;
        tokens = new DotTokens(text, place).Read();
    }

    /// <summary>The name of the digraph; may be empty.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Attributes of the graph itself that mean something.</summary>
    public Dictionary<string, string> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>The nodes in the order in which they first come.</summary>
    public List<DotNode> Nodes { get; } = [];

    /// <summary>The edges, by name.</summary>
    public List<(string Parent, string Child)> Edges { get; } = [];

    /// <summary>Parses a text.</summary>
    /// <exception cref="InvalidDataException">It has something else than the part that is read.</exception>
    public static DotParser Parse(string text, string place)
    {
        var parser = new DotParser(text, place);
        parser.ParseGraph();
        return parser;
    }

    private void ParseGraph()
    {
        if (Peek() is { } strict && strict.IsKeyword("strict"))
            next++;
        if (Peek() is not { } kind || !(kind.IsKeyword("digraph") || kind.IsKeyword("graph")))
            throw Fault("a graph begins with 'digraph'.");
        if (kind.IsKeyword("graph"))
            throw Fault("an undirected graph has no parents and children: it must be a digraph.");
        next++;
        if (Peek() is { IsName: true } name)
        {
            Name = name.Text;
            next++;
        }
        ParseBlock(new Dictionary<string, string>(StringComparer.Ordinal), isWhole: true);
        if (next < tokens.Count)
            throw Fault("a file has one graph, and more follows after it.");
    }

    private void ParseBlock(Dictionary<string, string> defaults, bool isWhole)
    {
        if (++depth > DeepestBlock)
            throw Fault($"subgraphs may stand at most {DeepestBlock} deep in each other.");
        Expect("{");
        while (Peek() is { } token && !token.Is("}"))
        {
            if (token.Is(";"))
                next++;
            else
                ParseStatement(token, defaults, isWhole);
        }
        Expect("}");
        depth--;
    }

    private void ParseStatement(DotToken token, Dictionary<string, string> defaults, bool isWhole)
    {
        if (token.Is("{") || token.IsKeyword("subgraph"))
        {
            ParseSubgraph(token, defaults);
            return;
        }
        if (token.IsKeyword("node") || token.IsKeyword("edge") || token.IsKeyword("graph"))
        {
            next++;
            var ignored = new Dictionary<string, string>(StringComparer.Ordinal);
            ParseAttributes(token.IsKeyword("node") ? defaults : token.IsKeyword("graph") && isWhole ? Attributes : ignored,
                isNeeded: true);
            return;
        }
        string name = TakeName("a node");
        if (Peek() is { } sign && sign.Is("="))
        {
            next++;
            string value = TakeName("a value");
            if (isWhole && Known.Contains(name))
                Attributes[name] = value;
            return;
        }
        ParseNodeOrEdges(name, token.Line, defaults);
    }

    /// <summary>A subgraph only groups nodes: they are read as if they stood outside it, with the defaults that hold inside.</summary>
    private void ParseSubgraph(DotToken token, Dictionary<string, string> defaults)
    {
        if (token.IsKeyword("subgraph"))
        {
            next++;
            if (Peek() is { IsName: true })
                next++;
        }
        ParseBlock(new Dictionary<string, string>(defaults, StringComparer.Ordinal), isWhole: false);
        if (Peek() is { } arrow && arrow.Is("->"))
            throw Fault("an edge from a subgraph is not read: write an edge for each node.");
    }

    private void ParseNodeOrEdges(string first, int line, Dictionary<string, string> defaults)
    {
        var chain = new List<string> { first };
        DotNode node = Declare(first, line, defaults);
        while (Peek() is { } arrow && (arrow.Is("->") || arrow.Is("--")))
        {
            if (arrow.Is("--"))
                throw Fault("'--' has no direction: write '->' from parent to child.");
            next++;
            if (Peek() is { } group && (group.Is("{") || group.IsKeyword("subgraph")))
                throw Fault("an edge to a subgraph is not read: write an edge for each node.");
            int at = Peek()?.Line ?? line;
            string child = TakeName("the child of an edge");
            Declare(child, at, defaults);
            Edges.Add((chain[^1], child));
            chain.Add(child);
        }
        if (Peek() is { } port && port.Is(":"))
            throw Fault("ports are not read: a name with a colon needs quotes.");
        ParseAttributes(chain.Count == 1 ? node.Attributes : new Dictionary<string, string>(StringComparer.Ordinal), isNeeded: false);
    }

    private DotNode Declare(string name, int line, Dictionary<string, string> defaults)
    {
        if (!nodes.TryGetValue(name, out DotNode? node))
        {
            node = new DotNode(name, line, new Dictionary<string, string>(defaults, StringComparer.Ordinal));
            nodes.Add(name, node);
            Nodes.Add(node);
        }
        return node;
    }

    private void ParseAttributes(Dictionary<string, string> into, bool isNeeded)
    {
        if (isNeeded && !(Peek() is { } open && open.Is("[")))
            throw Fault("'[' is missing: attributes stand in brackets.");
        while (Peek() is { } bracket && bracket.Is("["))
        {
            next++;
            while (Peek() is { } token && !token.Is("]"))
            {
                string key = TakeName("an attribute");
                Expect("=");
                string value = TakeName("a value");
                if (Known.Contains(key))
                    into[key] = value;
                if (Peek() is { } separator && (separator.Is(",") || separator.Is(";")))
                    next++;
            }
            Expect("]");
        }
    }

    private DotToken? Peek() => next < tokens.Count ? tokens[next] : null;

    private string TakeName(string what)
    {
        if (Peek() is not { IsName: true } token)
            throw Fault($"{what} is expected here.");
        if (!token.IsQuoted && Keywords.Any(token.IsKeyword))
            throw Fault($"'{token.Text}' is a word of the format: as a name it needs quotes.");
        next++;
        return token.Text;
    }

    private void Expect(string sign)
    {
        if (!(Peek() is { } token && token.Is(sign)))
            throw Fault($"'{sign}' is expected here.");
        next++;
    }

    private InvalidDataException Fault(string message)
    {
        int line = next < tokens.Count ? tokens[next].Line : tokens.Count > 0 ? tokens[^1].Line : 1;
        string found = next < tokens.Count ? NameList.Quoted(tokens[next].Text) : "the end of the file";
        return new InvalidDataException($"{place}, line {line}, at {found}: {message}");
    }
}
