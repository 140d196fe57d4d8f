using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;

namespace MaeUnderstand.Theory.Tests.Location;

[Trait("Kind", "Unit")]
public sealed class DSeparationTests
{
    // a -> b -> c, a -> d <- e, d -> x
    private static readonly LatentGraph Graph = SmallGraphs.Create("a b c d e", "x", "a>b b>c a>d e>d d>x");

    [Theory]
    [InlineData("a", "c", "", true)]                             // a chain
    [InlineData("a", "c", "b", false)]
    [InlineData("b", "d", "", true)]                             // a fork
    [InlineData("b", "d", "a", false)]
    [InlineData("a", "e", "", false)]                            // a collider
    [InlineData("a", "e", "d", true)]
    [InlineData("a", "e", "x", true)]                            // below a collider
    [InlineData("c", "e", "x", true)]
    [InlineData("c", "e", "x a", false)]
    [InlineData("a", "e", "e_d", false)]
    [InlineData("e_a", "e_b", "", false)]                        // sources
    [InlineData("e_a", "e_b", "b", true)]
    [InlineData("e_a", "x", "", true)]
    [InlineData("e_a", "x", "a", false)]
    [InlineData("e_c", "x", "", false)]
    [InlineData("a", "a", "", true)]
    [InlineData("a", "a", "a", false)]
    public void FindConnection_PathsOfEachKind_AreOpenOrBlocked(string first, string second, string given, bool isConnected)
    {
        (Variable, Variable)? expected = isConnected ? (Parse(first), Parse(second)) : null;
        Variable[] conditions = [.. given.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

        Assert.Equal(expected, DSeparation.FindConnection(Graph, [Parse(first)], [Parse(second)], conditions));
        (Variable, Variable)? reversed = isConnected ? (Parse(second), Parse(first)) : null;
        Assert.Equal(reversed, DSeparation.FindConnection(Graph, [Parse(second)], [Parse(first)], conditions));
    }

    private static Variable Parse(string name) =>
        name.StartsWith("e_", StringComparison.Ordinal)
            ? new(Graph.Find(name[2..]), IsSource: true)
            : new(Graph.Find(name), IsSource: false);
}
