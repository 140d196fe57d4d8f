using static TorchSharp.torch;

namespace MaeUnderstand.Models.Weights;

/// <summary>Named weights in a file, read one at a time. Names are the reference's (<c>blocks.0.attn.qkv.weight</c>, …).</summary>
public interface IWeightSource : IDisposable
{
    /// <summary>The file or folder, for messages.</summary>
    string Path { get; }

    /// <summary>All names.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>The shape of a tensor.</summary>
    IReadOnlyList<long> ShapeOf(string name);

    /// <summary>Reads a tensor.</summary>
    /// <returns>On the CPU, in the file's number format; owned by the caller.</returns>
    Tensor Read(string name);
}
