using System.Text.Json;
using MaeUnderstand.Evaluation.Identifiability.LatentProbing;
using MaeUnderstand.Theory.Images;
using MaeUnderstand.Torch.Files;

namespace MaeUnderstand.Evaluation.Identifiability.Levels;

/// <summary>How well the latents of each level can be read off models of a grid of masks, and what the theory predicts.</summary>
public sealed record LevelsReport
{
    /// <summary>The name of its file.</summary>
    public const string FileName = "levels.json";

    /// <summary>The model's preset.</summary>
    public required string Model { get; init; }

    /// <summary>Image side in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>The ViT's patch side in pixels.</summary>
    public required int Patch { get; init; }

    /// <summary>Optimizer steps of each model.</summary>
    public required int Steps { get; init; }

    /// <summary>Images of a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Regions along a side of an image, each with a feature of its own.</summary>
    public required int Regions { get; init; }

    /// <summary>Principal directions of the features that probes see at most.</summary>
    public int Directions { get; init; } = PrincipalFeatures.MostDirections;

    /// <summary>Images that probes were fitted on.</summary>
    public required int ProbeImages { get; init; }

    /// <summary>Images that probes were scored on.</summary>
    public required int TestImages { get; init; }

    /// <summary>The levels, from the top.</summary>
    public required IReadOnlyList<int> Levels { get; init; }

    /// <summary>The latents that were probed.</summary>
    public required IReadOnlyList<LatentVariable> Variables { get; init; }

    /// <summary>Decodability: the mean score of a level's latents.</summary>
    public required IReadOnlyList<LevelsPoint> Decodability { get; init; }

    /// <summary>That of models with random weights, a value a level.</summary>
    public required IReadOnlyList<SeedInterval> Untrained { get; init; }

    /// <summary>The prediction: the share of a level's latents that c determines.</summary>
    public required IReadOnlyList<LevelsPoint> Prediction { get; init; }

    /// <summary>The prediction's other side: the mean level of c's members; a point for each ratio and unit.</summary>
    public required IReadOnlyList<PredictedLevel> PredictedLevels { get; init; }

    /// <summary>The paper's claims.</summary>
    public required IReadOnlyList<LevelsTrend> Trends { get; init; }

    /// <summary>Places of the grid whose masks end inside a unit, ratio and unit.</summary>
    public required IReadOnlyList<LevelsCut> Cuts { get; init; }

    /// <summary>Every model.</summary>
    public required IReadOnlyList<CellResult> Models { get; init; }

    /// <summary>Every untrained model.</summary>
    public required IReadOnlyList<CellResult> UntrainedModels { get; init; }

    /// <summary>Writes it; whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this, ReportJson.Options) + "\n");
}
