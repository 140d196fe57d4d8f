namespace MaeUnderstand.Theory.Images;

/// <summary>
/// Turns free choices into a scene, from the top of the hierarchy down. Each step is one-to-one for what lies above it: a part's place
/// is its layout's, moved by its own offset and then by the pose; a surface's colours are its hue through the class's palette.
/// </summary>
internal static class SceneBuilder
{
    public const int SceneLevel = 3;
    public const int PartLevel = 2;
    public const int SurfaceLevel = 1;

    private static readonly string[] PartNames = [.. Enumerable.Range(1, ClassLayout.PartCount).Select(number => $"part{number}")];
    private static readonly string[] SurfaceNames =
        [.. PartNames.Append("background").SelectMany(owner => (string[])[$"{owner}.a", $"{owner}.b"])];
    private static readonly int Shapes = Enum.GetValues<PartShape>().Length;
    private static readonly int[] AllTextures = [.. Enumerable.Range(0, Enum.GetValues<TextureKind>().Length)];

    /// <summary>The name of a part.</summary>
    /// <param name="index">0 for the hindmost.</param>
    public static string PartName(int index) => PartNames[index];

    /// <summary>The name of a surface.</summary>
    /// <param name="index">As <see cref="SceneContent.SeenAt"/> numbers them.</param>
    public static string SurfaceName(int index) => SurfaceNames[index];

    public static SceneContent Build(ReadOnlySpan<ClassLayout> layouts, ChoiceMaker choices)
    {
        ClassLayout layout = layouts[choices.Class(layouts.Length)];
        Placement pose = Pose(choices);
        var places = new Placement[layout.Parts.Length];
        var shapes = new PartShape[layout.Parts.Length];
        for (int i = 0; i < places.Length; i++)
            (places[i], shapes[i]) = Part(PartNames[i], layout.Parts[i], choices);
        Placement backdrop = pose.Place(Backdrop(choices));
        var parts = new ScenePart[places.Length];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = new(pose.Place(places[i]), shapes[i], Surfaces(i, layout.Parts[i], choices));
        return new(parts, backdrop, Background(choices), Light(choices));
    }

    private static Placement Pose(ChoiceMaker choices)
    {
        double x = choices.Number("pose", "x", SceneLevel, -0.12, 0.12);
        double y = choices.Number("pose", "y", SceneLevel, -0.12, 0.12);
        double zoom = choices.Number("pose", "zoom", SceneLevel, 0.82, 1.18);
        double turn = choices.Number("pose", "turn", SceneLevel, -0.3, 0.3);
        return new((float)x, (float)y, (float)zoom, (float)turn);
    }

    /// <summary>Where a part is before the pose moves it, and its shape.</summary>
    private static (Placement Place, PartShape Shape) Part(string name, LayoutPart layout, ChoiceMaker choices)
    {
        double x = choices.Number(name, "x", PartLevel, -0.08, 0.08);
        double y = choices.Number(name, "y", PartLevel, -0.08, 0.08);
        double size = choices.Number(name, "size", PartLevel, 0.8, 1.2);
        double turn = choices.Number(name, "turn", PartLevel, -0.35, 0.35);
        var shape = (PartShape)choices.OneOf(name, "shape", PartLevel, Shapes, layout.Shapes);
        return (new(layout.X + (float)x, layout.Y + (float)y, layout.Radius * (float)size, layout.Angle + (float)turn), shape);
    }

    /// <summary>Where the horizon is before the pose moves it; the image's y grows downwards.</summary>
    private static Placement Backdrop(ChoiceMaker choices)
    {
        double height = choices.Number("backdrop", "height", PartLevel, -0.35, 0.35);
        double turn = choices.Number("backdrop", "turn", PartLevel, -0.6, 0.6);
        return new(0, -(float)height, 1, (float)turn);
    }

    private static SurfacePair Surfaces(int part, LayoutPart layout, ChoiceMaker choices) => new(
        Surface(SurfaceNames[2 * part], layout.Textures, layout.PaletteA, 1.2, 2.4, 0.75, 1.1, choices),
        Surface(SurfaceNames[2 * part + 1], layout.Textures, layout.PaletteB, 1.2, 2.4, 0.75, 1.1, choices));

    private static SurfacePair Background(ChoiceMaker choices) => new(
        Surface(SurfaceNames[^2], AllTextures, Palette.Faint, 0.8, 2.6, 0.35, 0.9, choices),
        Surface(SurfaceNames[^1], AllTextures, Palette.Faint, 0.8, 2.6, 0.35, 0.9, choices));

    private static Covering Surface(string name, ReadOnlySpan<int> textures, Palette palette, double lowFrequency, double highFrequency,
        double lowBrightness, double highBrightness, ChoiceMaker choices)
    {
        var texture = (TextureKind)choices.OneOf(name, "texture", SurfaceLevel, AllTextures.Length, textures);
        double frequency = choices.Number(name, "frequency", SurfaceLevel, lowFrequency, highFrequency);
        double phase = choices.Circle(name, "phase", SurfaceLevel);
        double hue = choices.Circle(name, "hue", SurfaceLevel);
        double brightness = choices.Number(name, "brightness", SurfaceLevel, lowBrightness, highBrightness);
        (Colour first, Colour second) = palette.At((float)hue, (float)brightness);
        return new(texture, (float)frequency, (float)phase, first, second);
    }

    private static Lighting Light(ChoiceMaker choices)
    {
        double level = choices.Number("light", "level", SurfaceLevel, 0.75, 1.1);
        double x = choices.Number("light", "x", SurfaceLevel, -0.22, 0.22);
        double y = choices.Number("light", "y", SurfaceLevel, -0.22, 0.22);
        double grain = choices.Number("light", "grain", SurfaceLevel, 0.01, 0.05);
        return new((float)level, (float)x, (float)y, (float)grain);
    }
}
