namespace MaeUnderstand.Theory.Images;

/// <summary>The outline of a part.</summary>
internal enum PartShape
{
    Disc,
    Square,
    Triangle,
    Ring,
    Bar,
    Cross,
    Diamond,
    HalfDisc,
}
