using System.Globalization;
using System.Text.Json;
using MaeUnderstand.Cli.Tests.Support;
using MaeUnderstand.Reporting;
using MaeUnderstand.Torch.Safetensors;
using static TorchSharp.torch;

namespace MaeUnderstand.Cli.Tests.Commands;

/// <summary><c>mae eval-recon</c>.</summary>
public sealed class EvalReconTests(TrainedRun trained) : IClassFixture<TrainedRun>, IDisposable
{
    private const string Unmasked = "mse,psnr,ssim,ssim_y,fsim,fsimc";
    private const string Masked = "masked_mse,masked_psnr,visible_mse,visible_psnr,all_mse,all_psnr,all_ssim,all_fsim,all_fsimc";

    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void EvalRecon_Run_WritesARowAnImageAndTheirMeans()
    {
        Evaluate("--checkpoint", trained.FullName);

        string[] rows = ScoreLines();
        Assert.Equal($"index,image,{Unmasked}", rows[0]);
        Assert.Equal(3, rows.Length - 1);
        JsonElement report = Assert.Single(Summary());
        Assert.Equal(3, report.GetProperty("images").GetInt32());
        Assert.Equal(0.75, report.GetProperty("trained_mask").GetProperty("ratio").GetDouble());
        string[] columns = Unmasked.Split(',');
        for (int column = 0; column < columns.Length; column++)
        {
            double mean = rows.Skip(1).Average(row => Values(row)[column]);
            Assert.Equal(mean, report.GetProperty("means").GetProperty(columns[column]).GetDouble(), tolerance: 1e-12);
        }
        Assert.Equal(2, run.ReadLines(Path.Combine("results", "summary.csv")).Length);
        Assert.Equal(["checkpoint", "patch", "mask", "ratio", "mask", "patch", .. columns], run.OutputLines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(3, run.OutputLines.Length);
    }

    /// <summary>The first rows, and a part of a line, are what a run that was killed leaves.</summary>
    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void EvalRecon_Interrupted_GoesOnToTheSameFile(int keptRows)
    {
        string[] args = ["--checkpoint", trained.FullName, "--batch", "2", "--mask-ratio", "0.5"];
        Evaluate(args);
        string path = ScorePath();
        string whole = File.ReadAllText(path);
        string[] lines = whole.Split('\n');
        File.WriteAllText(path, string.Join('\n', lines[..(1 + keptRows)]) + "\n" + lines[^2][..10]);

        Evaluate(args);

        Assert.Equal(whole, File.ReadAllText(path));
        Assert.EndsWith($"; {keptRows} of 3 images are scored already", run.ErrorLines[0]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void EvalRecon_MaskRatio_ScoresMaskedVisibleAndAll()
    {
        Evaluate("--checkpoint", trained.FullName, "--mask-ratio", "0.75");

        string[] rows = ScoreLines();
        Assert.Equal($"index,image,{Unmasked},{Masked}", rows[0]);
        foreach (string row in rows[1..])
        {
            double[] values = Values(row);
            (double masked, double visible, double all) = (values[6], values[8], values[10]);
            Assert.Equal(0.75 * masked + 0.25 * visible, all, tolerance: 1e-6);
            Assert.Equal(-10 * Math.Log10(masked + 1e-8), values[7], tolerance: 1e-4);
        }
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void EvalRecon_TwoModels_AreARowEach()
    {
        Directory.CreateDirectory(run["other"]);
        File.Copy(trained.Weights, run["other/model.safetensors"]);
        Evaluate("--checkpoint", trained.FullName, "other");

        Assert.Equal(4, run.OutputLines.Length);
        Assert.Equal([trained.FullName, "other"], Summary().Select(report => report.GetProperty("checkpoint").GetString()));
        Assert.Equal(2, Directory.GetFiles(run["results"], "scores-*.csv").Length);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void EvalRecon_ThreeRatiosAndTwoPatches_DrawsBothRowsOfFigure5()
    {
        Assert.SkipWhen(Fonts.Problem is not null, Fonts.Problem ?? "");
        foreach ((string name, string ratio, string patch) in ((string, string, string)[])[("a", "0.25", "8"), ("b", "0.5", "8"), ("c", "0.5", "16")])
        {
            run.Succeed(TinyRun.Pretrain(
                "--output", name, "--image-size", "32", "--steps", "1", "--mask-ratio", ratio, "--mask-patch", patch));
        }
        Evaluate("--checkpoint", "a", "b", "c");

        foreach (string setting in (string[])["mask-ratio", "mask-patch"])
        {
            foreach (string metric in (string[])["ssim", "fsimc", "psnr", "negative-mse"])
            {
                Assert.Equal((840, 720), Size($"{metric}-over-{setting}.png"));
                Assert.Contains(metric == "psnr" ? "PSNR (dB)" : "<svg", File.ReadAllText(run[$"results/{metric}-over-{setting}.svg"]));
            }
            Assert.Equal((4 * 840, 720), Size($"figure-5-{setting}.png"));
            Assert.Contains(run.ErrorLines, line => line == $"Drew {Path.Combine("results", $"figure-5-{setting}.png")}");
        }

        (int, int) Size(string name)
        {
            (_, int width, int height) = TinyImages.Read(run[Path.Combine("results", name)]);
            return (width, height);
        }
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void EvalRecon_OtherImagesOrMasks_AreScoredAnew()
    {
        Evaluate("--checkpoint", trained.FullName);
        Evaluate("--checkpoint", trained.FullName, "--mask-ratio", "0.5");
        Evaluate("--checkpoint", trained.FullName, "--images", "2");
        Assert.DoesNotContain(run.ErrorLines, line => line.Contains("scored already", StringComparison.Ordinal));
        Assert.Equal(3, Directory.GetFiles(run["results"], "scores-*.csv").Length);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void EvalRecon_UnreadableImage_IsLeftOutWithAWarning()
    {
        TinyImages.Make(run["images"], 2, corruptCount: 1);
        run.Succeed("eval-recon", "--checkpoint", trained.FullName, "--data", "images", "--output", "results", "--max-bad-fraction", "0.5");

        Assert.Contains(run.ErrorLines, line => line.StartsWith($"warning: cannot read {Path.Combine("images", "broken-00.png")}: ", StringComparison.Ordinal));
        JsonElement report = Assert.Single(Summary());
        Assert.Equal((2, 1), (report.GetProperty("images").GetInt32(), report.GetProperty("bad_images").GetInt32()));
        Assert.Equal(["1", "2"], ScoreLines()[1..].Select(row => row.Split(',')[0]));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void EvalRecon_SaveImages_DrawsBestMedianAndWorst()
    {
        Evaluate("--checkpoint", trained.FullName, "--save-images", "2", "--mask-ratio", "0.5");

        foreach (string kind in (string[])["best", "median", "worst"])
        {
            (_, int width, int height) = TinyImages.Read(Assert.Single(Directory.GetFiles(run["results"], $"{kind}-*.png")));
            Assert.Equal((2 + 5 * 130, 2 + 2 * 130), (width, height));
        }
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void EvalRecon_NormPixModel_RecoveryChangesThePixels()
    {
        run.Succeed(TinyRun.Pretrain("--output", "normed", "--image-size", "32", "--steps", "2", "--norm-pix-loss"));
        double[] mse = [.. ((string[])["truestatistics", "raw"]).Select(way =>
        {
            Evaluate("--checkpoint", "normed", "--norm-pix-recovery", way);
            JsonElement report = Assert.Single(Summary());
            Assert.Equal(way, report.GetProperty("norm_pix_recovery").GetString());
            Assert.True(report.GetProperty("norm_pix_loss").GetBoolean());
            return report.GetProperty("means").GetProperty("mse").GetDouble();
        })];
        Assert.NotEqual(mse[0], mse[1]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void EvalRecon_NonFiniteWeights_NamesTheImage()
    {
        WriteWeights(name => name == "decoder_pred.bias");
        Assert.Equal(ExitCode.BadInput, run.Invoke("eval-recon", "--checkpoint", "changed.safetensors", "--data", trained.Images, "--output", "results"));
        Assert.Equal($"mae: The model's reconstruction of '{Path.Combine(trained.Images, "image-00.png")}' is not finite: its weights are damaged " +
            "or diverged.", run.ErrorLines[^1]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void EvalRecon_ImagesSmallerThanTheWindow_AreRefused()
    {
        run.Succeed(TinyRun.Pretrain("--output", "small", "--image-size", "8", "--patch", "4", "--steps", "1"));
        Assert.Equal(ExitCode.BadInput, run.Invoke("eval-recon", "--checkpoint", "small", "--data", trained.Images, "--output", "results"));
        Assert.EndsWith("is a model of 8-pixel images, and SSIM's window needs 11: such images cannot be scored.", Assert.Single(run.ErrorLines));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void EvalRecon_NothingGiven_NamesBoth()
    {
        Assert.Equal(ExitCode.BadInput, run.Invoke("eval-recon"));
        Assert.Equal(
        [
            "mae: --checkpoint is missing: name one or more run directories or checkpoints.",
            "mae: --data is missing: name a folder of validation images.",
        ], run.ErrorLines);
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("--mask-ratio must be above 0 and below 1, but is 0; without it nothing is masked.", "--mask-ratio", "0")]
    [InlineData("--mask-patch needs --mask-ratio: without it nothing is masked.", "--mask-patch", "16")]
    [InlineData("--images must be at least 1, but is 0.", "--images", "0")]
    [InlineData("--batch must be at least 1, but is 0.", "--batch", "0")]
    [InlineData("--save-images must be 0 or more, but is -1.", "--save-images", "-1")]
    public void EvalRecon_OutOfRange_IsRefused(string message, string option, string value) =>
        run.Refuse(message, "eval-recon", "--checkpoint", trained.FullName, "--data", trained.Images, option, value);

    private void Evaluate(params string[] args) =>
        run.Succeed(["eval-recon", "--data", trained.Images, "--output", "results", "--device", "cpu", .. args]);

    private string ScorePath() => Assert.Single(Directory.GetFiles(run["results"], "scores-*.csv"));

    private string[] ScoreLines() => File.ReadAllLines(ScorePath());

    private static double[] Values(string row) =>
        [.. row[(row.LastIndexOf('"') + 2)..].Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture))];

    private JsonElement[] Summary()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(run["results/summary.json"]));
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    /// <summary>The trained weights, some of them without a value.</summary>
    private void WriteWeights(Func<string, bool> isNaN)
    {
        using var scope = NewDisposeScope();
        using SafetensorsFile file = SafetensorsFile.Open(trained.Weights);
        SafetensorsWriter.Write(
            run["changed.safetensors"],
            [.. file.Entries.Select(entry => KeyValuePair.Create(
                entry.Name, isNaN(entry.Name) ? full_like(file.Read(entry.Name), double.NaN) : file.Read(entry.Name)))],
            file.Metadata);
    }
}
