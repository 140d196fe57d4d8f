using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Sources;
using MaeUnderstand.Masking;
using MaeUnderstand.Models;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Training.Reconstruction;

namespace MaeUnderstand.Evaluation.Reconstruction;

/// <summary>Scores a model on a set of images.</summary>
/// <param name="model">Borrowed.</param>
/// <param name="source">The images; borrowed.</param>
/// <param name="options">How to read and mask.</param>
/// <param name="mask">How to mask where masked reconstructions are scored too.</param>
public sealed class ReconstructionEvaluator(MaskedAutoencoder model, IImageSource source, EvalReconOptions options, MaskConfig? mask)
{
    /// <summary>The images that an evaluation looks at.</summary>
    public static IImageSource Chosen(IImageSource source, EvalReconOptions options)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        return options.Images is { } count && count < source.Count ? SourceView.Spread(source, count) : source;
    }

    /// <summary>Scores the images that a file does not hold yet.</summary>
    /// <param name="file">Receives the scores, batch by batch; borrowed.</param>
    /// <param name="onBadImage">Told of images that cannot be read, which are left out.</param>
    /// <param name="progress">Told how many images are done.</param>
    /// <param name="cancel">Ends after the batch at hand; what was scored is in the file.</param>
    /// <returns>How many images could not be read.</returns>
    /// <exception cref="InvalidDataException">Too many images cannot be read, or a reconstruction is not finite.</exception>
    public int Run(ScoreFile file, Action<BadImage>? onBadImage, IProgress<int>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(file);
        var loader = new BatchLoader(source, new EvalTransform(model.Vit.ImageSize), new LoaderOptions
        {
            BatchSize = options.Batch,
            Mode = LoaderMode.Evaluation,
            Workers = options.Workers,
            MaxBadFraction = options.MaxBadFraction,
        }, onBadImage);
        HashSet<int> done = [.. file.Scores.Select(image => image.Index)];
        int bad = 0;
        using var scorer = new ReconstructionScorer(model, options.Recovery);
        foreach (ImageBatch batch in loader.Read(FirstBatch(done), loader.BatchesPerEpoch, cancel))
        {
            using (batch)
            {
                bad += batch.BadImages;
                int[] rows = [.. Enumerable.Range(0, batch.Count).Where(row => IsWanted(batch.Indices[row]))];
                if (rows.Length > 0)
                    file.Append(Score(scorer, batch, rows));
            }
            progress?.Report(file.Scores.Count);
        }
        return bad;

        bool IsWanted(int index) => index != ImageBatch.NoImage && !done.Contains(index);
    }

    /// <summary>Whole batches that are done already are not read again.</summary>
    private long FirstBatch(HashSet<int> done)
    {
        int next = 0;
        while (done.Contains(next))
            next++;
        return next / options.Batch;
    }

    /// <summary>Scores the wanted rows of a batch; all of it is computed, so that a run that goes on in its middle gets the same digits.
    /// </summary>
    private List<ImageScores> Score(ReconstructionScorer scorer, ImageBatch batch, int[] rows)
    {
        using MaskBatch? masks = mask is null
            ? null
            : new MaskBatch(ReconstructionSheet.Masks(mask, model, options.Seed, batch.Indices), model.Device);
        double[][] values = scorer.Score(batch.Pixels, masks);
        var scores = new List<ImageScores>(rows.Length);
        foreach (int row in rows)
        {
            string name = source.NameOf(batch.Indices[row]);
            if (!values[row].All(double.IsFinite))
                throw new InvalidDataException($"The model's reconstruction of '{name}' is not finite: its weights are damaged or diverged.");
            scores.Add(new ImageScores(batch.Indices[row], name, values[row]));
        }
        return scores;
    }

    /// <summary>The means of scores.</summary>
    /// <param name="file">The model's file, for messages and its description.</param>
    /// <param name="checkpoint">The model, as it was named.</param>
    /// <param name="checksum">Its weights' SHA-256.</param>
    /// <param name="scores">At least one.</param>
    /// <param name="badImages">Images that could not be read.</param>
    public ReconstructionReport Report(
        ModelFile file, string checkpoint, string checksum, IReadOnlyList<ImageScores> scores, int badImages)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(scores);
        IReadOnlyList<string> columns = ScoreColumns.Of(mask is not null);
        return new ReconstructionReport
        {
            Checkpoint = checkpoint,
            Checksum = checksum,
            Patch = model.Vit.PatchSize,
            TrainedMask = file.Description.Mask,
            NormPixLoss = model.Config.NormPixLoss,
            NormPixRecovery = options.Recovery.ToString().ToLowerInvariant(),
            Images = scores.Count,
            BadImages = badImages,
            Means = Enumerable.Range(0, columns.Count)
                .ToDictionary(column => columns[column], column => scores.Average(image => image.Values[column])),
        };
    }
}
