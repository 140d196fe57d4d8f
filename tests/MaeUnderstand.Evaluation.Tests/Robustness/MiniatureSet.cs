using MaeUnderstand.Data;

namespace MaeUnderstand.Evaluation.Tests.Robustness;

/// <summary>A tree of small images of one colour each.</summary>
internal sealed class MiniatureSet : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private int count;

    /// <summary>The full path of a name in the tree.</summary>
    public string this[string name] => folder[name];

    /// <summary>Adds an image that <see cref="ColourClassifier"/> guesses as said.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="first">The first guess.</param>
    /// <param name="second">The number of the runner-up; 0 for none.</param>
    /// <param name="redBorder">Pixels of a red border.</param>
    public MiniatureSet Add(string path, int first, int second = 0, int redBorder = 0)
    {
        Directory.CreateDirectory(folder[path]);
        (int width, int height) = (12 + 2 * redBorder, 9 + 2 * redBorder);
        (byte r, byte g, byte b) = ColourClassifier.ColourOf(first, second);
        var rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            (int x, int y) = (i % width, i / width);
            bool isInside = x >= redBorder && x < width - redBorder && y >= redBorder && y < height - redBorder;
            (rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]) = isInside ? (r, g, b) : ((byte)255, (byte)0, (byte)0);
        }
        PngFile.Write(folder[Path.Combine(path, $"{count++}.png")], rgb, width, height);
        return this;
    }

    public void Dispose() => folder.Dispose();
}
