namespace MaeUnderstand.Theory.Images;

/// <summary>Lists the variables that the choices are recorded as.</summary>
internal sealed class ChoiceLister : ChoiceMaker
{
    private readonly List<LatentVariable> variables = [];

    /// <summary>The variables asked for so far.</summary>
    public IReadOnlyList<LatentVariable> Variables => variables.AsReadOnly();

    public override int Class(int classes)
    {
        variables.Add(new(ImageWorld.ClassName, SceneBuilder.SceneLevel, LatentKind.Discrete, classes));
        return 0;
    }

    public override double Number(string owner, string name, int level, double low, double high)
    {
        variables.Add(new($"{owner}.{name}", level, LatentKind.Continuous, 0));
        return low;
    }

    public override double Circle(string owner, string name, int level)
    {
        variables.Add(new($"{owner}.{name}.cos", level, LatentKind.Continuous, 0));
        variables.Add(new($"{owner}.{name}.sin", level, LatentKind.Continuous, 0));
        return 0;
    }

    public override int OneOf(string owner, string name, int level, int classes, ReadOnlySpan<int> usual)
    {
        variables.Add(new($"{owner}.{name}", level, LatentKind.Discrete, classes));
        return 0;
    }
}
