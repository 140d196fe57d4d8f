using MaeUnderstand.Masking;

namespace MaeUnderstand.Data;

/// <summary>The law of torchvision's <c>RandomResizedCrop</c>: a box of random area and aspect ratio at a random place.</summary>
/// <param name="MinScale">Smallest share of the image's area, in (0, 1]. Default 0.2: MAE's pretraining.</param>
/// <param name="MaxScale">Largest share of the image's area, in [MinScale, 1]. Default 1.</param>
/// <param name="MinRatio">Smallest width / height. Default 3/4.</param>
/// <param name="MaxRatio">Largest width / height. Default 4/3.</param>
public sealed record RandomResizedCrop(double MinScale = 0.2, double MaxScale = 1, double MinRatio = 3.0 / 4, double MaxRatio = 4.0 / 3)
{
    private const int Attempts = 10;

    /// <summary>Whether a box that does not fit is clamped to the image instead of drawn anew: the law of MAE's linear probe
    /// (<c>util/crop.py</c>, after TensorFlow's).</summary>
    public bool ClampsFirstDraw { get; init; }

    /// <summary>Every fault of the values, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (!(MinScale > 0 && MinScale <= MaxScale && MaxScale <= 1))
            yield return $"The crop's scale must satisfy 0 < min <= max <= 1, but is {MinScale} to {MaxScale}.";
        if (!(MinRatio > 0 && MinRatio <= MaxRatio && double.IsFinite(MaxRatio)))
            yield return $"The crop's aspect ratio must satisfy 0 < min <= max, but is {MinRatio} to {MaxRatio}.";
    }

    /// <summary>Draws a box of an image of the given size; small boxes are likelier than the scale says, as large ones often do not
    /// fit and are drawn anew.</summary>
    public PixelBox Draw(int height, int width, ref KeyedRandom random)
    {
        double area = (double)height * width;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double target = area * random.NextDouble(MinScale, MaxScale);
            double ratio = Math.Exp(random.NextDouble(Math.Log(MinRatio), Math.Log(MaxRatio)));
            double boxWidth = Math.Round(Math.Sqrt(target * ratio));          // halves to even, as Python
            double boxHeight = Math.Round(Math.Sqrt(target / ratio));
            if (ClampsFirstDraw)
                (boxWidth, boxHeight) = (Math.Clamp(boxWidth, 1, width), Math.Clamp(boxHeight, 1, height));
            if (boxWidth > 0 && boxWidth <= width && boxHeight > 0 && boxHeight <= height)
            {
                int top = random.NextInt32(height - (int)boxHeight + 1);
                int left = random.NextInt32(width - (int)boxWidth + 1);
                return new(top, left, (int)boxHeight, (int)boxWidth);
            }
        }
        return Centred(height, width);
    }

    /// <summary>What is left where nothing fits: as much of the image as the ratios allow, from its middle.</summary>
    private PixelBox Centred(int height, int width)
    {
        (int boxHeight, int boxWidth) = (height, width);
        double ratio = (double)width / height;
        if (ratio < MinRatio)
            boxHeight = Math.Clamp((int)Math.Round(width / MinRatio), 1, height);
        else if (ratio > MaxRatio)
            boxWidth = Math.Clamp((int)Math.Round(height * MaxRatio), 1, width);
        return new((height - boxHeight) / 2, (width - boxWidth) / 2, boxHeight, boxWidth);
    }
}
