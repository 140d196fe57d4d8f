using System.Globalization;
using System.Text.Json;
using MaeUnderstand.Data;
using MaeUnderstand.Masking;
using MaeUnderstand.Models;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Files;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>
/// A trained encoder that only makes features: the cls token after the final norm, or the norm of the mean of the patch tokens, as
/// the reference's linear probe with and without <c>--global_pool</c>. All patches are visible; autograd keeps no books.
/// </summary>
public sealed class FrozenEncoder : IDisposable
{
    /// <summary>Images of one pass: few, so that the activations of a block stay near the processor.</summary>
    private const int PassSize = 32;

    private readonly VisionTransformer model;
    private readonly string checkpoint;

    private FrozenEncoder(VisionTransformer model, string checkpoint, TrainingPrecision precision, string identity)
    {
        (this.model, this.checkpoint, Precision, Identity) = (model, checkpoint, precision, identity);
        model.eval();
    }

    /// <summary>The encoder's shape.</summary>
    public VitConfig Vit => model.Vit;

    /// <summary>D, the width of a feature.</summary>
    public int Width => model.Vit.Width;

    /// <summary>Where it computes.</summary>
    public Device Device => model.Device;

    /// <summary>The number format of its matrix products; never auto.</summary>
    public TrainingPrecision Precision { get; }

    /// <summary>What its features depend on besides the images: weights (by their checksum), shape, pooling, number format.</summary>
    public string Identity { get; }

    /// <summary>Loads an encoder.</summary>
    /// <param name="choice">Which.</param>
    /// <param name="device">Where it computes.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="IOException">The checkpoint is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or no masked autoencoder or vision transformer.</exception>
    public static FrozenEncoder Load(EncoderChoice choice, Device device)
    {
        ArgumentNullException.ThrowIfNull(choice);
        ArgumentNullException.ThrowIfNull(device);
        TrainingPrecision precision = ComputeDevice.Resolve(choice.Precision, device);
        ScalarType type = precision == TrainingPrecision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;
        using ModelFile file = ModelFile.Open(choice.Checkpoint, choice.Hints);
        string weights = choice.RandomWeightsSeed is { } seed
            ? string.Create(CultureInfo.InvariantCulture, $"random {seed}")
            : ChecksumOf(choice.Checkpoint);
        string identity = $"{weights} {JsonSerializer.Serialize(file.Description.Encoder)} {choice.Pooling} {precision} {device.type}";
        VisionTransformer model = choice.RandomWeightsSeed is { } named
            ? VisionTransformer.WithoutHead(file.Description.Encoder, choice.Pooling, device, WeightsSeed(named), type)
            : file.LoadEncoder(choice.Pooling, device, type);
        return new FrozenEncoder(model, choice.Checkpoint, precision, identity);
    }

    /// <summary>Makes an encoder with random weights: the baseline of a trained one, or one to be timed.</summary>
    /// <param name="vit">Its shape.</param>
    /// <param name="pooling">How tokens become a feature.</param>
    /// <param name="seed">Fixes the weights.</param>
    /// <param name="precision">The number format of its matrix products; never auto.</param>
    /// <param name="device">Where it computes.</param>
    /// <returns>Owned by the caller.</returns>
    internal static FrozenEncoder Untrained(VitConfig vit, Pooling pooling, long seed, TrainingPrecision precision, Device device)
    {
        ScalarType type = precision == TrainingPrecision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;
        string identity = string.Create(CultureInfo.InvariantCulture, $"random {seed}");
        return new(VisionTransformer.WithoutHead(vit, pooling, device, WeightsSeed(seed), type), "random weights", precision, identity);
    }

    /// <summary>Makes features.</summary>
    /// <param name="pixels">[B, 3, H, W] uint8 on any device; borrowed.</param>
    /// <param name="nameOf">The name of the image in a row, for messages; <see langword="null"/> where a row holds no image.</param>
    /// <returns>[B, D] float32 on <see cref="Device"/>; owned by the caller.</returns>
    /// <exception cref="InvalidDataException">A feature is not a finite number; the message names the first such image.</exception>
    public Tensor Features(Tensor pixels, Func<int, string?> nameOf) => Features(pixels, model.Features, nameOf);

    /// <summary>Makes features of regions, as <see cref="VisionTransformer.RegionFeatures"/> does; only of an encoder that averages tokens.
    /// </summary>
    /// <param name="pixels">[B, 3, H, W] uint8 on any device; borrowed.</param>
    /// <param name="regions">R, regions along a side of the image.</param>
    /// <param name="nameOf">The name of the image in a row, for messages.</param>
    /// <returns>[B, R·R·D] float32 on <see cref="Device"/>; owned by the caller.</returns>
    /// <exception cref="InvalidDataException">A feature is not a finite number; the message names the first such image.</exception>
    public Tensor RegionFeatures(Tensor pixels, int regions, Func<int, string?> nameOf) =>
        Features(pixels, images => model.RegionFeatures(images, regions), nameOf);

    private Tensor Features(Tensor pixels, Func<Tensor, Tensor> compute, Func<int, string?> nameOf)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(nameOf);
        using var scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        long count = pixels.shape[0];
        var parts = new List<Tensor>();
        for (long first = 0; first < count; first += PassSize)
        {
            using var pass = NewDisposeScope();
            Tensor piece = DeviceTransfer.Send(pixels.narrow(0, first, Math.Min(PassSize, count - first)), Device);
            Tensor features = compute(Normalisation.ImageNet.Normalise(piece)).to(float32);
            parts.Add(features.MoveToOuterDisposeScope());
        }
        Tensor all = cat(parts, 0);
        RequireFinite(all, nameOf);
        return all.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();

    private static long WeightsSeed(long seed) => unchecked((long)RandomKey.FromSeed(seed).For(RandomPurpose.Weights).Value);

    private static string ChecksumOf(string checkpoint)
    {
        string path = Directory.Exists(checkpoint) ? Path.Combine(checkpoint, ModelFile.WeightsName) : checkpoint;
        return ChecksumFile.Of(path);
    }

    private void RequireFinite(Tensor features, Func<int, string?> nameOf)
    {
        if (features.sum().isfinite().item<bool>())                       // the usual case in one read; an overflowing sum is looked at
            return;
        byte[] isFinite = [.. features.isfinite().all(1).to(uint8).cpu().data<byte>()];
        for (int row = 0; row < isFinite.Length; row++)
        {
            if (isFinite[row] == 0 && nameOf(row) is { } name)
            {
                throw new InvalidDataException($"'{name}' has features that are not finite numbers. Did the training of '{checkpoint}' " +
                    $"diverge?{(Precision == TrainingPrecision.Bf16 ? " If not, --precision fp32 may help." : "")}");
            }
        }
    }
}
