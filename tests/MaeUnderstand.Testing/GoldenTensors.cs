using System.Text.Json;
using MaeUnderstand.Torch.Safetensors;
using Xunit;
using static TorchSharp.torch;

namespace MaeUnderstand.Testing;

/// <summary>The tensors of one golden file and the tolerances that its folder states for them.</summary>
public sealed class GoldenTensors : IDisposable
{
    private readonly SafetensorsFile file;
    private readonly JsonElement tolerances;

    private GoldenTensors(SafetensorsFile file, JsonElement tolerances)
    {
        this.file = file;
        this.tolerances = tolerances;
    }

    /// <summary>All tensor names.</summary>
    public IEnumerable<string> Names => file.Entries.Select(entry => entry.Name);

    /// <summary>Opens <c>KIND/NAME.safetensors</c> and the file's part of <c>KIND/tolerances.json</c>, where there is one.</summary>
    public static GoldenTensors Open(string kind, string name)
    {
        string fileName = name + ".safetensors";
        JsonElement tolerances = Golden.Json(kind, "tolerances.json");
        return new GoldenTensors(
            SafetensorsFile.Open(Golden.File(kind, fileName)),
            tolerances.TryGetProperty(fileName, out JsonElement own) ? own : default);
    }

    /// <summary>Reads a tensor; owned by the caller.</summary>
    public Tensor Read(string name) => file.Read(name);

    /// <summary>Reads a tensor's numbers.</summary>
    public T[] ReadArray<T>(string name) where T : unmanaged => file.ReadArray<T>(name);

    /// <summary>A number that the tolerances state for a tensor.</summary>
    public double Tolerance(string name, string kind = "atol") => tolerances.GetProperty(name).GetProperty(kind).GetDouble();

    /// <summary>What the tolerances state for a tensor.</summary>
    public JsonElement Tolerances(string name) => tolerances.GetProperty(name);

    /// <summary>Requires max |actual − expected| ≤ atol of that tensor.</summary>
    public void AssertClose(string name, Tensor actual)
    {
        using var scope = NewDisposeScope();
        Tensor expected = Read(name);
        AssertShape(name, expected, actual);
        double difference = (actual.detach().cpu() - expected).abs().max().item<float>();
        double atol = Tolerance(name);
        Assert.True(difference <= atol, $"{name} differs by {difference:G4}, allowed is {atol:G4} (float32; README of the fixtures).");
    }

    /// <summary>Requires equal numbers.</summary>
    public void AssertEqual(string name, Tensor actual)
    {
        using var scope = NewDisposeScope();
        Tensor expected = Read(name);
        AssertShape(name, expected, actual);
        Assert.True(actual.detach().cpu().Equals(expected), $"{name} differs; it must be equal.");
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static void AssertShape(string name, Tensor expected, Tensor actual) =>
        Assert.True(expected.shape.SequenceEqual(actual.shape),
            $"{name} has the shape [{string.Join(", ", actual.shape)}], expected is [{string.Join(", ", expected.shape)}].");
}
