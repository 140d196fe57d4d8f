using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Robustness;
using MaeUnderstand.Evaluation.Sources;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Tests.Robustness;

/// <summary>
/// Classifies images of one colour: the first guess of (r, g, b) is class 256 r + g with logit 2, the second is the b-th of the runners-up
/// with logit 1, where b is not 0; all other logits are 0, so that they are guessed in the classes' order. An image of two colours is refused.
/// </summary>
internal sealed class ColourClassifier(IReadOnlyList<string> classNames, params int[] runnersUp) : IImageClassifier
{
    private const int Side = 8;

    /// <summary>Of ImageNet's classes.</summary>
    public static ColourClassifier OfImageNet(params int[] runnersUp) =>
        new([.. ImageNetClasses.All.Select(one => one.Wnid)], runnersUp);

    /// <summary>The names by the numbers that colours stand for; where absent, that is the logits' own order.</summary>
    public IReadOnlyList<string>? Numbering { get; init; }

    /// <summary>The logit of what is not guessed.</summary>
    public float Filling { get; init; }

    public string Name => "colours";

    public IReadOnlyList<string> ClassNames { get; } = classNames;

    public string Identity => $"colours {string.Join(' ', runnersUp)}";

    /// <summary>The colour of an image whose first guess is a class.</summary>
    /// <param name="first">The class.</param>
    /// <param name="second">The number of the runner-up, from 1; 0 for none.</param>
    public static (byte R, byte G, byte B) ColourOf(int first, int second = 0) => ((byte)(first / 256), (byte)(first % 256), (byte)second);

    public void Classify(ImageSplit images, Action<Tensor, Tensor> onLogits, CancellationToken cancel)
    {
        var loader = new BatchLoader(
            images.Source, images.TransformTo(Side), new LoaderOptions { BatchSize = 3, Mode = LoaderMode.Evaluation, Workers = 0 });
        foreach (ImageBatch read in loader.Read(0, loader.BatchesPerEpoch, cancel))
        {
            using ImageBatch batch = read;
            using var scope = NewDisposeScope();
            byte[] pixels = batch.Pixels.contiguous().data<byte>().ToArray();
            var logits = new float[batch.Count * ClassNames.Count];
            Array.Fill(logits, Filling);
            for (int row = 0; row < batch.Count; row++)
            {
                byte[][] planes = [.. pixels.Skip(row * 3 * Side * Side).Take(3 * Side * Side).Chunk(Side * Side)];
                Assert.All(planes, plane => Assert.Single(plane.Distinct()));
                if (planes[2][0] > 0)
                    logits[row * ClassNames.Count + ColumnOf(runnersUp[planes[2][0] - 1])] = 1;
                logits[row * ClassNames.Count + ColumnOf(256 * planes[0][0] + planes[1][0])] = 2;
            }
            onLogits(tensor(logits, [batch.Count, ClassNames.Count]), batch.LabelTensor());
        }
    }

    private int ColumnOf(int index) =>
        Numbering is null ? index : ClassNames.Index().First(pair => pair.Item == Numbering[index]).Index;
}
