using System.Text.Json;
using System.Xml.Linq;
using MaeUnderstand.Cli.Tests.Support;
using MaeUnderstand.Theory.Graphs;
using SkiaSharp;

namespace MaeUnderstand.Cli.Tests.Commands;

/// <summary><c>mae theory locate</c>.</summary>
public sealed class TheoryLocateTests : IDisposable
{
    private const string Observables = "its observables are 'x1', 'x2', 'x3', 'x4', 'x5' and 'x6'";
    private const string Small = "{\"latents\": [\"z1\", \"z2\"], \"observables\": [\"x1\", \"x2\"], \"edges\": ";

    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void Locate_WorkedExample_PrintsSetsLevelsAndVerdicts()
    {
        run.Succeed("theory", "locate", "--graph", "fig4b", "--verify");

        Assert.Equal("""
            Figure 4b: too little is visible; the low-level z6 is learned and z2 is not.
            6 latents, 6 observables, 12 edges.

            masked            {x1, x2, x3, x4, x5}
            visible           {x6}
            c                 {z6}  (level 1 of 2, dimension 2)
            c before pruning  {z2, z6}
            s_m               {e_z1, e_z3, e_z4, e_z5, e_x1, e_x2, e_x3, e_x4, e_x5}
            s_mᶜ (canonical)  {e_x6}

            latent  level  dimension  role
            ------  -----  ---------  -----------------------------------
            z1          2          1  its source is in s_m
            z2          2          1  pruned: a member of c determines it
            z3          1          2  its source is in s_m
            z4          1          3  its source is in s_m
            z5          1          3  its source is in s_m
            z6          1          2  in c

            condition of Theorem 1           verdict  detail
            -------------------------------  -------  ---------------------------------------------------------------------------------------------------
            (c, s_m) determines x_m          holds
            x_m determines (c, s_m)          holds
            (c, s_mᶜ) determines x_mᶜ        holds
            x_mᶜ determines (c, s_mᶜ)        holds
            s_m is independent of (c, s_mᶜ)  holds
            c has the smallest dimension     holds    all 64 sets of latents tried: 2 satisfy conditions 1 and 2, only one with the smallest dimension, 2

            """, run.StandardOutput);
        Assert.Equal("", run.StandardError);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Locate_MaskAndReading_TakePrecedenceOverTheGraphs()
    {
        run.Succeed("theory", "locate", "--graph", "fig4b", "--masked", "x1, x2", "--reading", "tight", "--json");

        JsonElement report = JsonDocument.Parse(run.StandardOutput).RootElement;
        Assert.Equal(("fig4b", "tight"), (report.GetProperty("graph").GetString(), report.GetProperty("reading").GetString()));
        Assert.Equal("x1 x2", Names("masked"));
        Assert.Equal("z1", Names("c"));
        Assert.Equal("z1", Names("c_before_pruning"));
        Assert.Equal("e_z3 e_x1 e_x2", Names("s_m"));
        Assert.Equal("e_z2 e_z4 e_z5 e_z6 e_x3 e_x4 e_x5 e_x6", Names("s_mc"));
        Assert.Equal(1, report.GetProperty("dim_of_c").GetInt64());
        Assert.Equal("{\"name\":\"z4\",\"level\":1,\"dimension\":3}", report.GetProperty("latents")[3].GetRawText());
        Assert.False(report.TryGetProperty("conditions", out _));
        Assert.Single(run.OutputLines);

        string Names(string key) => string.Join(' ', report.GetProperty(key).EnumerateArray().Select(name => name.GetString()));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Locate_NothingShared_SaysSo()
    {
        File.WriteAllText(run["g.json"], Small + "[[\"z1\", \"x1\"], [\"z2\", \"x2\"]], \"masked\": [\"x1\"]}");
        run.Succeed("theory", "locate", "--graph", "g.json", "--verify");

        Assert.Contains("c                 {}  (nothing is shared)", run.OutputLines);
        Assert.DoesNotContain("fails", run.StandardOutput, StringComparison.Ordinal);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Draw_EachFormat_ShowsTheGraph()
    {
        run.Succeed("theory", "locate", "--graph", "fig2", "--draw", "out.svg");
        Assert.Equal(["Drew out.svg"], run.ErrorLines);
        string[] texts =
        [
            .. XDocument.Load(run["out.svg"]).Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value),
        ];
        Assert.Empty(((string[])["fig2: c = {z7, z9}", "level 4", "observables", "masked", "visible", "in c, shared", "pruned from c",
            "source in s_m", "source in s_mᶜ"]).Except(texts));
        Assert.Equal((10, 11), (texts.Count(text => text == "z"), texts.Count(text => text == "x")));

        run.Succeed("theory", "locate", "--graph", "fig2", "--draw", "out.png");
        using SKBitmap picture = SKBitmap.Decode(run["out.png"]);
        Assert.True(picture.Width > 1000 && picture.Height > 600, $"{picture.Width} x {picture.Height}");

        run.Succeed("theory", "locate", "--graph", "fig2", "--draw", "out.dot");
        string before = run.StandardOutput;
        Assert.Equal(2, File.ReadAllText(run["out.dot"]).Split("fillcolor=orange").Length - 1);
        run.Succeed("theory", "locate", "--graph", "out.dot");
        Assert.Equal(before, run.StandardOutput);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Draw_TooManyNodes_IsRefusedBeforeTheWork()
    {
        string[] names = [.. Enumerable.Range(1, 400).Select(i => $"x{i}")];
        string edges = string.Join(' ', names.Select(name => $"z -> {name};"));
        File.WriteAllText(run["g.dot"], $"digraph {{ z [kind=latent]; node [kind=observable]; {edges} x1 [masked=true] }}");

        run.Refuse("--draw: a picture of 401 nodes and 400 edges could not be read; at most 300 and 1500 are drawn. " +
            "A .dot file may have any number.",
            "theory", "locate", "--graph", "g.dot", "--draw", "out.svg");
        run.Succeed("theory", "locate", "--graph", "g.dot", "--draw", "out.dot");
        Assert.Contains("…", run.OutputLines.First(line => line.StartsWith("visible", StringComparison.Ordinal)));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Schema_Asked_IsPrinted()
    {
        run.Succeed("theory", "locate", "--schema");
        Assert.Equal(GraphJson.Schema, run.StandardOutput);
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("x1,q,x9", "The mask names 'q' and 'x9', which the graph lacks; " + Observables + ".")]
    [InlineData("x1,z3", "The mask names 'z3', which is a latent: only observables can be masked; " + Observables + ".")]
    [InlineData("x1,x1", "The mask names 'x1' twice.")]
    [InlineData("", "The mask is empty, so nothing is to be predicted: mask some observables, but not all; " + Observables + ".")]
    [InlineData("x6,x5,x4,x3,x2,x1",
        "The mask covers every observable, 'x1', 'x2', 'x3', 'x4', 'x5' and 'x6': leave at least one visible.")]
    public void Locate_BadMask_IsRefusedWithTheNodes(string masked, string message) =>
        run.Refuse(message, "theory", "locate", "--graph", "fig4a", "--masked", masked);

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("[[\"z1\", \"z2\"], [\"z2\", \"z1\"]]", "'g.json': The graph has a cycle: z1 -> z2 -> z1. Remove one of its edges.")]
    [InlineData("[[\"x1\", \"z2\"], [\"z2\", \"x2\"]]",
        "'g.json': The observable 'x1' has the child 'z2': only latents may have children.")]
    [InlineData("[[\"x1\", \"x2\"]]",
        "'g.json': An edge joins the observables 'x1' and 'x2': only latents may have children (Assumption 1).")]
    [InlineData("[[\"z1\", \"q\"]]", "'g.json': \"edges\" names 'q', but no latent or observable is called so.")]
    [InlineData("[]", "--masked is missing, and 'g.json' has no mask of its own: name the masked observables, commas between.")]
    public void Locate_BadGraph_IsRefusedWithFileAndNodes(string edges, string message)
    {
        File.WriteAllText(run["g.json"], $"{Small}{edges}}}");
        run.Refuse(message, "theory", "locate", "--graph", "g.json");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Locate_OtherBadInput_IsRefusedWithALine()
    {
        run.Refuse("--graph is missing: name a .json or .dot file, or one of the examples fig2, fig4a, fig4b, fig4c, pitfalls.",
            "theory", "locate");
        run.Refuse("--graph: there is no example 'fig9'; they are fig2, fig4a, fig4b, fig4c, pitfalls. " +
            "The name of a file ends in .json, .dot or .gv.",
            "theory", "locate", "--graph", "fig9");
        run.Refuse("There is no graph 'none.json'.", "theory", "locate", "--graph", "none.json");
        run.Refuse("--reading must be one of canonical, literal, exogenous, spouse_stop, tight, but is 'loose'.",
            "theory", "locate", "--graph", "fig2", "--reading", "loose");
        run.Refuse("--draw must name a file that ends in .svg, .png, .dot, but is 'out.gif'.",
            "theory", "locate", "--graph", "fig2", "--draw", "out.gif");
        run.Refuse($"'no/out.svg' cannot be written: there is no folder '{run["no"]}'.",
            "theory", "locate", "--graph", "fig2", "--draw", "no/out.svg");
        run.Refuse("Required command was not provided. See 'mae theory --help'.", "theory");
    }
}
