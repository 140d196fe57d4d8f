namespace MaeUnderstand.Theory.Images;

/// <summary>
/// Makes a scene's free choices, one after another, in the order in which <see cref="SceneBuilder"/> asks for them: that order is the
/// order of the variables.
/// </summary>
internal abstract class ChoiceMaker
{
    /// <summary>The scene's class.</summary>
    /// <param name="classes">Classes of the world.</param>
    public abstract int Class(int classes);

    /// <summary>A number.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="name">What it is.</param>
    /// <param name="level">Level of its owner.</param>
    /// <param name="low">The smallest it may be.</param>
    /// <param name="high">The largest it may be.</param>
    public abstract double Number(string owner, string name, int level, double low, double high);

    /// <summary>A point of a circle, which is two variables: its cosine and its sine.</summary>
    /// <returns>The angle in turns, −0.5 to 0.5.</returns>
    public abstract double Circle(string owner, string name, int level);

    /// <summary>A value of an enumeration, by number.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="name">What it is.</param>
    /// <param name="level">Level of its owner.</param>
    /// <param name="classes">Values of the enumeration.</param>
    /// <param name="usual">Those that a scene of this class chooses among.</param>
    public abstract int OneOf(string owner, string name, int level, int classes, ReadOnlySpan<int> usual);

    /// <summary>The angle of a cosine and a sine in turns.</summary>
    protected static double Turns(double cosine, double sine) => Math.Atan2(sine, cosine) / (2 * Math.PI);
}
