using MaeUnderstand.Training.Checkpoints;

namespace MaeUnderstand.Training.Tests.Checkpoints;

public sealed class SetbacksTests
{
    [Fact, Trait("Kind", "Unit")]
    public void Add_FailedSteps_SkipsTheirBatchesAndCountsThoseInARow()
    {
        // Step 107 failed, back to 100: steps 101 to 107 read 7 x 2 batches that are not read again. Careful until 107 + 50.
        Setbacks first = Setbacks.None.Add(failedStep: 107, backTo: 100, batchesPerStep: 2, cautiousSteps: 50);
        Assert.Equal(new Setbacks(14, 157, 1), first);
        Setbacks second = first.Add(failedStep: 157, backTo: 150, batchesPerStep: 2, cautiousSteps: 50);
        Assert.Equal(new Setbacks(28, 207, 2), second);
        Assert.Equal(new Setbacks(30, 258, 1), second.Add(failedStep: 208, backTo: 207, batchesPerStep: 2, cautiousSteps: 50));
    }

    [Fact, Trait("Kind", "Unit")]
    public void RateFactor_UntilTheCautiousStep_IsThePowerOfTheFactor()
    {
        var setbacks = new Setbacks(14, CautiousUntil: 157, InARow: 2);
        Assert.Equal([0.25, 0.25, 1], new long[] { 1, 157, 158 }.Select(step => setbacks.RateFactor(step, 0.5)));
        Assert.Equal(1, Setbacks.None.RateFactor(1, 0.5));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Parse_ItsOwnText_IsTheSame()
    {
        var setbacks = new Setbacks(14, 157, 2);
        Assert.Equal(setbacks, Setbacks.Parse(setbacks.ToText()));
        Assert.Null(Setbacks.Parse("none"));
    }
}
