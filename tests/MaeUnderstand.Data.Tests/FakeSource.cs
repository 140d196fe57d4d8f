using System.Collections.Concurrent;

namespace MaeUnderstand.Data.Tests;

/// <summary>Small noise images, some of them unreadable; knows which threads have opened it.</summary>
internal sealed class FakeSource(int count, params int[] bad) : IImageSource
{
    public ConcurrentDictionary<Thread, bool> Threads { get; } = [];

    /// <summary>Runs whenever an image is opened.</summary>
    public Action<int>? OnOpen { get; init; }

    public int Count => count;

    public IReadOnlyList<string> ClassNames { get; } = ["even", "odd"];

    public int LabelOf(int index) => index % 2;

    public string NameOf(int index) => $"image-{index}";

    public IImageReader Open(int index, int epoch)
    {
        Threads[Thread.CurrentThread] = true;
        OnOpen?.Invoke(index);
        if (bad.Contains(index))
            throw new InvalidDataException($"'{NameOf(index)}' is damaged.");
        return PixelImage.Noise(9 + index % 5, 11, index);
    }
}
