using System.Globalization;
using System.Text.Json;
using MaeUnderstand.Cli.Tests.Support;
using TorchSharp;

namespace MaeUnderstand.Cli.Tests.Pretraining;

/// <summary>A run long enough for a leak to show.</summary>
public sealed class LongRunTests : IDisposable
{
    private const int Steps = 2000;
    private const int SettledStep = 200;
    private const int StepsBetweenSamples = 50;
    private const int LongRunSteps = 5000;
    private const int WarmSteps = 1000;
    private const double LargestGrowth = 0.01;
    private const string SmallestGeneration = "0x10000";         // bytes; the runtime takes no notice of less

    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("0"), InlineData("1")]
    public void Pretrain_TwoThousandSteps_LeaksNoTensor(string workers)
    {
        var liveCounts = new List<(int Step, long Tensors)>();
        run.OnErrorLine = line =>
        {
            // Progress is told on the thread that trains, so these are the tensors that this thread has made and not disposed of.
            if (line.StartsWith("step ", StringComparison.Ordinal))
                liveCounts.Add((StepOf(line), DisposeScopeManager.Statistics.ThreadTotalLiveCount));
        };

        run.Succeed(Arguments(workers));

        long[] settled = [.. liveCounts.Where(sample => sample.Step >= SettledStep).Select(sample => sample.Tensors)];
        Assert.Equal(1 + (Steps - SettledStep) / StepsBetweenSamples, settled.Length);
        Assert.True(settled.Distinct().Count() == 1, $"Live tensors from step {SettledStep} on: {string.Join(' ', settled)}");
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pretrain_FiveThousandSteps_KeepsItsMemory()
    {
        // A process in which nothing else has run; it collects garbage often, so that the first collections fall into the warm-up.
        using MaeProcess process = MaeProcess.Start(
            run.Folder, Arguments("1", LongRunSteps), new Dictionary<string, string> { ["DOTNET_GCgen0size"] = "0x100000" });
        Assert.True(process.Wait() == ExitCode.Success, process.StandardError);

        double[] settled =
        [
            .. from line in run.ReadLines("run/log.jsonl")
               let item = JsonDocument.Parse(line).RootElement
               where item.TryGetProperty("MemoryBytes", out _) && item.GetProperty("Step").GetInt32() >= WarmSteps
               select item.GetProperty("MemoryBytes").GetDouble() / 1e6,
        ];
        Assert.Equal(1 + (LongRunSteps - WarmSteps) / StepsBetweenSamples, settled.Length);
        double growth = settled[^1] / settled[0] - 1;
        Assert.True(growth < LargestGrowth, string.Create(CultureInfo.InvariantCulture,
            $"The resident memory grows by {growth:P2}, in MB: {string.Join(' ', settled.Select(megabytes => megabytes.ToString("F1", CultureInfo.InvariantCulture)))}"));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pretrain_GarbageCollectedAllTheTime_TakesTheSameCourse()
    {
        string[] Run(string output, Dictionary<string, string> environment)
        {
            using MaeProcess process = MaeProcess.Start(
                run.Folder, TinyRun.Pretrain("--output", output, "--steps", $"{Steps}", "--save-every", "0"), environment);
            Assert.True(process.Wait() == ExitCode.Success, process.StandardError);
            return run.ReadLines($"{output}/metrics.csv");
        }
        string[] expected = Run("calm", []);
        string[] actual = Run("busy", new Dictionary<string, string> { ["DOTNET_GCgen0size"] = SmallestGeneration });

        Assert.Equal(1 + Steps, expected.Length);
        Assert.Equal(expected, actual);
    }

    private static string[] Arguments(string workers, int steps = Steps) => TinyRun.Pretrain(
        "--output", "run", "--steps", $"{steps}", "--log-every", $"{StepsBetweenSamples}", "--save-every", "100", "--workers", workers);

    private static int StepOf(string line) => int.Parse(line["step ".Length..line.IndexOf('/', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
}
