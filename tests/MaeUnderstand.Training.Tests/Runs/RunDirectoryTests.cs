using MaeUnderstand.Training.Runs;

namespace MaeUnderstand.Training.Tests.Runs;

public sealed class RunDirectoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string RunPath => folder["run"];

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Open_NewFolder_MakesIt()
    {
        using RunDirectory run = RunDirectory.Open(RunPath, isResumed: false);
        Assert.Equal(RunPath, run.FullName);
        Assert.True(Directory.Exists(Path.Combine(RunPath, "checkpoints")));
        Assert.Equal(Path.Combine(RunPath, "config.json"), run.ConfigPath);
        Assert.Equal(Path.Combine(RunPath, "metrics.csv"), run.MetricsPath);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_WhileHeld_IsRefused()
    {
        using (RunDirectory.Open(RunPath, isResumed: false))
        {
            IOException fault = Assert.Throws<IOException>(() => RunDirectory.Open(RunPath, isResumed: true));
            Assert.Equal(
                $"Another process is training in the run directory '{RunPath}'. Wait for it, or give another --output.", fault.Message);
        }
        RunDirectory.Open(RunPath, isResumed: true).Dispose();
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_RunThatIsThere_IsRefusedUnlessResumed()
    {
        using (RunDirectory run = RunDirectory.Open(RunPath, isResumed: false))
            File.WriteAllText(run.ConfigPath, "{}");
        IOException fault = Assert.Throws<IOException>(() => RunDirectory.Open(RunPath, isResumed: false));
        Assert.Equal($"The run directory '{RunPath}' holds a run already. Give --resume to go on with it, " +
            "or another --output to start anew.", fault.Message);
        RunDirectory.Open(RunPath, isResumed: true).Dispose();                // and the refusal holds no lock
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_PathOfAFile_SaysWhy()
    {
        File.WriteAllText(RunPath, "");
        IOException fault = Assert.Throws<IOException>(() => RunDirectory.Open(RunPath, isResumed: false));
        Assert.Equal($"Cannot make the run directory '{RunPath}': {fault.InnerException!.Message}", fault.Message);
    }
}
