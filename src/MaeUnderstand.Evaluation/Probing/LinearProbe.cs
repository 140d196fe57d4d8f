using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Sources;
using MaeUnderstand.Masking;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Pretraining;
using MaeUnderstand.Training.Runs;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>
/// MAE's linear probe (<c>main_linprobe.py</c>): in each epoch the frozen encoder sees every training image in another crop, and a head
/// on its features is trained with LARS. The validation images are not augmented, so their features are computed once. Every step
/// follows from the recipe and its number: a resumed probe repeats an uninterrupted one.
/// </summary>
internal sealed class LinearProbe : IDisposable
{
    private readonly HeadRecipe recipe;
    private readonly FrozenEncoder encoder;
    private readonly IImageSource source;
    private readonly FeatureStore validation;
    private readonly BatchLoader loader;
    private readonly ProbeIdentity identity;
    private readonly ProbeHead head;
    private readonly string folder;
    private HeadState state = HeadState.Start;

    /// <param name="recipe">How the head is trained; of one learning rate.</param>
    /// <param name="encoder">Borrowed.</param>
    /// <param name="source">The training images; borrowed.</param>
    /// <param name="sourceRoot">The folder or file that they come from.</param>
    /// <param name="validation">The features to measure on; borrowed.</param>
    /// <param name="reading">How images are read; its batch size is the recipe's.</param>
    /// <param name="folder">Where heads and log go.</param>
    /// <param name="onBadImage">Told of images that cannot be read; others take their places.</param>
    public LinearProbe(
        HeadRecipe recipe, FrozenEncoder encoder, IImageSource source, string sourceRoot, FeatureStore validation, ImageReading reading,
        string folder, Action<BadImage> onBadImage)
    {
        recipe.RequireSteps(source.Count);
        (this.recipe, this.encoder, this.source, this.validation, this.folder) = (recipe, encoder, source, validation, folder);
        var crop = new RandomResizedCrop(recipe.MinCrop) { ClampsFirstDraw = true };
        loader = new BatchLoader(
            source, new TrainTransform(encoder.Vit.ImageSize, crop, isFlipped: recipe.IsFlipped),
            reading.Options(LoaderMode.Training, recipe.Seed, encoder.Device), onBadImage);
        identity = new ProbeIdentity(
            encoder.Identity, SourceFingerprint.Of(sourceRoot, source), recipe.Seed, recipe.EffectiveBatch, recipe.BatchSize,
            recipe.MinCrop, recipe.IsFlipped, source.ClassNames);
        ScalarType type = encoder.Precision == TrainingPrecision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;
        head = new ProbeHead(
            replicas: 1, source.ClassNames.Count, encoder.Width, recipe.Lars, encoder.Device, type,
            RandomKey.FromSeed(recipe.Seed).For(RandomPurpose.ProbeHead).Value);
    }

    private string LastPath => Path.Combine(folder, ProbeFiles.LastHead);

    private int StepsPerEpoch => recipe.EpochOf(source.Count).Steps;

    private int EpochsDone => (int)(state.Steps / StepsPerEpoch);

    /// <summary>Goes on from the head in the folder, if there is one.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of a probe that this one cannot go on with.</exception>
    public void Resume()
    {
        if (!File.Exists(LastPath))
            return;
        state = HeadState.Read(LastPath, head, identity);
        if (EpochsDone > recipe.Epochs)
        {
            throw new InvalidDataException($"'{LastPath}' is at epoch {EpochsDone}, but this probe ends at epoch {recipe.Epochs}: " +
                "there is nothing to go on with. Raise --epochs.");
        }
    }

    /// <summary>Trains to the end. Heads are saved after each epoch, and where it is cancelled.</summary>
    /// <param name="others">Features that the last head is measured on too; borrowed.</param>
    /// <param name="onEpoch">Told of each epoch.</param>
    /// <param name="cancel">Ends the work after a step, with everything saved.</param>
    /// <exception cref="TrainingFailedException">The loss is not a finite number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public HeadResult Run(IReadOnlyList<FeatureStore> others, Action<EpochProgress> onEpoch, CancellationToken cancel)
    {
        using EpochLog log = EpochLog.Open(Path.Combine(folder, "epochs.csv"), EpochsDone);
        while (EpochsDone < recipe.Epochs)
        {
            onEpoch(RunEpoch(log, cancel));
        }
        return new HeadResult(Scores(validation), state.BestTop1, state.BestEpoch, recipe.BaseLearningRates[0], [.. others.Select(Scores)]);
    }

    /// <inheritdoc/>
    public void Dispose() => head.Dispose();

    private EpochProgress RunEpoch(EpochLog log, CancellationToken cancel)
    {
        (int batches, int steps) = recipe.EpochOf(source.Count);
        int epoch = EpochsDone;
        int firstStep = (int)(state.Steps % steps);
        double rate = 0;
        long firstBatch = epoch * loader.BatchesPerEpoch;
        IEnumerable<ImageBatch> read = loader.Read(
            firstBatch + (long)firstStep * recipe.Accumulation, firstBatch + (long)steps * recipe.Accumulation, CancellationToken.None);
        using (IEnumerator<ImageBatch> images = read.GetEnumerator())
        {
            for (int step = firstStep; step < steps; step++)
            {
                if (cancel.IsCancellationRequested)
                {
                    Save(LastPath);
                    throw new OperationCanceledException(cancel);
                }
                rate = recipe.RatesAt(epoch + (double)step * recipe.Accumulation / batches)[0];
                state = state with { Steps = state.Steps + 1, LossSum = state.LossSum + Step(images, rate) };
            }
        }
        return EndEpoch(log, epoch + 1, rate, state.LossSum / ((double)steps * recipe.EffectiveBatch));
    }

    /// <returns>The loss summed over the step's images, before the update.</returns>
    private double Step(IEnumerator<ImageBatch> images, double learningRate)
    {
        using var scope = NewDisposeScope();
        Tensor total = zeros(1, float64, encoder.Device);
        for (int i = 0; i < recipe.Accumulation; i++)
        {
            if (!images.MoveNext())
                throw new InvalidOperationException("The loader ended before the epoch.");
            using ImageBatch batch = images.Current;
            Tensor features = encoder.Features(batch.Pixels, row => source.NameOf(batch.Indices[row]));
            Tensor labels = DeviceTransfer.Send(batch.LabelTensor(), encoder.Device);
            total.add_(head.Accumulate(features, labels, 1.0 / recipe.EffectiveBatch));
        }
        head.Step([learningRate]);
        double loss = total.item<double>();
        return double.IsFinite(loss)
            ? loss
            : throw new TrainingFailedException($"The loss of the head is {loss} at step {state.Steps + 1} " +
                $"(learning rate {learningRate:G4}). Give a lower --blr.");
    }

    /// <summary>Measures, and saves the last head after everything else: a probe that goes on from the one before repeats the rest.
    /// </summary>
    private EpochProgress EndEpoch(EpochLog log, int epoch, double rate, double trainLoss)
    {
        ProbeScores scores = Scores(validation);
        var progress = new EpochProgress(epoch, recipe.Epochs, rate, trainLoss, scores.Loss, scores.Top1, scores.Top5);
        state = state with { LossSum = 0 };
        if (state.BestEpoch == 0 || scores.Top1 > state.BestTop1)
        {
            state = state with { BestTop1 = scores.Top1, BestEpoch = epoch };
            Save(Path.Combine(folder, ProbeFiles.BestHead));
        }
        log.Append(progress);
        Save(LastPath);
        return progress;
    }

    private ProbeScores Scores(FeatureStore store) => HeadEvaluation.Evaluate(head, store, encoder.Device)[0];

    private void Save(string path)
    {
        using var scope = NewDisposeScope();
        state.Write(path, head.Tensors(0), identity);
    }
}
