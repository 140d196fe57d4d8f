using SkiaSharp;

namespace MaeUnderstand.Reporting.Tests;

public sealed class FontsTests
{
    [Fact, Trait("Kind", "Unit")]
    public void Find_FolderWithoutFont_GivesNone()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["broken.ttf"], "no font");
        Assert.Null(Fonts.Find(manager: null, [folder.FullName, folder["missing"]]));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Find_PreferredFileDeepInAFolder_ComesBeforeOthers()
    {
        string? font = Directory.Exists("/usr/share/fonts")
            ? Directory.EnumerateFiles("/usr/share/fonts", "*.ttf", SearchOption.AllDirectories).Order()
                .FirstOrDefault(path => path.EndsWith("DejaVuSans.ttf", StringComparison.Ordinal))
            : null;
        Assert.SkipWhen(font is null, "DejaVuSans.ttf is not installed.");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["z"]);
        File.Copy(font, folder["z/DejaVuSans.ttf"]);
        File.WriteAllText(folder["broken.ttf"], "no font");
        using SKTypeface? found = Fonts.Find(manager: null, [folder.FullName]);
        Assert.Equal("DejaVu Sans", found?.FamilyName);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Problem_FontInstalled_IsNull()
    {
        Assert.SkipWhen(Fonts.Typeface is null, "No font is installed.");
        Assert.Null(Fonts.Problem);
    }
}
