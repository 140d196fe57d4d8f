using static TorchSharp.torch;

namespace MaeUnderstand.Models.Weights;

/// <summary>Moves weights between modules and files.</summary>
public static class ModelWeights
{
    private const string DecoderPrefix = "decoder_";

    /// <summary>The weights of a module: its own parameters, then those of its parts, each in order of depth.</summary>
    /// <returns>Names and tensors; the tensors stay the module's.</returns>
    public static IReadOnlyList<KeyValuePair<string, Tensor>> Of(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return [.. module.named_parameters().Select(pair => new KeyValuePair<string, Tensor>(pair.name, pair.parameter))];
    }

    /// <summary>Whether a source holds an encoder without a decoder.</summary>
    public static bool IsEncoderOnly(IWeightSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Names.Contains("cls_token") && !source.Names.Any(name => name.StartsWith(DecoderPrefix, StringComparison.Ordinal));
    }

    /// <summary>Copies weights from a source into a module of the same names and shapes.</summary>
    /// <param name="module">Every parameter of it is overwritten, or none.</param>
    /// <param name="source">May hold more than the module needs.</param>
    /// <param name="isFreshIfAbsent">Names of parameters that keep their own values where the source lacks them.</param>
    /// <exception cref="InvalidDataException">A tensor is missing or has another shape; the message names the first one.</exception>
    public static void Load(nn.Module module, IWeightSource source, Func<string, bool>? isFreshIfAbsent = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        KeyValuePair<string, Tensor>[] parameters =
            [.. Of(module).Where(pair => source.Names.Contains(pair.Key) || isFreshIfAbsent?.Invoke(pair.Key) != true)];
        foreach ((string name, Tensor parameter) in parameters)
        {
            if (!source.Names.Contains(name))
                throw new InvalidDataException(MissingMessage(source, name));
            if (!source.ShapeOf(name).SequenceEqual(parameter.shape))
                throw new InvalidDataException(ShapeMessage(source, name, parameter.shape));
        }
        using var _ = no_grad();
        foreach ((string name, Tensor parameter) in parameters)
        {
            using Tensor values = source.Read(name);
            parameter.copy_(values);
        }
    }

    /// <summary>Why a decoder is not made up.</summary>
    internal static string EncoderOnlyMessage(string path) =>
        $"'{path}' holds an encoder without a decoder, so it cannot reconstruct images: a decoder with random weights would draw noise. " +
        "Use the full checkpoint (the reference's are named *_full.pth).";

    private static string MissingMessage(IWeightSource source, string name) =>
        IsEncoderOnly(source) && (name.StartsWith(DecoderPrefix, StringComparison.Ordinal) || name == "mask_token")
            ? EncoderOnlyMessage(source.Path)
            : $"'{source.Path}' has no tensor '{name}', which the model needs. Was it trained as another --model?";

    private static string ShapeMessage(IWeightSource source, string name, long[] wanted) =>
        $"'{source.Path}' has {name} [{string.Join(", ", source.ShapeOf(name))}], the model needs [{string.Join(", ", wanted)}]. " +
        (name.EndsWith("pos_embed", StringComparison.Ordinal)
            ? "Was it trained with another --image-size or --patch?"
            : "Was it trained as another --model, or with another --patch or decoder?");
}
