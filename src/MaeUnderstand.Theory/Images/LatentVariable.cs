namespace MaeUnderstand.Theory.Images;

/// <summary>A variable of every scene of an <see cref="ImageWorld"/>: one free choice, or a coordinate of one.</summary>
/// <param name="Name">Whose it is and what it is, such as <c>part1.x</c>.</param>
/// <param name="Level">3 for the scene, 2 for its parts, 1 for their surfaces and the light.</param>
/// <param name="Kind">What values it has.</param>
/// <param name="Classes">Values of a discrete variable: 0 to this, exclusive. 0 for a continuous one.</param>
public sealed record LatentVariable(string Name, int Level, LatentKind Kind, int Classes);
