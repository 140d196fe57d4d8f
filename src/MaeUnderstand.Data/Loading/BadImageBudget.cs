using System.Globalization;

namespace MaeUnderstand.Data;

/// <summary>Counts the unreadable images of each epoch, in the order of delivery, and stops a run that has too many.</summary>
internal sealed class BadImageBudget(int imageCount, double maxFraction, Action<BadImage>? onBadImage)
{
    private int epoch = -1;
    private int bad;

    /// <summary>Counts and reports a batch's unreadable images.</summary>
    /// <exception cref="InvalidDataException">The epoch now has more than allowed.</exception>
    public int Spend(BatchSlot slot)
    {
        if (slot.Epoch != epoch)
            (epoch, bad) = (slot.Epoch, 0);
        int inBatch = 0;
        BadImage? example = null;
        foreach (BadImage image in slot.BadImages())
        {
            example ??= image;
            inBatch++;
            onBadImage?.Invoke(image);
        }
        bad += inBatch;
        // Divided, not multiplied: 29 of 100 must not be above 0.29.
        if (example is not null && bad / (double)imageCount > maxFraction)
        {
            string limit = (maxFraction * 100).ToString("0.####", CultureInfo.InvariantCulture);
            throw new InvalidDataException($"{bad} of {imageCount} images in epoch {epoch} could not be read so far, which is more than " +
                $"the {limit} % allowed; for example: {example.Sentence}");
        }
        return inBatch;
    }
}
