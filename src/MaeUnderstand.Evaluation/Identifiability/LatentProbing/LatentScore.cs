using MaeUnderstand.Theory.Images;

namespace MaeUnderstand.Evaluation.Identifiability.LatentProbing;

/// <summary>How well one latent can be read off frozen features with a linear map, on images that the map has not seen.</summary>
/// <param name="Name">The latent.</param>
/// <param name="Level">Its level in the hierarchy.</param>
/// <param name="Kind">Continuous or discrete.</param>
/// <param name="Score">
/// 1 for perfect, 0 for no better than without features. Continuous: R² of ridge regression, which can be below 0. Discrete: accuracy of
/// logistic regression above that of always naming the commonest value, (a − m) / (1 − m).
/// </param>
public sealed record LatentScore(string Name, int Level, LatentKind Kind, double Score);
