using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Location;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Cli.Commands.Theory;

/// <summary>What <c>mae theory locate</c> needs.</summary>
internal sealed record LocateOptions
{
    private static readonly string[] DrawingEndings = [".svg", ".png", ".dot"];

    /// <summary>The graph.</summary>
    [Setting("graph", "graph: .json file (see --schema), .dot file (kind=observable marks pixels), or an example: " +
        "fig2, fig4a, fig4b, fig4c, pitfalls")]
    public string? Graph { get; init; }

    /// <summary>The masked observables.</summary>
    [Setting("masked", "names of the masked observables, commas between", Default = "the graph's own mask")]
    public string? Masked { get; init; }

    /// <summary>How Algorithm 2 is read.</summary>
    [Setting("reading", "reading of Algorithm 2: canonical, literal, exogenous, spouse_stop or tight")]
    public string Reading { get; init; } = "canonical";

    /// <summary>Whether the sets are checked.</summary>
    [Setting("verify", "check Theorem 1's conditions by other means: d-separation, information closure, all sets of latents: " +
        "true or false")]
    public bool Verify { get; init; }

    /// <summary>The drawing's file.</summary>
    [Setting("draw", "also draw the graph into this .svg, .png or .dot file", Default = "none")]
    public string? Draw { get; init; }

    /// <summary>Whether to print JSON.</summary>
    [Setting("json", "print one JSON line instead: true or false")]
    public bool Json { get; init; }

    /// <summary>Whether to print the schema.</summary>
    [Setting("schema", "print the JSON Schema of graph files and end: true or false")]
    public bool Schema { get; init; }

    /// <summary>The names of <see cref="Masked"/>; <see langword="null"/> where the graph's own mask is meant.</summary>
    public IReadOnlyList<string>? MaskedNames => Masked?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Graph) && !Schema)
        {
            yield return "--graph is missing: name a .json or .dot file, or one of the examples " +
                $"{string.Join(", ", WorkedExamples.Names)}.";
        }
        if (VisibleReadings.Find(Reading) is null)
        {
            string known = string.Join(", ", VisibleReadings.All.Select(entry => entry.Name));
            yield return $"--reading must be one of {known}, but is '{Reading}'.";
        }
        if (Draw is { } draw && !DrawingEndings.Any(ending => draw.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            yield return $"--draw must name a file that ends in {string.Join(", ", DrawingEndings)}, but is '{draw}'.";
    }
}
