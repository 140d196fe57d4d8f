using MaeUnderstand.Evaluation.Identifiability;
using MaeUnderstand.Torch.Native;
using TorchSharp;

namespace MaeUnderstand.Evaluation.Tests.Identifiability;

[Trait("Kind", "Unit")]
public sealed class IdentifyStudyTests
{
    private static readonly IdentifyOptions Tiny = new()
    {
        Graphs = ["fig4"],
        Masks = ["x1,x2,x3"],
        Seeds = 1,
        Seed = 200,
        Steps = 4,
        Samples = 64,
        HeldOut = 120,
        Batch = 32,
        Width = 16,
    };

    public IdentifyStudyTests() => NativeRuntime.Load();

    [Fact]
    public void Run_AFewHundredSteps_FindsSharedInformationAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        IdentifyOptions options = Tiny with { Steps = 250, Samples = 20_000, HeldOut = 900, Batch = 128, Width = 64 };

        IdentifyRow trained = Run(options, folder["trained"]).Runs[0];
        IdentifyRow untrained = Run(options with { Steps = 0 }, folder["untrained"]).Runs[0];

        Assert.Equal(["z1", "z2"], trained.Shared);
        Assert.Equal((2, 2), (trained.CodeWidth, trained.Level));
        Assert.InRange(trained.SharedR2, 0.9, 1);
        Assert.InRange(trained.BackR2, 0.9, 1);
        Assert.InRange(trained.Explained, 0.9, 1);
        Assert.InRange(trained.MaskedOnlyR2, -0.1, 0.1);
        Assert.InRange(trained.VisibleOnlyR2, -0.1, 0.1);
        Assert.InRange(trained.LatentR2["z1"], 0.9, 1);
        Assert.InRange(trained.LatentR2["z6"], 0.2, 0.8);               // its parent z2 is in C, its noise is not
        Assert.InRange(untrained.SharedR2, -0.1, 0.7);
    }

    [Fact]
    public void Run_SameSeed_GivesTheSameNumbers()
    {
        using var folder = new TemporaryFolder();
        IdentifyRow first = Run(Tiny, folder["a"]).Runs[0];
        IdentifyRow second = Run(Tiny, folder["b"]).Runs[0];
        IdentifyRow other = Run(Tiny with { Seed = 201 }, folder["c"]).Runs[0];
        Assert.Equal((first.SharedR2, first.Explained), (second.SharedR2, second.Explained));
        Assert.NotEqual(first.Explained, other.Explained);
    }

    [Fact]
    public void Run_DecoderThatSeesNothing_RebuildsLess()
    {
        using var folder = new TemporaryFolder();
        IdentifyOptions options = Tiny with { Steps = 150, Samples = 5000, Batch = 128, Width = 64 };
        double given = Run(options, folder["sm"]).Runs[0].Explained;
        double nothing = Run(options with { DecoderSees = DecoderInput.Nothing, InverseWeight = 0 }, folder["nothing"]).Runs[0].Explained;
        Assert.InRange(given, 0.85, 1);
        Assert.InRange(nothing, 0.1, 0.7);                              // of the variance, most is s_m's
    }

    [Fact]
    public void Run_AgainInTheSameFolder_TrainsOnlyWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        IdentifyRow first = Run(Tiny, folder["out"]).Runs[0];
        var progress = new ListProgress();
        IdentifyReport report = new IdentifyStudy(Tiny with { Seeds = 2 }).Run(Folder(folder["out"]), torch.CPU, progress, default);
        Assert.Equal(2, report.Runs.Count);
        Assert.Equal((first.Seconds, first.SharedR2), (report.Runs[0].Seconds, report.Runs[0].SharedR2));
        Assert.All(progress.Reports, report => Assert.Equal((2, 201), (report.Run, report.Seed)));
        Assert.Equal(3, File.ReadAllLines(Path.Combine(folder["out"], "identify.csv")).Length);
    }

    [Fact]
    public void Run_FolderOfOtherSettings_IsRefused()
    {
        using var folder = new TemporaryFolder();
        _ = Run(Tiny, folder["out"]);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => Run(Tiny with { Steps = 5 }, folder["out"]));
        Assert.Equal(
            $"'{Path.Combine(folder["out"], "identify.json")}' holds runs with --steps 4, not 5. Choose another --output.", fault.Message);
    }

    [Fact]
    public void Run_FolderOfAnotherGraphOfTheSameName_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string graph = folder["g.json"];
        IdentifyOptions options = Tiny with { Graphs = [graph], Masks = [], Steps = 0 };
        File.WriteAllText(graph,
            """{"latents":["z"],"observables":["a","b","c"],"edges":[["z","a"],["z","b"],["z","c"]],"masked":["a"]}""");
        Assert.Equal((graph, "a"), Run(options, folder["out"]).Runs.Select(run => (run.Graph, run.Mask)).Single());
        File.WriteAllText(graph, """{"latents":["z"],"observables":["a","b","c"],"edges":[["z","a"],["z","b"]],"masked":["a"]}""");
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => Run(options, folder["out"]));
        Assert.Equal(
            $"'{Path.Combine(folder["out"], "identify.json")}' holds runs of another graph '{graph}'. Choose another --output.",
            fault.Message);
    }

    [Fact]
    public void Run_Cancelled_StopsAndLeavesWhatIsFinished()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        var progress = new ListProgress { OnReport = source.Cancel };
        Assert.Throws<OperationCanceledException>(() =>
            new IdentifyStudy(Tiny with { Seeds = 2 }).Run(Folder(folder["out"]), torch.CPU, progress, source.Token));
        Assert.Equal(2, File.ReadAllLines(Path.Combine(folder["out"], "identify.csv")).Length);
    }

    [Fact]
    public void Run_Again_LeavesNoTensors()
    {
        using var folder = new TemporaryFolder();
        int run = 0;
        Leaks.None(() => _ = Run(Tiny, folder[$"{run++}"]));
    }

    private static IdentifyReport Run(IdentifyOptions options, string folder) =>
        new IdentifyStudy(options).Run(Folder(folder), torch.CPU, new ListProgress(), default);

    private static IdentifyFolder Folder(string path)
    {
        var folder = new IdentifyFolder(path);
        folder.Create();
        return folder;
    }

    private sealed class ListProgress : IProgress<IdentifyProgress>
    {
        public List<IdentifyProgress> Reports { get; } = [];

        public Action? OnReport { get; init; }

        public void Report(IdentifyProgress value)
        {
            Reports.Add(value);
            OnReport?.Invoke();
        }
    }
}
