using System.Globalization;
using System.Text.Json;
using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Metrics;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Tests.Metrics;

/// <summary>Every recorded pair of images, in both precisions; the tolerances are those of the fixtures' README.</summary>
public sealed class MetricsGoldenTests
{
    private const string Kind = "metrics";

    private static readonly SsimOptions PerChannel = new() { Colour = SsimColour.ChannelMean };

    [Theory, Trait("Kind", "Golden")]
    [InlineData(ScalarType.Float64), InlineData(ScalarType.Float32)]
    public void MseAndPsnr_RecordedPairs_Agree(ScalarType type) => ForEachPair(type, (pair, x, y) =>
    {
        bool isDouble = type == ScalarType.Float64;
        double mse = Number(pair, "mse");
        AssertClose(pair, "mse", Single(Mse.Compute(x, y)), isDouble ? 1e-12 : 1e-5 * mse);
        AssertClose(pair, "psnr", Single(Psnr.Compute(x, y)), isDouble ? 1e-8 : 1e-4);
        AssertClose(pair, "psnr_piq", Single(Psnr.Compute(x, y, epsilon: Psnr.PiqEpsilon)), isDouble ? 1e-8 : 1e-4);
    });

    [Theory, Trait("Kind", "Golden")]
    [InlineData(ScalarType.Float64), InlineData(ScalarType.Float32)]
    public void Ssim_RecordedPairs_Agrees(ScalarType type) => ForEachPair(type, (pair, x, y) =>
    {
        bool isUniform = !pair.GetProperty("fsim_defined").GetBoolean();
        double tolerance = type == ScalarType.Float64 ? 1e-7 : isUniform ? 1e-3 : 2e-4;
        AssertClose(pair, "ssim_y", Single(Ssim.Compute(x, y)), tolerance);
        AssertClose(pair, "ssim_rgb", Single(Ssim.Compute(x, y, PerChannel)), tolerance);
        AssertClose(pair, "ssim_rgb_piq_downsample", Single(Ssim.Compute(x, y, PerChannel with { Downsamples = true })), tolerance);
        JsonElement channels = pair.GetProperty("ssim_rgb_channels");
        for (int channel = 0; channel < channels.GetArrayLength(); channel++)
        {
            double ssim = Single(Ssim.Compute(x.narrow(1, channel, 1), y.narrow(1, channel, 1)));
            AssertClose(pair, $"ssim_rgb_channels[{channel}]", channels[channel].GetDouble(), ssim, tolerance);
        }
    });

    [Theory, Trait("Kind", "Golden")]
    [InlineData(ScalarType.Float64), InlineData(ScalarType.Float32)]
    public void Fsim_RecordedPairs_Agrees(ScalarType type)
    {
        double tolerance = type == ScalarType.Float64 ? 1e-6 : 1e-5;
        using var metric = new Fsim();
        ForEachPair(type, (pair, x, y) =>
        {
            using FsimScores scores = metric.Compute(x, y);
            (double fsim, double fsimc) = (Single(scores.Fsim.alias()), Single(scores.Fsimc.alias()));
            if (pair.GetProperty("fsim_defined").GetBoolean())
            {
                AssertClose(pair, "fsim", fsim, tolerance);
                AssertClose(pair, "fsimc", fsimc, tolerance);
                return;
            }
            Assert.InRange(fsim, 0, 1 + 1e-6);
            Assert.InRange(fsimc, 0, 1 + 1e-6);
        });
    }

    [Fact, Trait("Kind", "Golden")]
    public void AllMetrics_RecordedBatches_HaveTheRecordedMeans()
    {
        using var scope = NewDisposeScope();
        JsonElement root = Golden.Json(Kind, "expected.json");
        Dictionary<string, JsonElement> pairs = root.GetProperty("pairs").EnumerateArray().ToDictionary(pair => pair.GetProperty("id").GetString()!);
        using var metric = new Fsim();
        foreach (JsonElement batch in root.GetProperty("batches").EnumerateArray())
        {
            JsonElement[] members = [.. batch.GetProperty("pairs").EnumerateArray().Select(id => pairs[id.GetString()!])];
            Tensor x = cat([.. members.Select(pair => Image(pair, "reference", ScalarType.Float64))]);
            Tensor y = cat([.. members.Select(pair => Image(pair, "distorted", ScalarType.Float64))]);
            JsonElement mean = batch.GetProperty("mean");
            AssertClose(mean, "mse", Mean(Mse.Compute(x, y)), 1e-12);
            AssertClose(mean, "psnr", Mean(Psnr.Compute(x, y)), 1e-8);
            AssertClose(mean, "ssim_y", Mean(Ssim.Compute(x, y)), 1e-7);
            AssertClose(mean, "ssim_rgb", Mean(Ssim.Compute(x, y, PerChannel)), 1e-7);
            using FsimScores scores = metric.Compute(x, y);
            AssertClose(mean, "fsim", Mean(scores.Fsim.alias()), 1e-6);
            AssertClose(mean, "fsimc", Mean(scores.Fsimc.alias()), 1e-6);
        }
    }

    private static void ForEachPair(ScalarType type, Action<JsonElement, Tensor, Tensor> check)
    {
        foreach (JsonElement pair in Golden.Json(Kind, "expected.json").GetProperty("pairs").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            check(pair, Image(pair, "reference", type), Image(pair, "distorted", type));
        }
    }

    /// <returns>[1, 3, H, W], the bytes over 255.</returns>
    private static Tensor Image(JsonElement pair, string which, ScalarType type)
    {
        using ImageFile file = ImageFile.Open(Golden.File(Kind, pair.GetProperty(which).GetString()!));
        var rgb = new byte[file.Height * file.Width * 3];
        file.Decode(PixelBox.Whole(file.Height, file.Width), rgb);
        return (tensor(rgb, [1, file.Height, file.Width, 3]).permute(0, 3, 1, 2).to(type) / 255).contiguous();
    }

    private static double Single(Tensor values) => Mean(values);

    private static double Mean(Tensor values)
    {
        using (values)
            return values.to(ScalarType.Float64).mean().item<double>();
    }

    private static double Number(JsonElement of, string name)
    {
        JsonElement value = of.GetProperty(name);
        return value.ValueKind == JsonValueKind.String
            ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture)
            : value.GetDouble();
    }

    private static void AssertClose(JsonElement of, string name, double actual, double tolerance) =>
        AssertClose(of, name, Number(of, name), actual, tolerance);

    private static void AssertClose(JsonElement of, string name, double expected, double actual, double tolerance)
    {
        string id = of.TryGetProperty("id", out JsonElement value) ? value.GetString()! : "mean";
        Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance,
            string.Create(CultureInfo.InvariantCulture, $"{id}: {name} is {actual:R}, expected {expected:R} ± {tolerance}."));
    }
}
