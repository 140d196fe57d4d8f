using static TorchSharp.torch;

namespace MaeUnderstand.Training.Finetuning;

/// <summary>The losses that the reference fine-tunes with (<c>main_finetune.py</c>; timm's <c>loss/cross_entropy.py</c>).</summary>
public static class ClassificationLoss
{
    /// <summary>Cross-entropy with targets that are distributions (<c>SoftTargetCrossEntropy</c>).</summary>
    /// <param name="logits">[B, C] in any format; borrowed.</param>
    /// <param name="targets">[B, C] float32, rows sum to 1; borrowed.</param>
    /// <returns>[] float32, the mean over the images; owned by the caller.</returns>
    public static Tensor OfDistributions(Tensor logits, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(logits);
        using var scope = NewDisposeScope();
        return (-targets * LogProbabilities(logits)).sum(-1).mean().MoveToOuterDisposeScope();
    }

    /// <summary>Cross-entropy with labels, of which a share is spread over all classes (<c>LabelSmoothingCrossEntropy</c>); without
    /// smoothing the plain one.</summary>
    /// <param name="logits">[B, C] in any format; borrowed.</param>
    /// <param name="labels">[B] int64; borrowed.</param>
    /// <param name="smoothing">The share, at least 0 and below 1.</param>
    /// <returns>[] float32, the mean over the images; owned by the caller.</returns>
    public static Tensor OfLabels(Tensor logits, Tensor labels, double smoothing)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        Tensor logProbabilities = LogProbabilities(logits);
        Tensor loss = -logProbabilities.gather(1, labels.unsqueeze(1)).squeeze(1);
        if (smoothing > 0)
            loss = (1 - smoothing) * loss - smoothing * logProbabilities.mean([-1]);
        return loss.mean().MoveToOuterDisposeScope();
    }

    private static Tensor LogProbabilities(Tensor logits) => logits.to(float32).log_softmax(-1);
}
