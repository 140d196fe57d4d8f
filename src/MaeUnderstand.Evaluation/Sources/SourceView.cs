using MaeUnderstand.Data;

namespace MaeUnderstand.Evaluation.Sources;

/// <summary>Some images of a source, perhaps under other labels.</summary>
/// <param name="source">Borrowed.</param>
/// <param name="indices">The images, by their numbers in the source.</param>
/// <param name="classNames">The names of the labels.</param>
/// <param name="labelOf">The label of each of the source's labels; what stands for those of images left out does not matter.</param>
internal sealed class SourceView(IImageSource source, int[] indices, IReadOnlyList<string> classNames, int[] labelOf) : IImageSource
{
    /// <inheritdoc/>
    public int Count => indices.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => classNames;

    /// <summary>Some images under their own labels.</summary>
    /// <param name="source">Borrowed.</param>
    /// <param name="indices">The images.</param>
    public static SourceView Of(IImageSource source, int[] indices) =>
        new(source, indices, source.ClassNames, [.. Enumerable.Range(0, source.ClassNames.Count)]);

    /// <summary>The images of the classes that have a label.</summary>
    /// <param name="source">Borrowed.</param>
    /// <param name="classNames">The names of the labels.</param>
    /// <param name="labelOf">The label of each of the source's labels; <see langword="null"/> for those whose images are left out.</param>
    public static SourceView Labelled(IImageSource source, IReadOnlyList<string> classNames, int?[] labelOf) => new(
        source, [.. Enumerable.Range(0, source.Count).Where(index => labelOf[source.LabelOf(index)] is not null)], classNames,
        [.. labelOf.Select(label => label ?? 0)]);

    /// <summary>Some images, spread evenly over the source.</summary>
    /// <param name="source">Borrowed.</param>
    /// <param name="count">How many, at most as many as there are.</param>
    public static SourceView Spread(IImageSource source, int count) =>
        Of(source, [.. Enumerable.Range(0, count).Select(index => (int)((long)index * source.Count / count))]);

    /// <inheritdoc/>
    public int LabelOf(int index) => labelOf[source.LabelOf(indices[index])];

    /// <inheritdoc/>
    public string NameOf(int index) => source.NameOf(indices[index]);

    /// <inheritdoc/>
    public IImageReader Open(int index, int epoch) => source.Open(indices[index], epoch);
}
