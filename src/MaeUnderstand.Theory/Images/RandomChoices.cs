using MaeUnderstand.Masking;

namespace MaeUnderstand.Theory.Images;

/// <summary>Chooses at random, every choice uniform and independent of the others but for what is usual in the class.</summary>
internal sealed class RandomChoices(int label, RandomKey key) : ChoiceMaker
{
    private readonly List<double> made = new(capacity: 101);
    private KeyedRandom random = new(key);

    /// <summary>The choices so far.</summary>
    public IReadOnlyList<double> Made => made;

    public override int Class(int classes)
    {
        made.Add(label);
        return label;
    }

    public override double Number(string owner, string name, int level, double low, double high)
    {
        double value = random.NextDouble(low, high);
        made.Add(value);
        return value;
    }

    public override double Circle(string owner, string name, int level)
    {
        (double sine, double cosine) = Math.SinCos(random.NextDouble(0, 2 * Math.PI));
        made.Add(cosine);
        made.Add(sine);
        return Turns(cosine, sine);                              // not the number drawn: it must come out of the variables again
    }

    public override int OneOf(string owner, string name, int level, int classes, ReadOnlySpan<int> usual)
    {
        int value = usual[random.NextInt32(usual.Length)];
        made.Add(value);
        return value;
    }
}
