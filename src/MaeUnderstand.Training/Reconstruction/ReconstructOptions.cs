using MaeUnderstand.Masking;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Training.Reconstruction;

/// <summary>What <c>mae reconstruct</c> needs.</summary>
public sealed record ReconstructOptions
{
    /// <summary>The trained model.</summary>
    [Setting("checkpoint", "run directory, checkpoint, .safetensors, .pth or Hugging Face folder")]
    public string? Checkpoint { get; init; }

    /// <summary>Where the images are.</summary>
    [Setting("images", "folder of images to reconstruct, file of packed ones, or 'synthetic'")]
    public string? Images { get; init; }

    /// <summary>The picture to write.</summary>
    [Setting("out", "PNG to write")]
    public string Out { get; init; } = "grid.png";

    /// <summary>Images to draw.</summary>
    [Setting("count", "images to draw, spread over the folder")]
    public int Count { get; init; } = 8;

    /// <summary>Share of the tokens that is removed; as in training where absent.</summary>
    [Setting("mask-ratio", "share of the tokens that is removed, at least 0 and below 1", Default = "as in training")]
    public double? MaskRatio { get; init; }

    /// <summary>Side of a mask unit in pixels; as in training where absent.</summary>
    [Setting("mask-patch", "side of a mask unit in pixels, a multiple of the ViT patch", Default = "as in training")]
    public int? MaskPatch { get; init; }

    /// <summary>The mask sampler; as in training where absent.</summary>
    [Setting("mask-sampler", "how mask units are drawn: uniform, block or grid", Default = "as in training")]
    public string? MaskSampler { get; init; }

    /// <summary>Attention heads of the encoder, for checkpoints that do not say.</summary>
    [Setting("heads", "attention heads of the encoder, where the checkpoint does not say", Default = "from the checkpoint")]
    public int? Heads { get; init; }

    /// <summary>Attention heads of the decoder, for checkpoints that do not say.</summary>
    [Setting("decoder-heads", "attention heads of the decoder, where the checkpoint does not say", Default = "from the checkpoint")]
    public int? DecoderHeads { get; init; }

    /// <summary>Whether the model predicts normalised patches, for checkpoints that do not say.</summary>
    [Setting("norm-pix-loss", "whether the model predicts normalised patches, where the checkpoint does not say",
        Default = "from the checkpoint")]
    public bool? NormPixLoss { get; init; }

    /// <summary>Fixes the masks.</summary>
    [Setting("seed", "fixes the masks")]
    public long Seed { get; init; }

    /// <summary>The device's name.</summary>
    [Setting("device", "auto, cpu, cuda or cuda:N")]
    public string Device { get; init; } = "auto";

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Checkpoint))
            yield return "--checkpoint is missing: name a run directory or a checkpoint.";
        if (string.IsNullOrWhiteSpace(Images))
            yield return "--images is missing: name a folder of images, or 'synthetic'.";
        if (Count < 1)
            yield return $"--count must be at least 1, but is {Count}.";
        if (ComputeDevice.ProblemWith(Device) is { } problem)
            yield return problem;
    }

    /// <summary>The masking: what is asked for, else as in training, else the paper's.</summary>
    /// <param name="trained">As in training, where known.</param>
    /// <param name="encoder">The encoder.</param>
    public MaskConfig MaskFor(MaskConfig? trained, VitConfig encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        MaskConfig known = trained ?? new MaskConfig { PatchSize = encoder.PatchSize };
        return known with
        {
            Ratio = MaskRatio ?? known.Ratio,
            PatchSize = MaskPatch ?? known.PatchSize,
            Sampler = MaskSampler ?? known.Sampler,
        };
    }
}
