using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Location;
using MaeUnderstand.Theory.Vectors;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>One mask with one seed: draws a hierarchy and its data, trains encoder and decoder, and measures what the code holds.</summary>
internal sealed class IdentifyRun
{
    private readonly IdentifyOptions options;
    private readonly IdentifyCase subject;
    private readonly RandomKey key;
    private readonly long seed;
    private readonly Device device;
    private readonly int[] latents;
    private readonly int[] codeSources;
    private readonly IReadOnlyList<int> c, maskedSources, visibleSources;

    /// <summary>Prepares a run.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="subject">The graph and the mask.</param>
    /// <param name="seed">Fixes everything random.</param>
    /// <param name="device">Where to train.</param>
    public IdentifyRun(IdentifyOptions options, IdentifyCase subject, long seed, Device device)
    {
        (this.options, this.subject, this.seed, this.device) = (options, subject, seed, device);
        key = RandomKey.FromSeed(seed);
        (c, maskedSources) = (subject.Located.Shared.C, subject.Located.Shared.MaskedSources);
        visibleSources = subject.Located.VisibleInformation.Sources;
        latents = [.. Enumerable.Range(0, subject.Graph.LatentCount)];
        bool[] determined = Ancestry.WithSelves(subject.Graph, c);
        codeSources = [.. latents.Where(latent => determined[latent])];
    }

    /// <summary>Trains and measures.</summary>
    /// <param name="progress">Told of steps now and then, with their loss.</param>
    /// <param name="cancel">Ends it between two steps.</param>
    public IdentifyRow Run(Action<int, double> progress, CancellationToken cancel)
    {
        long start = TimeProvider.System.GetTimestamp();
        var hierarchy = new VectorHierarchy(subject.Graph, key);
        using IdentifyData training = Draw(hierarchy, 0, options.Samples);
        using IdentifyData heldOut = Draw(hierarchy, options.Samples, options.HeldOut);
        var widths = new IdentifyWidths(
            Visible: (int)training.Visible.shape[1],
            Masked: (int)training.Masked.shape[1],
            Given: (int)training.Given.shape[1],
            Code: codeSources.Sum(node => subject.Graph.NoiseDimensions[node]));
        using var model = new IdentifyModel(widths, options.Width, key.For(RandomPurpose.Weights).Value, device);
        new IdentifyTrainer(options, model, training, key).Run(progress, cancel);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using Whitening whitening = Whitening.Of(model.Encode(training.Visible));
        return Measure(model, whitening.Apply(model.Encode(heldOut.Visible)), heldOut) with
        {
            Seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds,
        };
    }

    private IdentifyData Draw(VectorHierarchy hierarchy, long first, int count) => new(
        subject.Located.Partition, hierarchy.Draw(key, first, count),
        given: options.DecoderSees == DecoderInput.Sm ? maskedSources : [], device);

    private IdentifyRow Measure(IdentifyModel model, Tensor code, IdentifyData data)
    {
        using var scope = NewDisposeScope();
        Tensor rebuilt = model.Decode(code, data.Given);
        Tensor precise = code.to(float64).cpu();
        Tensor sharedValues = data.Values(c);
        RegressionSplit split = RegressionSplit.Of(data.Count);
        var targets = new RegressionTargets();
        int shared = targets.Add(sharedValues);
        int maskedOnly = targets.Add(data.Sources(maskedSources));
        int visibleOnly = targets.Add(data.Sources(visibleSources));
        int[] latent = [.. latents.Select(node => targets.Add(data.Values([node])))];
        int[] masked = [.. maskedSources.Select(node => targets.Add(data.Sources([node])))];
        int[] visible = [.. visibleSources.Select(node => targets.Add(data.Sources([node])))];
        double[] r2 = KernelRidge.HeldOutR2(precise, targets.Columns(), targets.Groups, split);
        return new IdentifyRow
        {
            Graph = subject.GraphName,
            GraphFingerprint = subject.GraphFingerprint,
            Mask = subject.MaskName,
            Seed = seed,
            Shared = [.. c.Select(subject.Graph.NameOf)],
            Level = c.Max(node => subject.Graph.Levels[node]),
            CodeWidth = (int)code.shape[1],
            Explained = Explained(data.Masked, rebuilt),
            Inverted = options.InverseWeight == 0 ? null : Explained(code, model.Recover(rebuilt)),
            SharedR2 = r2[shared],
            MaskedOnlyR2 = r2[maskedOnly],
            VisibleOnlyR2 = r2[visibleOnly],
            BackR2 = KernelRidge.HeldOutR2(sharedValues, precise, [Range.All], split)[0],
            LatentR2 = Named(latents, latent.Select(place => r2[place])),
            MaskedSourceR2 = Named(maskedSources, masked.Select(place => r2[place])),
            VisibleSourceR2 = Named(visibleSources, visible.Select(place => r2[place])),
            Seconds = 0,
        };
    }

    private static double Explained(Tensor truth, Tensor predicted)
    {
        using var scope = NewDisposeScope();
        double error = (truth - predicted).square().mean().item<float>();
        return 1 - error / truth.var(0, unbiased: false).mean().item<float>();
    }

    private Dictionary<string, double> Named(IReadOnlyList<int> nodes, IEnumerable<double> scores) =>
        nodes.Zip(scores).ToDictionary(pair => subject.Graph.NameOf(pair.First), pair => pair.Second, StringComparer.Ordinal);
}
