namespace MaeUnderstand.Data;

/// <summary>A number for each colour channel, in units of the full range 0 to 1.</summary>
/// <param name="Red">First channel.</param>
/// <param name="Green">Second channel.</param>
/// <param name="Blue">Third channel.</param>
public readonly record struct ChannelValues(double Red, double Green, double Blue)
{
    internal double this[int channel] => channel switch { 0 => Red, 1 => Green, _ => Blue };
}
