using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Sources;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>Makes the features of a split once, and finds them again.</summary>
/// <param name="encoder">Borrowed.</param>
/// <param name="cache">The folder of all features, a folder a split.</param>
/// <param name="format">The number format on disk: bfloat16 or float32.</param>
/// <param name="reading">How images are read.</param>
/// <param name="monitor">Told how far it is.</param>
public sealed class FeatureExtractor(
    FrozenEncoder encoder, string cache, ScalarType format, ImageReading reading, IProbeMonitor monitor)
{
    /// <summary>The features of a split under the evaluation transform: those that are there; what is missing is computed.</summary>
    /// <param name="split">The images.</param>
    /// <param name="cancel">Ends the work after a batch; what is done stays.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="InvalidDataException">A feature is not a number, too many images cannot be read, or what is there is damaged.
    /// </exception>
    public FeatureStore Extract(ImageSplit split, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(split);
        IImageSource source = split.Source;
        EvalTransform transform = split.TransformTo(encoder.Vit.ImageSize);
        var identity = new FeatureIdentity(
            split.Name, encoder.Identity, SourceFingerprint.Of(split.Root, source), transform.Description,
            format == ScalarType.BFloat16 ? "bf16" : "fp32", encoder.Width, source.Count, source.ClassNames);
        string folder = Path.Combine(cache, identity.FolderName());
        if (FeatureStore.TryOpen(folder, identity) is { } existing)
            return existing;
        Fill(folder, identity, source, transform, cancel);
        return FeatureStore.TryOpen(folder, identity)
            ?? throw new InvalidDataException($"'{folder}' was changed by another process while it was filled.");
    }

    private void Fill(string folder, FeatureIdentity identity, IImageSource source, ITransform transform, CancellationToken cancel)
    {
        using FeatureWriter writer = FeatureWriter.Open(folder, identity);
        LoaderOptions options = reading.Options(LoaderMode.Evaluation, seed: 0, encoder.Device);
        var loader = new BatchLoader(source, transform, options, monitor.Report);
        long firstBatch = writer.NextImage / options.BatchSize;
        writer.BackTo(checked((int)firstBatch * options.BatchSize));
        int done = (int)firstBatch * options.BatchSize;
        foreach (ImageBatch read in loader.Read(firstBatch, loader.BatchesPerEpoch, cancel))
        {
            using ImageBatch batch = read;
            Store(writer, batch, source);
            monitor.Report(new ExtractionProgress(identity.Split, done += batch.Count, source.Count));
        }
        writer.Complete();
    }

    private void Store(FeatureWriter writer, ImageBatch batch, IImageSource source)
    {
        using var scope = NewDisposeScope();
        Tensor features = encoder.Features(
            batch.Pixels, row => batch.Indices[row] == ImageBatch.NoImage ? null : source.NameOf(batch.Indices[row]));
        int[] rows = [.. Enumerable.Range(0, batch.Count).Where(row => batch.Indices[row] != ImageBatch.NoImage)];
        if (rows.Length == 0)
            return;
        Tensor kept = rows.Length == batch.Count
            ? features
            : features.index_select(0, tensor([.. rows.Select(row => (long)row)], device: features.device));
        writer.Append(kept, [.. rows.Select(row => batch.Indices[row])], [.. rows.Select(row => batch.Labels[row])]);
    }
}
