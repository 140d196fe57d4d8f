using System.Text.Json;
using MaeUnderstand.Torch.Files;
using MaeUnderstand.Torch.Safetensors;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>How far the training of a head is.</summary>
/// <param name="Steps">Steps done.</param>
/// <param name="LossSum">The training loss summed over the images of the epoch that is under way.</param>
/// <param name="BestTop1">The highest validation top-1 so far.</param>
/// <param name="BestEpoch">The earliest epoch that reached it; 0 before the first one is over.</param>
internal sealed record HeadState(long Steps, double LossSum, double BestTop1, int BestEpoch)
{
    private const string StateKey = "state";
    private const string IdentityKey = "probe";

    /// <summary>Before the first step.</summary>
    public static HeadState Start { get; } = new(0, 0, 0, 0);

    /// <summary>Writes a head; a reader sees the old file or the new one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">A replica's, as of <see cref="ProbeHead.Tensors"/>; borrowed.</param>
    /// <param name="identity">What it was trained on.</param>
    public void Write(string path, IReadOnlyList<KeyValuePair<string, Tensor>> tensors, ProbeIdentity identity)
    {
        using var scope = NewDisposeScope();
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            [IdentityKey] = identity.ToText(),
            [StateKey] = JsonSerializer.Serialize(this),
        };
        AtomicFile.Write(path, temporary => SafetensorsWriter.Write(temporary, tensors, metadata));
    }

    /// <summary>Restores a head.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">Of one replica; borrowed.</param>
    /// <param name="identity">What it must have been trained on.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or of a head that cannot go on here.</exception>
    public static HeadState Read(string path, ProbeHead head, ProbeIdentity identity)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        ProbeIdentity saved = IdentityOf(file);
        if (saved.DifferenceTo(identity) is { } difference)
        {
            throw new InvalidDataException($"'{path}' {difference}: going on would not repeat that probe. " +
                "Give the same options, or start anew in another --output.");
        }
        HeadState state = Parse(file);
        RequireShapes(file, head);
        head.Restore(0, file.Read);
        return state;
    }

    /// <summary>What the head in a file was trained on.</summary>
    /// <param name="file">Borrowed.</param>
    /// <exception cref="InvalidDataException">It does not say.</exception>
    public static ProbeIdentity IdentityOf(SafetensorsFile file) =>
        file.Metadata.TryGetValue(IdentityKey, out string? text) && ProbeIdentity.Parse(text) is { } saved
            ? saved
            : throw new InvalidDataException($"'{file.Path}' does not say what it was trained on: it is no head of a probe.");

    private static HeadState Parse(SafetensorsFile file)
    {
        try
        {
            if (file.Metadata.TryGetValue(StateKey, out string? text) && JsonSerializer.Deserialize<HeadState>(text) is { } state)
                return state;
        }
        catch (JsonException)
        {
        }
        throw new InvalidDataException($"'{file.Path}' does not say how far its training was: it is no head of a probe.");
    }

    /// <summary>Throws where a file's tensors are not those of a head.</summary>
    /// <param name="file">Borrowed.</param>
    /// <param name="head">Of one replica; borrowed.</param>
    /// <exception cref="InvalidDataException">A tensor is missing or of another shape.</exception>
    public static void RequireShapes(SafetensorsFile file, ProbeHead head)
    {
        using var scope = NewDisposeScope();
        foreach ((string name, Tensor tensor) in head.Tensors(0))
        {
            if (!file[name].Shape.SequenceEqual(tensor.shape))
            {
                throw new InvalidDataException($"'{file.Path}' has {name} [{string.Join(", ", file[name].Shape)}], " +
                    $"the head needs [{string.Join(", ", tensor.shape)}].");
            }
        }
    }
}
