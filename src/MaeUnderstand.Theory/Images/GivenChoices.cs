namespace MaeUnderstand.Theory.Images;

/// <summary>Takes the choices from a list of a world's variables.</summary>
/// <exception cref="ArgumentException">A value is not one of its variable's; thrown by every method.</exception>
internal sealed class GivenChoices(IReadOnlyList<double> values) : ChoiceMaker
{
    private int next;

    public override int Class(int classes) => Index(ImageWorld.ClassName, classes);

    public override double Number(string owner, string name, int level, double low, double high)
    {
        double value = values[next++];
        return value >= low && value <= high
            ? value
            : throw new ArgumentException($"The latent {owner}.{name} must be from {low} to {high}, but is {value}.");
    }

    public override double Circle(string owner, string name, int level) =>
        Turns(Number(owner, $"{name}.cos", level, -1, 1), Number(owner, $"{name}.sin", level, -1, 1));

    public override int OneOf(string owner, string name, int level, int classes, ReadOnlySpan<int> usual) =>
        Index($"{owner}.{name}", classes);

    private int Index(string name, int classes)
    {
        double value = values[next++];
        return value >= 0 && value < classes && value == Math.Floor(value)
            ? (int)value
            : throw new ArgumentException($"The latent {name} must be a whole number from 0 to {classes - 1}, but is {value}.");
    }
}
