using MaeUnderstand.Theory.Images;

namespace MaeUnderstand.Evaluation.Identifiability.LatentProbing;

/// <summary>How well one latent can be read off frozen features with a linear map, on images that the map has not seen.</summary>
/// <param name="Name">The latent.</param>
/// <param name="Level">Its level in the hierarchy.</param>
/// <param name="Kind">Continuous or discrete.</param>
/// <param name="Score">
/// 1 for perfect, 0 for no better than without features. Continuous: R² of ridge regression. Discrete: accuracy of logistic regression
/// above that of naming the commonest value, (a − m) / (1 − m); where a latent depends on a known one, the commonest among the images
/// with the same value of that, so that knowing the one does not count as knowing the other. Both can be below 0.
/// </param>
public sealed record LatentScore(string Name, int Level, LatentKind Kind, double Score);
