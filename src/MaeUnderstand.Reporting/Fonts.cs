using SkiaSharp;

namespace MaeUnderstand.Reporting;

/// <summary>
/// The font of the plots. Skia's Linux build without fontconfig knows no installed font (its only family has no name and no glyphs),
/// so the usual folders are searched.
/// </summary>
public static class Fonts
{
    /// <summary>What an SVG asks for: the fonts come in the order in which they match the measured one best.</summary>
    internal const string SvgFamilies = "DejaVu Sans, Verdana, Liberation Sans, Arial, Helvetica, sans-serif";

    // Sans-serif faces, the most widely installed ones; the first that is found is used wherever a plot is drawn.
    private static readonly string[] Families = ["DejaVu Sans", "Liberation Sans", "Arial", "Helvetica", "Noto Sans", "Segoe UI"];

    private static readonly string[] Files =
        ["DejaVuSans.ttf", "LiberationSans-Regular.ttf", "Arial.ttf", "Helvetica.ttc", "NotoSans-Regular.ttf", "Roboto-Regular.ttf"];

    private static readonly Lazy<SKTypeface?> Found = new(() => Find(SKFontManager.Default, Folders()));

    /// <summary>Null where text can be drawn; else a sentence that says why plots have none and what to do.</summary>
    public static string? Problem => Typeface is null
        ? "No font is installed, so PNG plots have no text (SVG plots have): install one; "
            + "on Debian and Ubuntu 'apt-get install fonts-dejavu-core'."
        : null;

    /// <summary>The font of the plots, or null where none is installed; shared, not to be disposed.</summary>
    internal static SKTypeface? Typeface => Found.Value;

    /// <summary>The first preferred font that the manager or a folder has, else the first by path that has letters and digits.</summary>
    internal static SKTypeface? Find(SKFontManager? manager, IEnumerable<string> folders)
    {
        foreach (string family in manager is null ? [] : Families)
        {
            if (Usable(manager!.MatchFamily(family)) is { } typeface)
                return typeface;
        }
        return FontFiles(folders).Select(path => Usable(SKTypeface.FromFile(path))).FirstOrDefault(typeface => typeface is not null);
    }

    private static IEnumerable<string> FontFiles(IEnumerable<string> folders)
    {
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 8 };
        return folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", everywhere))
            .Where(path => Path.GetExtension(path).ToUpperInvariant() is ".TTF" or ".OTF" or ".TTC")
            .OrderBy(Rank).ThenBy(path => path, StringComparer.Ordinal);
    }

    private static int Rank(string path)
    {
        int place = Array.FindIndex(Files, name => name.Equals(Path.GetFileName(path), StringComparison.OrdinalIgnoreCase));
        return place < 0 ? Files.Length : place;
    }

    private static SKTypeface? Usable(SKTypeface? typeface)
    {
        if (typeface is { GlyphCount: > 0 })
        {
            using var font = new SKFont(typeface);
            if (font.ContainsGlyphs("Aa0.-"))
                return typeface;
        }
        typeface?.Dispose();
        return null;
    }

    private static string[] Folders()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] folders =
        [
            "/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts",
            Environment.GetFolderPath(Environment.SpecialFolder.Fonts),
        ];
        return home.Length == 0 ? folders : [.. folders, Path.Combine(home, ".local/share/fonts"), Path.Combine(home, ".fonts")];
    }
}
