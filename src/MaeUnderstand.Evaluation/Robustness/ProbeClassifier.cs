using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Evaluation.Sources;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Files;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>A frozen encoder with the head of its probe. Features are stored, so that another head or a rerun finds them.</summary>
public sealed class ProbeClassifier : IImageClassifier, IDisposable
{
    private const int ChunkSize = 1024;

    private readonly FrozenEncoder encoder;
    private readonly TrainedHead head;
    private readonly FeatureExtractor extractor;

    private ProbeClassifier(FrozenEncoder encoder, TrainedHead head, FeatureExtractor extractor, string identity)
    {
        (this.encoder, this.head, this.extractor) = (encoder, head, extractor);
        Identity = identity;
    }

    /// <inheritdoc/>
    public string Name => head.Path;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => head.ClassNames;

    /// <inheritdoc/>
    public string Identity { get; }

    /// <summary>Loads encoder and head.</summary>
    /// <param name="headPath">The head's file.</param>
    /// <param name="choice">The encoder that it was trained on.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="cache">The folder of all features.</param>
    /// <param name="cacheFormat">The number format of features on disk; auto: that of the encoder's products.</param>
    /// <param name="reading">How images are read.</param>
    /// <param name="monitor">Told how far it is.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the head was trained on another encoder.</exception>
    public static ProbeClassifier Load(
        string headPath, EncoderChoice choice, Device device, string cache, TrainingPrecision cacheFormat, ImageReading reading,
        IProbeMonitor monitor)
    {
        FrozenEncoder encoder = FrozenEncoder.Load(choice, device);
        try
        {
            TrainedHead head = TrainedHead.Load(headPath, encoder, choice.Checkpoint);
            ScalarType format = (cacheFormat == TrainingPrecision.Auto ? encoder.Precision : cacheFormat) == TrainingPrecision.Bf16
                ? ScalarType.BFloat16
                : ScalarType.Float32;
            var extractor = new FeatureExtractor(encoder, cache, format, reading, monitor);
            return new ProbeClassifier(encoder, head, extractor, $"{encoder.Identity} {ChecksumFile.Of(headPath)} {format}");
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Classify(ImageSplit images, Action<Tensor, Tensor> onLogits, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(onLogits);
        using FeatureStore store = extractor.Extract(images, cancel);
        for (int first = 0; first < store.Count; first += ChunkSize)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            int count = Math.Min(ChunkSize, store.Count - first);
            Tensor features = DeviceTransfer.Send(store.Read(first, count), encoder.Device);
            Tensor labels = tensor([.. store.Labels.Skip(first).Take(count).Select(label => (long)label)], device: encoder.Device);
            onLogits(head.Logits(features), labels);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        head.Dispose();
        encoder.Dispose();
    }
}
