using System.Text.Json;
using MaeUnderstand.Cli.Tests.Support;

namespace MaeUnderstand.Cli.Tests.Commands;

/// <summary><c>mae bench</c>: the form of its reports, not the speed.</summary>
public sealed class BenchTests : IDisposable
{
    private static readonly string[] TinyTrain = ["bench", "train", "--model", "vit-micro", "--image-size", "16", "--batch", "2", "--device", "cpu"];
    private static readonly string[] TinyLoader = ["bench", "loader", "--image-size", "16", "--batch", "4", "--images", "8"];

    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void BenchTrain_Json_PrintsOneLineAndNothingElse()
    {
        run.Succeed([.. TinyTrain, "--json"]);

        Assert.Equal("", run.StandardError);
        using JsonDocument document = JsonDocument.Parse(Assert.Single(run.OutputLines));
        JsonElement report = document.RootElement;
        Assert.Equal(["data", "forward", "backward", "optimizer", "step"], Names(report.GetProperty("seconds")));
        Assert.All(report.GetProperty("seconds").EnumerateObject(), part => Assert.InRange(part.Value.GetDouble(), 0, 600));
        foreach (string key in new[] { "images_per_second", "flops_per_image", "gemm_flops_per_second", "utilisation" })
            Assert.True(report.GetProperty(key).GetDouble() > 0, key);
        Assert.InRange(report.GetProperty("optimizer_share").GetDouble(), 0, 1);
        double step = report.GetProperty("seconds").GetProperty("step").GetDouble();
        Assert.Equal(2 / step, report.GetProperty("images_per_second").GetDouble(), tolerance: 1e-9 * 2 / step);
        Assert.Equal(
            report.GetProperty("images_per_second").GetDouble() * report.GetProperty("flops_per_image").GetDouble()
                / report.GetProperty("gemm_flops_per_second").GetDouble(),
            report.GetProperty("utilisation").GetDouble(),
            tolerance: 1e-9);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void BenchTrain_WithoutJson_TellsOnStandardErrorWhatItDoes()
    {
        run.Succeed(TinyTrain);

        Assert.Equal("Timing 5 steps of 2 images after 2 to warm up.", Assert.Single(run.ErrorLines));
        JsonDocument.Parse(Assert.Single(run.OutputLines)).Dispose();
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData(0, 1), InlineData(1, 1), InlineData(2, 2)]
    public void BenchLoader_Json_PrintsOneLineAndNothingElse(int workers, int divisor)
    {
        TinyImages.Make(run["images"], 4);
        run.Succeed([.. TinyLoader, "--data", "images", "--workers", $"{workers}", "--json"]);

        Assert.Equal("", run.StandardError);
        using JsonDocument document = JsonDocument.Parse(Assert.Single(run.OutputLines));
        double rate = document.RootElement.GetProperty("images_per_second").GetDouble();
        Assert.True(rate > 0);
        Assert.Equal(rate / divisor, document.RootElement.GetProperty("images_per_second_per_worker").GetDouble(), tolerance: 1e-9 * rate);
        Assert.Equal(workers, document.RootElement.GetProperty("workers").GetInt32());
        Assert.Equal(5, document.RootElement.GetProperty("resident_bytes").GetArrayLength());
        Assert.InRange(document.RootElement.GetProperty("bytes_allocated_per_image").GetDouble(), 1, 100_000);
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData(false, "--jpeg-decoder", "skia")]
    [InlineData(true, "--jpeg-decoder", "skia", "--dct-scaling")]
    public void BenchLoader_Decoder_IsInTheReport(bool isScaled, params string[] options)
    {
        TinyImages.Make(run["images"], 4);
        run.Succeed([.. TinyLoader, "--data", "images", "--json", .. options]);

        using JsonDocument document = JsonDocument.Parse(Assert.Single(run.OutputLines));
        Assert.Equal("skia", document.RootElement.GetProperty("jpeg_decoder").GetString());
        Assert.Equal(isScaled, document.RootElement.GetProperty("dct_scaling").GetBoolean());
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void BenchMetrics_Json_PrintsOneLineAndNothingElse()
    {
        run.Succeed("bench", "metrics", "--image-size", "16", "--batch", "2", "--device", "cpu", "--json");

        Assert.Equal("", run.StandardError);
        using JsonDocument document = JsonDocument.Parse(Assert.Single(run.OutputLines));
        double[] rates = [.. ((string[])["ssim", "fsim", "both"]).Select(name => document.RootElement.GetProperty($"{name}_images_per_second").GetDouble())];
        Assert.Equal(1 / rates[0] + 1 / rates[1], 1 / rates[2], tolerance: 1e-9);
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("fp32"), InlineData("bf16")]
    public void BenchFeatures_Json_PrintsOneLineAndNothingElse(string precision)
    {
        run.Succeed("bench", "features", "--model", "vit-micro", "--image-size", "16", "--batch", "2", "--device", "cpu",
            "--precision", precision, "--json");

        Assert.Equal("", run.StandardError);
        using JsonDocument document = JsonDocument.Parse(Assert.Single(run.OutputLines));
        JsonElement report = document.RootElement;
        Assert.Equal(precision, report.GetProperty("precision").GetString());
        // Two blocks of width 64 over 5 tokens, and 4 patches of 192 numbers: S(8 + 4r)D² + 4S²D a block, 2·4·192·64.
        Assert.Equal(2 * (5 * 24 * 64 * 64 + 4 * 25 * 64) + 2 * 4 * 192 * 64, report.GetProperty("flops_per_image").GetDouble());
        Assert.Equal(
            report.GetProperty("images_per_second").GetDouble() * report.GetProperty("flops_per_image").GetDouble()
                / report.GetProperty("gemm_flops_per_second").GetDouble(),
            report.GetProperty("utilisation").GetDouble(),
            tolerance: 1e-9);
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("fp32"), InlineData("bf16")]
    public void BenchProbe_Json_PrintsOneLineAndNothingElse(string precision)
    {
        run.Succeed("bench", "probe", "--features", "64", "--queries", "9", "--width", "8", "--classes", "3", "--batch", "16", "--heads", "2",
            "--knn", "5", "--device", "cpu", "--precision", precision, "--json");

        Assert.Equal("", run.StandardError);
        using JsonDocument document = JsonDocument.Parse(Assert.Single(run.OutputLines));
        JsonElement report = document.RootElement;
        Assert.Equal(precision, report.GetProperty("precision").GetString());
        Assert.True(report.GetProperty("epoch_seconds").GetDouble() > 0);
        Assert.Equal(9 / report.GetProperty("knn_seconds").GetDouble(), report.GetProperty("knn_queries_per_second").GetDouble());
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void BenchTheory_Json_PrintsOneLineAndNothingElse()
    {
        run.Succeed("bench", "theory", "--nodes", "10000", "--grid", "8", "--masks", "100", "--json");

        Assert.Equal("", run.StandardError);
        using JsonDocument document = JsonDocument.Parse(Assert.Single(run.OutputLines));
        JsonElement[] times = [.. document.RootElement.GetProperty("prediction").EnumerateArray()];
        Assert.Equal(["object", "overlapping", "quadtree", "shifted"], times.Select(time => time.GetProperty("hierarchy").GetString()));
        Assert.All(times, time =>
            Assert.Equal(100 / time.GetProperty("seconds").GetDouble(), time.GetProperty("masks_per_second").GetDouble()));
        JsonElement[] location = [.. document.RootElement.GetProperty("location").EnumerateArray()];
        Assert.Equal([100, 1000, 10_000], location.Select(time => time.GetProperty("nodes").GetInt32()));
        Assert.Equal([300, 3000, 30_000], location.Select(time => time.GetProperty("edges").GetInt32()));
        JsonElement growth = document.RootElement.GetProperty("location_growth")[1];
        Assert.Equal(
            Math.Log10(location[2].GetProperty("closed_form_seconds").GetDouble() / location[1].GetProperty("closed_form_seconds").GetDouble()),
            growth.GetProperty("closed_form").GetDouble(),
            tolerance: 1e-9);
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("--grid must be between 2 and 256, but is 1.", "--grid", "1")]
    [InlineData("--masks must be between 2 and 1000000, but is 1.", "--masks", "1")]
    [InlineData("--nodes must be between 10000 and 10000000, but is 9999.", "--nodes", "9999")]
    [InlineData("--repetitions must be at least 5 for a median worth quoting, but is 4.", "--repetitions", "4")]
    public void BenchTheory_OutOfRange_IsRefused(string message, string option, string value) =>
        run.Refuse(message, "bench", "theory", "--json", option, value);

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("--features must be at least the batch of 512, but is 511.", "--features", "511")]
    [InlineData("--queries must be at least 1, but is 0.", "--queries", "0")]
    [InlineData("--width must be at least 1, but is 0.", "--width", "0")]
    [InlineData("--classes must be at least 2, but is 1.", "--classes", "1")]
    [InlineData("--batch must be at least 2, but is 1: one feature has no statistics.", "--batch", "1")]
    [InlineData("--heads must be at least 1, but is 0.", "--heads", "0")]
    [InlineData("--knn must be between 1 and 1000, but is 0.", "--knn", "0")]
    [InlineData("--repetitions must be at least 5 for a median worth quoting, but is 4.", "--repetitions", "4")]
    public void BenchProbe_OutOfRange_IsRefused(string message, string option, string value) =>
        run.Refuse(message, "bench", "probe", "--json", option, value);

    [Fact, Trait("Kind", "EndToEnd")]
    public void BenchLoader_BatchLargerThanTheFolder_IsRefused()
    {
        TinyImages.Make(run["images"], 3);
        run.Refuse("The batch size 4 is larger than the data set of 3 images: an epoch would have no full batch. " +
            "Choose a smaller batch size or more data.", [.. TinyLoader, "--data", "images", "--json"]);
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("--repetitions must be at least 5 for a median worth quoting, but is 4.", "--repetitions", "4")]
    [InlineData("--batch must be at least 1, but is 0.", "--batch", "0")]
    [InlineData("--workers must be at least 0, but is -1.", "--workers", "-1")]
    [InlineData("--image-size must be at least 1, but is 0.", "--image-size", "0")]
    [InlineData("--images must be at least 1, but is 0.", "--images", "0")]
    public void BenchLoader_OutOfRange_IsRefused(string message, string option, string value) =>
        run.Refuse(message, "bench", "loader", "--json", option, value);

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("--repetitions must be at least 5 for a median worth quoting, but is 1.", "--repetitions", "1")]
    [InlineData("--warmup must be at least 0, but is -1.", "--warmup", "-1")]
    [InlineData("--batch must be at least 1, but is 0.", "--batch", "0")]
    [InlineData("--mask-ratio must be above 0 and below 1, but is 1.", "--mask-ratio", "1")]
    [InlineData("The decoder's width 512 is not divisible by its 3 heads.", "--decoder-heads", "3")]
    public void BenchTrain_OutOfRange_IsRefused(string message, string option, string value) =>
        run.Refuse(message, "bench", "train", "--json", option, value);

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
}
