using System.Globalization;
using MaeUnderstand.Evaluation.Robustness;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Tests.Robustness;

public sealed class RobustnessScoresTests
{
    // Class 0 may be column 1 or 4, class 1 only column 6; columns 0, 2, 3, 5 and 7 count for neither.
    private static readonly int[][] Columns = [[1, 4], [6]];

    /// <summary>Each row: the label, the logits, and by hand whether the first guess of all, of the set's, and one of five of all is right.</summary>
    [Theory, Trait("Kind", "Unit")]
    [InlineData(0, true, true, true, "0 5 0 0 1 0 2 0")]         // the first of two
    [InlineData(0, true, true, true, "0 1 0 0 5 0 2 0")]         // the second of two
    [InlineData(0, false, true, true, "9 5 0 0 1 0 2 0")]        // column 0 is before it, but no class of the set's
    [InlineData(0, false, false, true, "9 5 0 0 1 0 7 0")]       // column 6 as well, which is
    [InlineData(1, false, true, false, "9 1 8 7 2 6 3 5")]       // five before it, all of no class; its rivals lie lower
    [InlineData(1, false, false, true, "9 4 8 7 2 0 3 0")]       // the fifth guess
    [InlineData(0, true, true, true, "0 5 5 0 1 0 5 0")]         // equal logits: the lower column first
    [InlineData(0, false, true, true, "5 5 0 0 1 0 5 0")]        // and so column 0 before it
    [InlineData(0, false, true, true, "5 1 0 0 5 0 2 0")]        // equal to the second of two
    [InlineData(1, false, false, true, "0 5 0 0 1 0 5 0")]       // equal to a rival of the set's
    [InlineData(1, false, false, false, "0 5 0 0 1 0 NaN 0")]    // no number is never right
    public void Add_OneImage_CountsWhatIsRight(int label, bool top1, bool restricted, bool top5, string logits)
    {
        using var scores = new RobustnessScores(Columns);
        using Tensor row = tensor([.. logits.Split(' ').Select(text => float.Parse(text, CultureInfo.InvariantCulture))], [1, 8]);
        using Tensor labels = tensor((long[])[label]);
        scores.Add(row, labels);
        Assert.Equal((top1, restricted, top5), (scores.Top1 == 1, scores.RestrictedTop1 == 1, scores.Top5 == 1));
        Assert.Equal(1, scores.Images);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Add_Repeated_LeavesNoTensorBehind() => Leaks.None(() =>
    {
        using var scores = new RobustnessScores(Columns);
        using Tensor logits = randn(5, 8);
        using Tensor labels = tensor((long[])[0, 1, 0, 1, 0]);
        scores.Add(logits, labels);
    });
}
