using MaeUnderstand.Data;

namespace MaeUnderstand.Training.Tests;

/// <summary>Synthetic images, some of them unreadable.</summary>
internal sealed class TestSource(int count, params int[] bad) : IImageSource
{
    private readonly SyntheticSource images = new(count, size: 16);

    /// <summary>Runs whenever an image is opened.</summary>
    public Action? OnOpen { get; init; }

    /// <summary>Told of each image that is opened.</summary>
    public Action<int>? OnOpenIndex { get; init; }

    public int Count => count;

    public IReadOnlyList<string> ClassNames => images.ClassNames;

    public int LabelOf(int index) => images.LabelOf(index);

    public string NameOf(int index) => $"image-{index}";

    public IImageReader Open(int index, int epoch)
    {
        OnOpen?.Invoke();
        OnOpenIndex?.Invoke(index);
        return bad.Contains(index) ? throw new InvalidDataException($"image-{index} is damaged.") : images.Open(index, epoch);
    }
}
