using MaeUnderstand.Data;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>Some images of a source, perhaps under other labels.</summary>
/// <param name="source">Borrowed.</param>
/// <param name="indices">The images, by their numbers in the source.</param>
/// <param name="classNames">The names of the labels.</param>
/// <param name="labelOf">The label of each of the source's labels.</param>
internal sealed class SourceView(IImageSource source, int[] indices, IReadOnlyList<string> classNames, int[] labelOf) : IImageSource
{
    /// <inheritdoc/>
    public int Count => indices.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => classNames;

    /// <inheritdoc/>
    public int LabelOf(int index) => labelOf[source.LabelOf(indices[index])];

    /// <inheritdoc/>
    public string NameOf(int index) => source.NameOf(indices[index]);

    /// <inheritdoc/>
    public IImageReader Open(int index, int epoch) => source.Open(indices[index], epoch);
}
