using MaeUnderstand.Masking;

namespace MaeUnderstand.Data;

/// <summary>What became of one position of an epoch.</summary>
/// <param name="Index">The image that fills it, or <see cref="ImageBatch.NoImage"/>.</param>
/// <param name="Label">Its class.</param>
/// <param name="Bad">The image that should have filled it, where that could not be read.</param>
/// <param name="Failure">Why nothing fills it.</param>
internal readonly record struct Sample(int Index, int Label, BadImage? Bad, Exception? Failure);

/// <summary>
/// Fills the positions of an epoch. What stands where is a pure function of (seed, epoch, position), and how an image is augmented of
/// (seed, epoch, image), whichever thread asks.
/// </summary>
internal sealed class SampleReader(IImageSource source, ITransform transform, LoaderOptions options)
{
    /// <summary>Tries to fill the position of an unreadable image before giving up.</summary>
    public const int MaxReplacements = 20;

    private readonly RandomKey seed = RandomKey.FromSeed(options.Seed);

    /// <summary>The epoch's order: the image at each position.</summary>
    public int[] Order(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, source.Count)];
        if (options.Mode == LoaderMode.Training)
        {
            var random = new KeyedRandom(seed.For(RandomPurpose.Order).Derive(epoch));
            random.Shuffle<int>(order);
        }
        return order;
    }

    /// <param name="order">The epoch's order.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="position">A position of the order.</param>
    /// <param name="chw">Receives the pixels.</param>
    public Sample Read(int[] order, int epoch, int position, Span<byte> chw)
    {
        int index = order[position];
        BadImage? bad = TryRead(index, epoch, chw);
        if (bad is null)
            return new(index, source.LabelOf(index), null, null);
        if (options.Mode == LoaderMode.Evaluation)
        {
            chw.Clear();
            return new(ImageBatch.NoImage, source.LabelOf(index), bad, null);
        }
        RandomKey replacements = seed.For(RandomPurpose.Replacement).Derive(epoch).Derive(position);
        BadImage last = bad;
        for (int attempt = 0; attempt < MaxReplacements; attempt++)
        {
            var random = new KeyedRandom(replacements.Derive(attempt));
            int other = random.NextInt32(source.Count);
            BadImage? alsoBad = TryRead(other, epoch, chw);
            if (alsoBad is null)
                return new(other, source.LabelOf(other), bad, null);
            last = alsoBad;
        }
        return new(index, source.LabelOf(index), bad, new InvalidDataException(
            $"No readable image was found for position {position} of epoch {epoch} in {MaxReplacements} tries; the last one: " +
            last.Sentence));
    }

    private BadImage? TryRead(int index, int epoch, Span<byte> chw)
    {
        try
        {
            using IImageReader image = source.Open(index, epoch);
            transform.Apply(image, seed.For(RandomPurpose.Augmentation).Derive(epoch).Derive(index), chw);
            return null;
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new(source.NameOf(index), fault.Message);
        }
    }
}
