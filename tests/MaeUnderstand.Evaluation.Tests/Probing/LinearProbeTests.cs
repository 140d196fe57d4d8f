using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Safetensors;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Tests.Probing;

public sealed class LinearProbeTests : IDisposable
{
    private static readonly HeadRecipe Recipe =
        new() { Epochs = 3, WarmupEpochs = 1, EffectiveBatch = 8, BatchSize = 4, BaseLearningRates = [5] };

    private readonly TemporaryFolder folder = new();
    private readonly FrozenEncoder encoder;
    private readonly FeatureStore validation;

    public LinearProbeTests()
    {
        const string prefix = "param.";
        string path = folder["vit.safetensors"];
        using (var scope = NewDisposeScope())
        {
            using var file = SafetensorsFile.Open(Golden.File("mae", "vit_features.safetensors"));
            SafetensorsWriter.Write(path, file.Entries.Select(entry => entry.Name)
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(name => KeyValuePair.Create(name[prefix.Length..], file.Read(name))));
        }
        encoder = FrozenEncoder.Load(
            new EncoderChoice { Checkpoint = path, Hints = new ModelHints { Heads = 3 }, Precision = TrainingPrecision.Fp32 }, CPU);
        using Tensor features = randn(10, encoder.Width);
        validation = StoredFeatures.Make(folder["val"], features, [.. Enumerable.Range(0, 10)], 10);
    }

    public void Dispose()
    {
        validation.Dispose();
        encoder.Dispose();
        folder.Dispose();
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_StoppedWithinAnEpoch_GoesOnAsIfItHadNot()
    {
        using var never = new CancellationTokenSource();
        Train("whole", new CountingSource(() => { }), never.Token);
        int opened = 0;
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Train("part", new CountingSource(() =>
        {
            if (++opened == 30)                                              // of 24 images an epoch: in the first step of the second
                stop.Cancel();
        }), stop.Token));
        Assert.Equal(2, File.ReadAllLines(folder["part/epochs.csv"]).Length);
        Train("part", new CountingSource(() => { }), never.Token);

        foreach (string name in new[] { "epochs.csv", ProbeFiles.LastHead, ProbeFiles.BestHead })
            Assert.Equal(File.ReadAllBytes(folder[$"whole/{name}"]), File.ReadAllBytes(folder[$"part/{name}"]));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Resume_OtherSeed_NamesBoth()
    {
        Train("out", new CountingSource(() => { }), CancellationToken.None);
        var error = Assert.Throws<InvalidDataException>(() =>
            Train("out", new CountingSource(() => { }), CancellationToken.None, Recipe with { Seed = 1, MinCrop = 0.5 }));
        Assert.Equal($"'{folder[$"out/{ProbeFiles.LastHead}"]}' was trained with --seed 0, not 1; --min-crop 0.08, not 0.5: going on " +
            "would not repeat that probe. Give the same options, or start anew in another --output.", error.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Run_Repeated_LeavesNoTensorBehind()
    {
        int number = 0;
        Leaks.None(() => Train($"run-{number++}", new CountingSource(() => { }), CancellationToken.None));
    }

    private void Train(string name, IImageSource source, CancellationToken cancel, HeadRecipe? recipe = null)
    {
        Directory.CreateDirectory(folder[name]);
        using var probe = new LinearProbe(
            recipe ?? Recipe, encoder, source, "images", validation, new ImageReading(Recipe.BatchSize, Workers: 0, MaxBadFraction: 0),
            folder[name], _ => { });
        probe.Resume();
        probe.Run([], _ => { }, cancel);
    }

    private sealed class CountingSource(Action onOpen) : IImageSource
    {
        private readonly SyntheticSource images = new(24, size: 32);

        public int Count => images.Count;

        public IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, 10).Select(label => $"class-{label}")];

        public int LabelOf(int index) => index % 10;

        public string NameOf(int index) => $"image-{index}";

        public IImageReader Open(int index, int epoch)
        {
            onOpen();
            return images.Open(index, epoch);
        }
    }
}
