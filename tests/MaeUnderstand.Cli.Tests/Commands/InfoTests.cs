using MaeUnderstand.Cli.Tests.Support;
using TorchSharp;

namespace MaeUnderstand.Cli.Tests.Commands;

/// <summary><c>mae info</c> and the choice of device and libtorch.</summary>
public sealed class InfoTests : IDisposable
{
    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void Info_Always_NamesVersionsDeviceAndCapabilities()
    {
        run.Succeed("info", "--device", "cpu");

        Dictionary<string, string> facts = Facts(run.StandardOutput);
        Assert.Matches(@"^\d+\.\d+\.\d+", facts["TorchSharp"]);
        Assert.StartsWith("2.10", facts["libtorch"]);
        Assert.Matches(@"^\d+\.\d+\.\d+", facts["libtorch"]);
        Assert.Equal("cpu", facts["device"]);
        Assert.Matches(@"^\d+ for matrix products, \d+ cores$", facts["threads"]);
        Assert.Matches(@"^(TurboJPEG \(.*turbojpeg.*\)|SkiaSharp)$", facts["JPEG decoder"]);
        Assert.Matches(@"^(native \((AMX|AVX-512)\)|not native)$", facts["CPU bf16"]);
        Assert.True(Directory.Exists(facts["loaded from"]), facts["loaded from"]);
        Assert.Equal("", run.StandardError);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Device_CudaWithoutCuda_IsRefusedWithWhatToDo()
    {
        Assert.SkipWhen(torch.cuda.is_available(), "This machine has CUDA.");
        const string message = "--device cuda: CUDA is not available: there is no NVIDIA driver, or this libtorch is the CPU's. " +
            "Build with -p:TorchBackend=cuda or point --libtorch at a PyTorch with CUDA; --device cpu works everywhere.";
        run.Refuse(message, "info", "--device", "cuda");
        run.Refuse(message, TinyRun.Pretrain("--output", "run", "--device", "cuda"));
        Assert.False(Directory.Exists(run["run"]));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Device_Unknown_IsRefused() =>
        run.Refuse("--device must be auto, cpu, cuda or cuda:N, but is 'gpu'.", "info", "--device", "gpu");

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData(true), InlineData(false)]
    public void LibTorch_FolderWithoutIt_IsRefused(bool isOption)
    {
        Directory.CreateDirectory(run["folder"]);
        string message = $"'{run["folder"]}' holds no {LibraryFile("torch_cpu")}; --libtorch and MAE_LIBTORCH name the directory of " +
            "libtorch's libraries, in a PyTorch installation site-packages/torch/lib.";
        if (!isOption)
            run.Environment["MAE_LIBTORCH"] = "folder";
        run.Refuse(message, isOption ? ["info", "--libtorch", "folder"] : ["info"]);
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData(true), InlineData(false)]
    public void LibTorch_FolderElsewhere_IsLoadedFromThere(bool isOption)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        LinkLibraries(run["elsewhere"]);
        using MaeProcess process = MaeProcess.Start(
            run.Folder,
            isOption ? ["info", "--libtorch", "elsewhere"] : ["info"],
            isOption ? null : new Dictionary<string, string> { ["MAE_LIBTORCH"] = run["elsewhere"] });

        Assert.True(process.Wait() == ExitCode.Success, process.StandardError);
        Dictionary<string, string> facts = Facts(process.StandardOutput);
        Assert.Equal(run["elsewhere"], facts["loaded from"]);
        Assert.StartsWith("2.10", facts["libtorch"]);
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void LibTorch_NoLibraryInTheFile_IsRefusedWithTheLoadersReason()
    {
        Directory.CreateDirectory(run["folder"]);
        File.WriteAllText(run[$"folder/{LibraryFile("torch_cpu")}"], "no library");
        using MaeProcess process = MaeProcess.Run(run.Folder, "info", "--libtorch", "folder");

        Assert.Equal(ExitCode.BadInput, process.Wait());
        string line = Assert.Single(process.StandardError.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("mae: ", line);
        Assert.Contains(run[$"folder/{LibraryFile("torch_cpu")}"], line);
    }

    /// <summary>Links what is beside this test's program, or in its folder of the platform, under another folder.</summary>
    private static void LinkLibraries(string folder)
    {
        string own = Directory.EnumerateFiles(AppContext.BaseDirectory, LibraryFile("torch_cpu"), SearchOption.AllDirectories).First();
        Directory.CreateDirectory(folder);
        foreach (string path in Directory.EnumerateFiles(Path.GetDirectoryName(own)!, "lib*"))
        {
            if (!Path.GetFileName(path).Contains("TorchSharp", StringComparison.Ordinal))
                File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(path)), path);
        }
    }

    private static string LibraryFile(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    private static Dictionary<string, string> Facts(string output) => output
        .Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
        .ToDictionary(line => line[..16].Trim(), line => line[16..]);
}
