namespace MaeUnderstand.Reporting;

/// <summary>A labelled position on an axis.</summary>
/// <param name="Position">Finite, in the axis' unit.</param>
/// <param name="Label">What stands there.</param>
public sealed record AxisTick(double Position, string Label);
