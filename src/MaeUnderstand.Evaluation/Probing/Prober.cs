using MaeUnderstand.Evaluation.Sources;
using MaeUnderstand.Torch.Compute;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>Measures what a frozen encoder's features hold, in the mode that the options ask for.</summary>
/// <param name="options">Without problems.</param>
/// <param name="monitor">Told how it goes.</param>
public sealed class Prober(ProbeOptions options, IProbeMonitor monitor)
{
    private const int ExtractionBatch = 64;

    /// <summary>Runs the probe.</summary>
    /// <param name="checkpoint">The checkpoint that the options' one means.</param>
    /// <param name="runFolder">The run directory, for heads and log.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="cancel">Ends the work soon; what is done is kept, and a rerun goes on.</param>
    /// <exception cref="IOException">Checkpoint or images are missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">Checkpoint, images or saved heads are not usable; the message says why.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ProbeReport Run(string checkpoint, string runFolder, Device device, CancellationToken cancel)
    {
        using ProbeData data = ProbeData.Open(
            options.TrainPath, options.ValidationPath, options.LabelsPerClass, options.Seed, options.JpegDecoder);
        if (options.Mode != ProbeMode.Knn)
            options.Recipe.RequireSteps(data.Train.Count);
        using var others = new OwnedList<EvalOnFolder>();
        foreach (EvalOn choice in options.EvalOnFolders)
            others.Add(EvalOnFolder.Open(choice, data, options.JpegDecoder));
        using FrozenEncoder encoder = FrozenEncoder.Load(options.EncoderAt(checkpoint), device);
        var extractor = new FeatureExtractor(
            encoder, options.Cache, CacheFormat(encoder), options.ReadingOf(ExtractionBatch), monitor);
        using FeatureStore? train = options.Mode == ProbeMode.Linear
            ? null
            : extractor.Extract(new ImageSplit("train", data.TrainPath, data.Train), cancel);
        using FeatureStore validation = extractor.Extract(new ImageSplit("val", data.ValidationPath, data.Validation), cancel);
        using var otherStores = new OwnedList<FeatureStore>();
        foreach (EvalOnFolder folder in others.Items)
            otherStores.Add(extractor.Extract(folder.Split, cancel));
        HeadResult? head = options.Mode switch
        {
            ProbeMode.Linear => ByRecipe(encoder, data, validation, otherStores.Items, runFolder, cancel),
            ProbeMode.Cached => new CachedProbe(options.Recipe, train!, validation, device, ProductType(encoder), runFolder)
                .Run(otherStores.Items, monitor.Report, cancel),
            _ => null,
        };
        ProbeScores scores = head?.Last ?? ByNeighbours(validation);
        IReadOnlyList<ProbeScores> otherScores = head?.Others ?? [.. otherStores.Items.Select(ByNeighbours)];
        return new ProbeReport
        {
            Mode = options.Mode,
            Top1 = scores.Top1,
            Top5 = scores.Top5,
            Loss = head?.Last.Loss,
            Images = validation.Count,
            TrainImages = train?.Count ?? data.Train.Count,
            Classes = data.ClassNames.Count,
            LabelsPerClass = options.LabelsPerClass,
            Seed = options.Seed,
            Epochs = head is null ? null : options.Epochs,
            BestEpoch = head?.BestEpoch,
            BestTop1 = head?.BestTop1,
            BaseLearningRate = head?.BaseLearningRate,
            Neighbours = options.Knn,
            Checkpoint = checkpoint,
            HasRandomWeights = options.HasRandomWeights,
            Pooling = options.Pool,
            Precision = encoder.Precision == TrainingPrecision.Bf16 ? "bf16" : "fp32",
            EvalOn = others.Items.Count == 0
                ? null
                : [.. others.Items.Select((folder, i) => folder.Report(otherScores[i], otherStores.Items[i]))],
        };

        ProbeScores ByNeighbours(FeatureStore store) =>
            new KnnClassifier(options.Knn!.Value).Evaluate(train!, store, device, cancel);
    }

    private static ScalarType ProductType(FrozenEncoder encoder) =>
        encoder.Precision == TrainingPrecision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;

    private ScalarType CacheFormat(FrozenEncoder encoder) =>
        (options.CacheFormat == TrainingPrecision.Auto ? encoder.Precision : options.CacheFormat) == TrainingPrecision.Bf16
            ? ScalarType.BFloat16
            : ScalarType.Float32;

    private HeadResult ByRecipe(
        FrozenEncoder encoder, ProbeData data, FeatureStore validation, IReadOnlyList<FeatureStore> others, string runFolder,
        CancellationToken cancel)
    {
        using var probe = new LinearProbe(
            options.Recipe, encoder, data.Train, data.TrainPath, validation, options.ReadingOf(options.Recipe.BatchSize), runFolder,
            monitor.Report);
        if (options.Resume)
            probe.Resume();
        return probe.Run(others, monitor.Report, cancel);
    }
}
