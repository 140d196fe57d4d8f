using MaeUnderstand.Masking;
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
    private readonly SharedSets sets;
    private readonly int[] latents;
    private readonly int[] codeSources;

    /// <summary>Prepares a run.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="subject">The graph and the mask.</param>
    /// <param name="seed">Fixes everything random.</param>
    /// <param name="device">Where to train.</param>
    public IdentifyRun(IdentifyOptions options, IdentifyCase subject, long seed, Device device)
    {
        (this.options, this.subject, this.seed, this.device) = (options, subject, seed, device);
        key = RandomKey.FromSeed(seed);
        sets = SharedSets.Locate(subject.Graph, subject.Masked);
        latents = [.. Enumerable.Range(0, subject.Graph.LatentCount)];
        bool[] determined = SharedSets.WithAncestors(subject.Graph, sets.Shared);
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
        subject.Graph, hierarchy.Draw(key, first, count), subject.Masked,
        given: options.DecoderSees == DecoderInput.Sm ? sets.MaskedOnly : [], device);

    private IdentifyRow Measure(IdentifyModel model, Tensor code, IdentifyData data)
    {
        Tensor rebuilt = model.Decode(code, data.Given);
        Tensor precise = code.to(float64).cpu();
        RegressionSplit split = RegressionSplit.Of(data.Count);
        Tensor shared = data.Values(sets.Shared);
        (double all, double[] each) latent = R2(precise, latents, node => data.Values([node]), split);
        (double all, double[] each) masked = R2(precise, sets.MaskedOnly, node => data.Sources([node]), split);
        (double all, double[] each) visible = R2(precise, sets.VisibleOnly, node => data.Sources([node]), split);
        return new IdentifyRow
        {
            Graph = subject.GraphName,
            Mask = subject.MaskName,
            Seed = seed,
            Shared = [.. sets.Shared.Select(subject.Graph.NameOf)],
            Level = sets.Shared.Max(node => subject.Graph.Levels[node]),
            CodeWidth = (int)code.shape[1],
            Explained = Explained(data.Masked, rebuilt),
            Inverted = options.InverseWeight == 0 ? null : Explained(code, model.Recover(rebuilt)),
            SharedR2 = KernelRidge.HeldOutR2(precise, shared, [Range.All], split)[0],
            MaskedOnlyR2 = masked.all,
            VisibleOnlyR2 = visible.all,
            BackR2 = KernelRidge.HeldOutR2(shared, precise, [Range.All], split)[0],
            LatentR2 = Named(latents, latent.each),
            MaskedSourceR2 = Named(sets.MaskedOnly, masked.each),
            VisibleSourceR2 = Named(sets.VisibleOnly, visible.each),
            Seconds = 0,
        };
    }

    /// <summary>From the code to nodes together and one by one.</summary>
    private static (double All, double[] Each) R2(Tensor code, IReadOnlyList<int> nodes, Func<int, Tensor> read, RegressionSplit split)
    {
        using var scope = NewDisposeScope();
        var groups = new List<Range> { Range.All };
        Tensor[] parts = [.. nodes.Select(read)];
        int first = 0;
        foreach (int width in parts.Select(part => (int)part.shape[1]))
        {
            groups.Add(first..(first + width));
            first += width;
        }
        double[] scores = KernelRidge.HeldOutR2(code, cat(parts, 1), groups, split);
        return (scores[0], scores[1..]);
    }

    private static double Explained(Tensor truth, Tensor predicted)
    {
        using var scope = NewDisposeScope();
        double error = (truth - predicted).square().mean().item<float>();
        return 1 - error / truth.var(0, unbiased: false).mean().item<float>();
    }

    private Dictionary<string, double> Named(IReadOnlyList<int> nodes, double[] scores) =>
        nodes.Zip(scores).ToDictionary(pair => subject.Graph.NameOf(pair.First), pair => pair.Second, StringComparer.Ordinal);
}
