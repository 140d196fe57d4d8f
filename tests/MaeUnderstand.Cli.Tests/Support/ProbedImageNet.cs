using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Robustness;

namespace MaeUnderstand.Cli.Tests.Support;

/// <summary>A probe of ImageNet's thousand classes, with a tiny image each, made once for the tests of a class.</summary>
public sealed class ProbedImageNet : IDisposable
{
    /// <summary>Images that the probe is measured on.</summary>
    public const int ValidationImages = 20;

    private readonly CliRun run = new();

    public ProbedImageNet()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run", "--mask-ratio", "0.5", "--steps", "1"));
        foreach (ImageNetClass one in ImageNetClasses.All)
            Add(run[$"data/train/{one.Wnid}"], one.Index);
        for (int index = 0; index < ValidationImages; index++)
            Add(run[$"data/val/{ImageNetClasses.All[50 * index].Wnid}"], 50 * index);
        run.Succeed(Probe("run", "--output", "probe", "--cache", "cache"));
    }

    /// <summary>The temporary folder.</summary>
    public string Folder => run.Folder;

    /// <summary>The probe's run directory.</summary>
    public string FullName => run["probe"];

    /// <summary>The run directory of the encoder.</summary>
    public string Checkpoint => run["run"];

    /// <summary>Adds an image of fixed noise to a folder.</summary>
    public static void Add(string folder, int seed)
    {
        Directory.CreateDirectory(folder);
        var rgb = new byte[20 * 20 * 3];
        new Random(seed).NextBytes(rgb);
        PngFile.Write(Path.Combine(folder, $"{seed}.png"), rgb, 20, 20);
    }

    /// <summary>Arguments of a probe of these images.</summary>
    public string[] Probe(string checkpoint, params string[] options) =>
    [
        "probe", "--checkpoint", checkpoint, "--data", Path.Combine(Folder, "data"), "--features", "cached", "--epochs", "2",
        "--warmup-epochs", "0", "--blr", "30", "--effective-batch", "100", "--threads", "1", "--device", "cpu", .. options,
    ];

    public void Dispose() => run.Dispose();
}
