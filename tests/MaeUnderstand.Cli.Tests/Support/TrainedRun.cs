namespace MaeUnderstand.Cli.Tests.Support;

/// <summary>A trained model of 32-pixel images with 16 tokens, made once for the tests of a class.</summary>
public sealed class TrainedRun : IDisposable
{
    private readonly CliRun run = new();

    public TrainedRun()
    {
        run.Succeed(TinyRun.Pretrain("--output", "run", "--image-size", "32", "--steps", "2"));
        TinyImages.Make(run["images"], 3, side: 40);
        FullName = run["run"];
        Images = run["images"];
    }

    /// <summary>The run directory.</summary>
    public string FullName { get; }

    /// <summary>A folder of three images.</summary>
    public string Images { get; }

    /// <summary>The folder of the only checkpoint.</summary>
    public string Checkpoint => Path.Combine(FullName, "checkpoints", "step-00000002");

    /// <summary>The weights of the only checkpoint.</summary>
    public string Weights => Path.Combine(Checkpoint, "model.safetensors");

    public void Dispose() => run.Dispose();
}
