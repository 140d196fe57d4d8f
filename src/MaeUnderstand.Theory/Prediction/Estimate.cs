namespace MaeUnderstand.Theory.Prediction;

/// <summary>A mean with the interval that covers the true one with 95 % confidence, unless another is said.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
public readonly record struct Estimate(double Mean, double Low, double High);
