using System.Text.Json;
using MaeUnderstand.Torch.Pickle;
using MaeUnderstand.Torch.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Tests.Pickle;

/// <summary>Files that PyTorch wrote, against what it says is in them (tests/golden/mae/README.md).</summary>
public sealed class PthGoldenTests : IDisposable
{
    private const string Kind = "mae";
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact, Trait("Kind", "Golden")]
    public void LoadStateDict_Checkpoint_EqualsTheSafetensorsWeightsBitForBit()
    {
        IReadOnlyList<KeyValuePair<string, PthTensor>> state = PthFile.LoadStateDict(Golden.File(Kind, "checkpoint.pth"));
        using SafetensorsFile expected = SafetensorsFile.Open(Golden.File(Kind, "checkpoint_weights.safetensors"));

        Assert.Equal(expected.Entries.Select(entry => entry.Name).Order(), state.Select(item => item.Key).Order());
        foreach ((string name, PthTensor tensor) in state)
            AssertSame(name, expected.Read(name), tensor.ToTensor());
    }

    [Fact, Trait("Kind", "Golden")]
    public void Load_Checkpoint_HasTheManifestsNamesAndValues()
    {
        JsonElement manifest = Golden.Json(Kind, "checkpoint_manifest.json");
        PthDictionary root = Assert.IsType<PthDictionary>(PthFile.Load(Golden.File(Kind, "checkpoint.pth")));

        Assert.Equal(Texts(manifest.GetProperty("keys")), root.Keys);
        Assert.Equal(manifest.GetProperty("epoch").GetInt64(), root["epoch"]);
        AssertEqual("scaler", manifest.GetProperty("scaler"), root["scaler"]);
        AssertEqual("args", manifest.GetProperty("args"), root["args"]);

        PthDictionary model = Assert.IsType<PthDictionary>(root["model"]);
        JsonElement[] described = [.. manifest.GetProperty("model").EnumerateArray()];
        Assert.Equal(described.Select(item => item.GetProperty("name").GetString()), model.Keys);
        foreach ((JsonElement item, object? value) in described.Zip(model.Values))
        {
            PthTensor tensor = Assert.IsType<PthTensor>(value);
            Assert.Equal(Numbers(item.GetProperty("shape")), tensor.Shape);
            Assert.Equal(item.GetProperty("dtype").GetString(), TypeName(tensor.ElementType));
        }
    }

    [Fact, Trait("Kind", "Golden")]
    public void Load_Checkpoint_HasTheManifestsOptimizer()
    {
        JsonElement expected = Golden.Json(Kind, "checkpoint_manifest.json").GetProperty("optimizer");
        var root = (PthDictionary)PthFile.Load(Golden.File(Kind, "checkpoint.pth"))!;
        PthDictionary optimizer = Assert.IsType<PthDictionary>(root["optimizer"]);
        AssertEqual("param_groups", expected.GetProperty("param_groups"), optimizer["param_groups"]);

        PthDictionary state = Assert.IsType<PthDictionary>(optimizer["state"]);
        JsonElement[] described = [.. expected.GetProperty("state").EnumerateArray()];
        Assert.Equal(described.Select(item => (object)item.GetProperty("index").GetInt64()).Order(), state.Keys.Order());
        foreach (JsonElement item in described)
        {
            PthDictionary moments = Assert.IsType<PthDictionary>(state[item.GetProperty("index").GetInt64()]);
            double step = item.GetProperty("step_is_tensor").GetBoolean()
                ? Assert.IsType<PthTensor>(moments["step"]).ToTensor().to(float64).item<double>()
                : Convert.ToDouble(moments["step"], null);
            Assert.Equal(item.GetProperty("step").GetDouble(), step);
            AssertClose(item.GetProperty("exp_avg_abs_sum").GetDouble(), Float64(moments["exp_avg"]).abs().sum().item<double>());
            AssertClose(item.GetProperty("exp_avg_sq_sum").GetDouble(), Float64(moments["exp_avg_sq"]).sum().item<double>());
        }
    }

    [Theory, Trait("Kind", "Golden")]
    [InlineData("legacy_float16.pth")]
    [InlineData("zip_float16.pth")]
    public void Load_Float16Views_HaveTheirLayoutsAndValues(string file)
    {
        string path = Golden.File(Kind, file);
        var root = (PthDictionary)PthFile.Load(path)!;
        PthDictionary model = Assert.IsType<PthDictionary>(root["model"]);
        JsonElement[] layout = [.. Golden.Json(Kind, "float16_layout.json").EnumerateArray()];
        using SafetensorsFile expected = SafetensorsFile.Open(Golden.File(Kind, "float16_expected.safetensors"));

        Assert.Equal(layout.Select(item => item.GetProperty("name").GetString()), model.Keys);
        Assert.Equal(model.Keys, PthFile.LoadStateDict(path).Select(item => item.Key));
        foreach (JsonElement item in layout)
        {
            string name = item.GetProperty("name").GetString()!;
            PthTensor tensor = Assert.IsType<PthTensor>(model[name]);
            Assert.Equal(item.GetProperty("dtype").GetString(), TypeName(tensor.ElementType));
            Assert.Equal(Numbers(item.GetProperty("shape")), tensor.Shape);
            Assert.Equal(Numbers(item.GetProperty("stride")), tensor.Stride);
            Assert.Equal(item.GetProperty("storage_offset").GetInt64(), tensor.StorageOffset);
            Assert.Equal(item.GetProperty("is_parameter").GetBoolean(), tensor.IsParameter);
            Tensor want = expected.Read(name);
            AssertSame(name, want, tensor.ToTensor().to(want.dtype));       // from half to float every value is exact
        }
    }

    [Fact, Trait("Kind", "Golden")]
    public void Load_Malicious_IsRefusedByNameAndNothingRuns()
    {
        string path = Golden.File(Kind, "malicious.pth");
        string trace = Path.Combine(Path.GetTempPath(), "pwned_mae");
        Assert.False(File.Exists(trace), $"'{trace}' is there already: remove it before this test.");
        string message = Assert.Throws<InvalidDataException>(() => PthFile.Load(path)).Message;
        Assert.Equal($"'{path}' was not loaded: it asks for 'posix.system'. Only plain state dicts are read, and nothing in a file is run.",
            message);
        Assert.Throws<InvalidDataException>(() => PthFile.LoadStateDict(path));
        Assert.False(File.Exists(trace));
    }

    [Theory, Trait("Kind", "Golden")]
    [InlineData("truncated.pth")]
    [InlineData("truncated_legacy.pth")]
    public void Load_Truncated_SaysThatItIsCutShort(string file)
    {
        string path = Golden.File(Kind, file);
        string message = Assert.Throws<InvalidDataException>(() => PthFile.Load(path)).Message;
        Assert.StartsWith($"'{path}' is cut short: ", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact, Trait("Kind", "Golden")]
    public void LoadStateDict_WrittenAsSafetensors_GivesTheSameFileAgain()
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<KeyValuePair<string, PthTensor>> state = PthFile.LoadStateDict(Golden.File(Kind, "checkpoint.pth"));
        SafetensorsWriter.Write(folder["x"], state.Select(item => KeyValuePair.Create(item.Key, item.Value.ToTensor())));
        using SafetensorsFile written = SafetensorsFile.Open(folder["x"]);
        Assert.Equal(state.Select(item => item.Key), written.Entries.Select(entry => entry.Name));
        foreach ((string name, PthTensor tensor) in state)
            AssertSame(name, tensor.ToTensor(), written.Read(name));
    }

    [Fact, Trait("Kind", "Golden")]
    public void LoadStateDict_Repeated_LeavesNoTensorBehind() => Leaks.None(() =>
    {
        foreach ((_, PthTensor tensor) in PthFile.LoadStateDict(Golden.File(Kind, "zip_float16.pth")))
            tensor.ToTensor().Dispose();
    });

    private static void AssertSame(string name, Tensor expected, Tensor actual)
    {
        Assert.True(expected.dtype == actual.dtype && expected.shape.SequenceEqual(actual.shape), name);
        Assert.True(expected.bytes.SequenceEqual(actual.bytes), $"{name} has other values.");
    }

    private static void AssertClose(double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-6 * Math.Abs(expected), $"{actual} is not {expected} to 1e-6.");

    private static Tensor Float64(object? value) => Assert.IsType<PthTensor>(value).ToTensor().to(float64);

    /// <summary>Compares a value of a checkpoint with its JSON form, in which tuples are arrays and a Namespace is an object.</summary>
    private static void AssertEqual(string place, JsonElement expected, object? actual)
    {
        switch (expected.ValueKind, actual)
        {
            case (JsonValueKind.Null, null):
            case (JsonValueKind.True, true):
            case (JsonValueKind.False, false):
                break;
            case (JsonValueKind.String, string text):
                Assert.Equal(expected.GetString(), text);
                break;
            case (JsonValueKind.Number, long or double):
                Assert.Equal(expected.GetDouble(), Convert.ToDouble(actual, null));
                break;
            case (JsonValueKind.Array, IReadOnlyList<object?> list):
                Assert.Equal(expected.GetArrayLength(), list.Count);
                foreach ((JsonElement item, object? value) in expected.EnumerateArray().Zip(list))
                    AssertEqual($"{place}[]", item, value);
                break;
            case (JsonValueKind.Object, PthNamespace space):
                AssertEqual(place, expected, space.Attributes);
                break;
            case (JsonValueKind.Object, PthDictionary dictionary):
                Assert.Equal(expected.EnumerateObject().Select(property => property.Name).Order(), dictionary.Keys.Cast<string>().Order());
                foreach (JsonProperty property in expected.EnumerateObject())
                    AssertEqual($"{place}.{property.Name}", property.Value, dictionary[property.Name]);
                break;
            default:
                Assert.Fail($"{place} is {actual ?? "null"}, not {expected}.");
                break;
        }
    }

    private static string TypeName(ScalarType type) => type == ScalarType.Byte ? "uint8" : $"{type}".ToLowerInvariant();

    private static IEnumerable<object> Texts(JsonElement array) => array.EnumerateArray().Select(item => (object)item.GetString()!);

    private static long[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetInt64())];
}
