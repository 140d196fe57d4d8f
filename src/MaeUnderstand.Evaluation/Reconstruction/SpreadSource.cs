using MaeUnderstand.Data;

namespace MaeUnderstand.Evaluation.Reconstruction;

/// <summary>Some images of a source, spread evenly over it.</summary>
/// <param name="source">Borrowed.</param>
/// <param name="count">How many, at most as many as there are.</param>
internal sealed class SpreadSource(IImageSource source, int count) : IImageSource
{
    public int Count => count;

    public IReadOnlyList<string> ClassNames => source.ClassNames;

    public int LabelOf(int index) => source.LabelOf(IndexOf(index));

    public string NameOf(int index) => source.NameOf(IndexOf(index));

    public IImageReader Open(int index, int epoch) => source.Open(IndexOf(index), epoch);

    private int IndexOf(int index) => (int)((long)index * source.Count / count);
}
