namespace MaeUnderstand.Data;

/// <summary>A numbered, labelled set of images. Safe to use from many threads at once.</summary>
public interface IImageSource
{
    /// <summary>Images in an epoch; more than 0.</summary>
    int Count { get; }

    /// <summary>The name of each label.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>The class of an image, an index of <see cref="ClassNames"/>.</summary>
    int LabelOf(int index);

    /// <summary>What messages call an image: its path, where it has one.</summary>
    string NameOf(int index);

    /// <summary>Opens an image.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    /// <param name="epoch">The epoch, 0 or more; only sources that draw their images look at it.</param>
    /// <returns>The reader; owned by the caller.</returns>
    /// <exception cref="InvalidDataException">The image is damaged.</exception>
    /// <exception cref="IOException">The image cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The image may not be read.</exception>
    IImageReader Open(int index, int epoch);
}
