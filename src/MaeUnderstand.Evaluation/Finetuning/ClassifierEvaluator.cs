using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Models;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Finetuning;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Finetuning;

/// <summary>
/// Measures a classifier as the reference does (<c>engine_finetune.py</c>, <c>evaluate</c>): images resized by
/// <see cref="EvalTransform.DefaultResize"/>, bicubic, and cropped at the centre; plain cross-entropy. Means are over images, and the last batch counts.
/// </summary>
/// <param name="source">The images, whose labels are the model's outputs; borrowed.</param>
/// <param name="workers">Threads that decode; <see langword="null"/> for one beside a CPU's computing, more beside a GPU's.</param>
/// <param name="maxBadFraction">Share of unreadable images above which it stops.</param>
/// <param name="onBadImage">Told of images that cannot be read; they do not count.</param>
public sealed class ClassifierEvaluator(IImageSource source, int? workers, double maxBadFraction, Action<BadImage> onBadImage)
{
    /// <summary>Images of one pass: always as many, since a sum may depend on it in its last bits.</summary>
    private const int BatchSize = 64;

    /// <summary>Measures a model.</summary>
    /// <param name="model">Borrowed; of any number format.</param>
    /// <param name="cancel">Ends the work after a batch.</param>
    /// <exception cref="InvalidDataException">Too many images cannot be read, or all of them.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ClassificationScores Evaluate(VisionTransformer model, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var sum = new ScoreSum(replicas: 1, model.Device);
        LoaderOptions options = new ImageReading(BatchSize, workers, maxBadFraction).Options(LoaderMode.Evaluation, seed: 0, model.Device);
        var loader = new BatchLoader(source, new EvalTransform(model.Vit.ImageSize), options, onBadImage);
        int imageCount = 0;
        foreach (ImageBatch read in loader.ReadEpoch(0, cancel))
        {
            using ImageBatch batch = read;
            imageCount += Add(sum, model, batch);
        }
        if (imageCount == 0)
            throw new InvalidDataException("None of the validation images can be read.");
        ProbeScores scores = sum.Of(0);
        return new ClassificationScores(scores.Top1, scores.Top5, scores.Loss, imageCount);
    }

    private static int Add(ScoreSum sum, VisionTransformer model, ImageBatch batch)
    {
        using var scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        long[] rows = [.. Enumerable.Range(0, batch.Count).Where(row => batch.Indices[row] != ImageBatch.NoImage).Select(row => (long)row)];
        if (rows.Length == 0)
            return 0;
        Tensor logits = model.Logits(Normalisation.ImageNet.Normalise(DeviceTransfer.Send(batch.Pixels, model.Device))).to(float32);
        Tensor labels = DeviceTransfer.Send(batch.LabelTensor(), model.Device);
        if (rows.Length < batch.Count)
        {
            Tensor kept = DeviceTransfer.Send(tensor(rows), model.Device);
            (logits, labels) = (logits.index_select(0, kept), labels.index_select(0, kept));
        }
        sum.AddLogits(logits.unsqueeze(1), labels);
        return rows.Length;
    }
}
