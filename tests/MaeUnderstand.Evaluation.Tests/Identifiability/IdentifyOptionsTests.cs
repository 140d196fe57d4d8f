using MaeUnderstand.Evaluation.Identifiability;

namespace MaeUnderstand.Evaluation.Tests.Identifiability;

[Trait("Kind", "Unit")]
public sealed class IdentifyOptionsTests
{
    public static TheoryData<IdentifyOptions, string> Faulty => new()
    {
        { new() { Graphs = ["fig2,fig3"] },
            "--graphs names 'fig3', but the graphs are fig2, fig4, pitfalls, or files that end in .json, .dot or .gv." },
        { new() { Graphs = [] }, "--graphs is empty: name one or more graphs." },
        { new() { Graphs = ["fig2", "fig2"] }, "--graphs names 'fig2' twice." },
        { new() { Seeds = 0 }, "--seeds must be at least 1, but is 0." },
        { new() { Seed = long.MaxValue }, "--seed must be at most 9223372036854775804 for 3 seeds to follow, but is 9223372036854775807." },
        { new() { Steps = -1 }, "--steps must be 0 or more, but is -1." },
        { new() { HeldOut = 59 }, "--held-out must be at least 60, but is 59." },
        { new() { Batch = 31 }, "--batch must be at least 32, but is 31: codes are whitened over a batch." },
        { new() { Samples = 255 }, "--samples must be at least the batch of 256, but is 255." },
        { new() { Width = 0 }, "--width must be at least 1, but is 0." },
        { new() { LearningRate = double.NaN }, "--lr must be above 0 and at most 1, but is NaN." },
        { new() { InverseWeight = -1 }, "--inverse-weight must be 0 or more, but is -1." },
        { new() { Output = " " }, "--output is empty: name a folder for the results." },
        { new() { Device = "gpu" }, "--device must be auto, cpu, cuda or cuda:N, but is 'gpu'." },
    };

    [Theory, MemberData(nameof(Faulty))]
    public void Problems_OneFault_IsTheOnlyLine(IdentifyOptions options, string message) => Assert.Equal([message], options.Problems());

    [Fact]
    public void Problems_Defaults_AreNone() => Assert.Empty(new IdentifyOptions().Problems());

    [Theory]
    [InlineData("x1,x99", "The mask names 'x99', which the graph lacks; its observables are 'x1', 'x2', 'x3', 'x4', 'x5' and 'x6'.")]
    [InlineData("x1,z1", "The mask names 'z1', which is a latent: only observables can be masked; " +
        "its observables are 'x1', 'x2', 'x3', 'x4', 'x5' and 'x6'.")]
    [InlineData("x2,x1,x2", "The mask names 'x2' twice.")]
    [InlineData(",", "The mask is empty, so nothing is to be predicted: mask some observables, but not all; " +
        "its observables are 'x1', 'x2', 'x3', 'x4', 'x5' and 'x6'.")]
    [InlineData("x1,x2,x3,x4,x5,x6",
        "The mask covers every observable, 'x1', 'x2', 'x3', 'x4', 'x5' and 'x6': leave at least one visible.")]
    public void Study_MaskThatDoesNotFit_NamesItsNodes(string mask, string message)
    {
        var options = new IdentifyOptions { Graphs = ["fig4"], Masks = [mask] };
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => new IdentifyStudy(options));
        Assert.Equal(message, fault.Message);
    }

    [Fact]
    public void Study_SameMaskInAnotherOrder_IsRefused()
    {
        var options = new IdentifyOptions { Graphs = ["fig4"], Masks = ["x1,x2", "x2,x1"] };
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => new IdentifyStudy(options));
        Assert.Equal("--masks gives the graph 'fig4' the mask 'x1,x2' twice.", fault.Message);
    }

    [Fact]
    public void SeedSpread_EvenCount_TakesTheMiddleOfTheTwoInTheMiddle()
    {
        SeedSpread spread = SeedSpread.Of([9, 1, 2, 3]);

        Assert.Equal((2.5, 1, 9), (spread.Median, spread.Least, spread.Most));
        Assert.Equal(3.182 * Math.Sqrt(12.917 / 4), spread.HalfWidth!.Value, 0.01);
        Assert.Null(SeedSpread.Of([1]).HalfWidth);
    }
}
