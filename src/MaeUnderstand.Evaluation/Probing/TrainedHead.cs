using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Optimizers;
using MaeUnderstand.Torch.Safetensors;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>The head that a probe saved, to classify with.</summary>
internal sealed class TrainedHead : IDisposable
{
    private readonly ProbeHead head;

    private TrainedHead(string path, IReadOnlyList<string> classNames, ProbeHead head)
    {
        this.head = head;
        (Path, ClassNames) = (path, classNames);
    }

    /// <summary>Its file.</summary>
    public string Path { get; }

    /// <summary>[C] The names of its classes, in the order of its logits.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Loads a head.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoder">The encoder that it was trained on, perhaps on another device; borrowed.</param>
    /// <param name="checkpoint">The encoder's checkpoint, for messages.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, or of a head that was trained on another encoder.</exception>
    public static TrainedHead Load(string path, FrozenEncoder encoder, string checkpoint)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        ProbeIdentity saved = HeadState.IdentityOf(file);
        if (WithoutDevice(saved.Encoder) != WithoutDevice(encoder.Identity))
        {
            throw new InvalidDataException($"'{path}' was not trained on the encoder of '{checkpoint}': weights, pooling or precision are " +
                "others. Name the checkpoint that was probed with --checkpoint.");
        }
        var head = new ProbeHead(
            replicas: 1, saved.ClassNames.Count, encoder.Width, new LarsOptions(), encoder.Device,
            encoder.Precision == TrainingPrecision.Bf16 ? bfloat16 : float32, seed: 0);
        try
        {
            HeadState.RequireShapes(file, head);
            head.Restore(0, file.Read);
            return new TrainedHead(path, saved.ClassNames, head);
        }
        catch
        {
            head.Dispose();
            throw;
        }
    }

    /// <summary>Class scores.</summary>
    /// <param name="features">[B, D], in any format, on the encoder's device; borrowed.</param>
    /// <returns>[B, C] float32; owned by the caller.</returns>
    public Tensor Logits(Tensor features)
    {
        using Tensor scores = head.Evaluate(features);                    // [B, 1, C]
        return scores.squeeze(1);
    }

    /// <inheritdoc/>
    public void Dispose() => head.Dispose();

    /// <summary>An encoder's identity ends with the device.</summary>
    private static string WithoutDevice(string identity) => identity[..identity.LastIndexOf(' ')];
}
