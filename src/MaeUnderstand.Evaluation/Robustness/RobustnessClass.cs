namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>A class of a data set.</summary>
/// <param name="Folder">The name of its folder.</param>
/// <param name="Indices">The classes of ImageNet that count as right for it, by their indices; at least one.</param>
public sealed record RobustnessClass(string Folder, IReadOnlyList<int> Indices);
