using MaeUnderstand.Evaluation.Identifiability.LatentProbing;

namespace MaeUnderstand.Evaluation.Identifiability.Levels;

/// <summary>What a model's frozen features tell about the latents.</summary>
public sealed record CellResult
{
    /// <summary>How it was trained and probed, but for its mask and seed; of another recipe, results do not belong together.</summary>
    public required string Recipe { get; init; }

    /// <summary>The mask ratio that it was trained with; absent for the untrained model.</summary>
    public double? Ratio { get; init; }

    /// <summary>Side of the mask units that it was trained with, in tokens; absent for the untrained model.</summary>
    public int? Unit { get; init; }

    /// <summary>Its seed.</summary>
    public required long Seed { get; init; }

    /// <summary>The mean loss of its last epoch; absent for the untrained model.</summary>
    public double? Loss { get; init; }

    /// <summary>How well each latent can be read off.</summary>
    public required IReadOnlyList<LatentScore> Scores { get; init; }

    /// <summary>The mean score of a level's latents, scores below 0 counted as 0: no better than without features is no information.
    /// </summary>
    public double MeanOf(int level) => Scores.Where(score => score.Level == level).Average(score => Math.Max(score.Score, 0));
}
