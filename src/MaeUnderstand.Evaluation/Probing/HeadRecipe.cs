using MaeUnderstand.Torch.Optimizers;
using MaeUnderstand.Training.Pretraining;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>How a linear head is trained; the defaults are those of MAE's linear probe of ViT-Base (<c>FINETUNE.md</c>).</summary>
public sealed record HeadRecipe
{
    /// <summary>Images that the base learning rate is meant for.</summary>
    private const double BaseBatch = 256;

    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 90;

    /// <summary>Epochs of linear warm-up.</summary>
    public double WarmupEpochs { get; init; } = 10;

    /// <summary>Images of a step.</summary>
    public int EffectiveBatch { get; init; } = 16384;

    /// <summary>Images of one forward pass, whose statistics normalise them; at least 2, divides <see cref="EffectiveBatch"/>.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>L2 penalty on the weights.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Learning rates per 256 images, one a replica.</summary>
    public IReadOnlyList<double> BaseLearningRates { get; init; } = [0.1];

    /// <summary>Smallest share of an image's area in a crop.</summary>
    public double MinCrop { get; init; } = 0.08;

    /// <summary>Whether every other image is flipped.</summary>
    public bool IsFlipped { get; init; } = true;

    /// <summary>Fixes order, crops and initial weights.</summary>
    public long Seed { get; init; }

    /// <summary>Batches of a step.</summary>
    public int Accumulation => EffectiveBatch / BatchSize;

    /// <summary>The optimizer's hyperparameters.</summary>
    internal LarsOptions Lars => new() { WeightDecay = WeightDecay };

    /// <summary>The rates of a step.</summary>
    /// <param name="epoch">Epochs done, with their fraction.</param>
    internal double[] RatesAt(double epoch)
    {
        double factor = new LearningRateSchedule(Peak: 1, Minimum: 0, WarmupEpochs, Epochs).At(epoch) * EffectiveBatch / BaseBatch;
        return [.. BaseLearningRates.Select(rate => rate * factor)];
    }

    /// <summary>Full batches and steps of an epoch. As in the reference, batches left over after the last step sit the epoch out.</summary>
    internal (int Batches, int Steps) EpochOf(int imageCount) => (imageCount / BatchSize, imageCount / BatchSize / Accumulation);

    /// <summary>Throws where an epoch has no step.</summary>
    /// <exception cref="InvalidDataException">It has none; the message says what to give.</exception>
    internal void RequireSteps(int imageCount)
    {
        if (EpochOf(imageCount).Steps > 0)
            return;
        int suggested = 2;
        while (suggested * 8 <= imageCount)
            suggested *= 2;
        throw new InvalidDataException($"--effective-batch {EffectiveBatch} is larger than the {imageCount} training images: " +
            $"an epoch would have no step. Give --effective-batch {suggested}, for example.");
    }
}
