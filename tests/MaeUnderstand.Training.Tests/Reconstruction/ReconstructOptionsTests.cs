using MaeUnderstand.Masking;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Training.Reconstruction;

namespace MaeUnderstand.Training.Tests.Reconstruction;

public sealed class ReconstructOptionsTests
{
    private static readonly ReconstructOptions Good = new() { Checkpoint = "run", Images = "synthetic" };
    private static readonly VitConfig Encoder = ModelPresets.Encoder("vit-base", 224);
    private static readonly MaskConfig Trained = new() { PatchSize = 32, Ratio = 0.6, Sampler = "block" };

    [Fact, Trait("Kind", "Unit")]
    public void MaskFor_NothingAsked_IsAsInTraining() => Assert.Equal(Trained, Good.MaskFor(Trained, Encoder));

    [Fact, Trait("Kind", "Unit")]
    public void MaskFor_NothingAskedNorKnown_IsThePapers() =>
        Assert.Equal(new MaskConfig { PatchSize = 16, Ratio = 0.75, Sampler = "uniform" }, Good.MaskFor(null, Encoder));

    [Fact, Trait("Kind", "Unit")]
    public void MaskFor_OnePartAsked_ReplacesThatPartOnly()
    {
        Assert.Equal(Trained with { Ratio = 0 }, (Good with { MaskRatio = 0 }).MaskFor(Trained, Encoder));
        Assert.Equal(Trained with { PatchSize = 64 }, (Good with { MaskPatch = 64 }).MaskFor(Trained, Encoder));
        Assert.Equal(Trained with { Sampler = "grid" }, (Good with { MaskSampler = "grid" }).MaskFor(Trained, Encoder));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Problems_GoodOptions_AreNone() => Assert.Empty(Good.Problems());

    [Fact, Trait("Kind", "Unit")]
    public void Problems_EveryRule_SaysWhatIsAllowed()
    {
        Assert.Equal(
            [
                "--checkpoint is missing: name a run directory or a checkpoint.",
                "--images is missing: name a folder of images, or 'synthetic'.",
            ],
            new ReconstructOptions().Problems());
        Assert.Equal(["--count must be at least 1, but is 0."], (Good with { Count = 0 }).Problems());
        Assert.Equal(["--device must be auto, cpu, cuda or cuda:N, but is 'gpu'."], (Good with { Device = "gpu" }).Problems());
    }
}
