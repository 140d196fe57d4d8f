using System.Text.Json;
using MaeUnderstand.Cli.Tests.Support;
using SkiaSharp;

namespace MaeUnderstand.Cli.Tests.Commands;

/// <summary>A loader that runs long enough for a leak to show.</summary>
public sealed class LoaderMemoryTests : IDisposable
{
    private const int Batches = 20_000;
    private const int BatchSize = 2;
    private const int Repetitions = 10;
    private const double LargestGrowth = 0.01;

    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("--jpeg-decoder", "skia")]
    [InlineData("--dct-scaling")]
    public void BenchLoader_TwentyThousandBatches_KeepsItsMemory(params string[] options)
    {
        MakePhotographs(run["images"]);
        // A process in which nothing else has run; it collects garbage often, so that the first collections fall into the warm-up.
        using MaeProcess process = MaeProcess.Start(
            run.Folder,
            [
                "bench", "loader", "--json", "--data", "images", "--image-size", "16", "--batch", $"{BatchSize}",
                "--images", $"{Batches / Repetitions * BatchSize}", "--repetitions", $"{Repetitions}", .. options,
            ],
            new Dictionary<string, string> { ["DOTNET_GCgen0size"] = "0x100000" });
        Assert.True(process.Wait() == ExitCode.Success, process.StandardError);

        using JsonDocument report = JsonDocument.Parse(process.StandardOutput);
        long[] resident = [.. report.RootElement.GetProperty("resident_bytes").EnumerateArray().Select(bytes => bytes.GetInt64())];
        Assert.Equal(Repetitions, resident.Length);
        double growth = resident[^1] / (double)resident[0] - 1;
        Assert.True(growth < LargestGrowth, $"The resident memory grows by {growth:P2}, in bytes: {string.Join(' ', resident)}");
    }

    private static void MakePhotographs(string folder)
    {
        Directory.CreateDirectory(folder);
        for (int i = 0; i < 16; i++)
        {
            using var bitmap = new SKBitmap(64 + i, 80 - i);
            using var canvas = new SKCanvas(bitmap);
            canvas.Clear(new SKColor((byte)(16 * i), 100, (byte)(255 - 16 * i)));
            using var paint = new SKPaint { Color = SKColors.White };
            canvas.DrawCircle(30, 30, 12 + i, paint);
            using SKData jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
            File.WriteAllBytes(Path.Combine(folder, $"{i}.jpg"), jpeg.ToArray());
        }
    }
}
