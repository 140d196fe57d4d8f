using MaeUnderstand.Theory.Graphs;
using MaeUnderstand.Theory.Prediction;

namespace MaeUnderstand.Theory.Tests.Prediction;

[Trait("Kind", "Unit")]
public sealed class MaskCounterTests
{
    // a -> b, c; b -> x1, x2; c -> x3, x4; d -> c. Sources of a have 2 dimensions.
    private static LatentGraph Graph => LatentGraph.Create(
        ["a", "b", "c", "d"], ["x1", "x2", "x3", "x4"], [(0, 1), (0, 2), (1, 4), (1, 5), (2, 6), (2, 7), (3, 2)], [2, 1, 1, 1, 1, 1, 1, 1]);

    [Fact]
    public void Dimensions_SeveralParents_AddUp() =>
        Assert.Equal([2L, 3, 4, 1, 4, 4, 5, 5], Graph.Dimensions.ToArray());

    [Fact]
    public void Count_ThreeMasks_IsAsWorkedByHand()
    {
        // Mask 0 hides x1 and x3: C = {b, c}. Mask 1 hides x1 and x2: C = {a}. Mask 2 hides nothing: C is empty.
        MaskedLevels counted = new MaskCounter(Graph).Count([0b011, 0b010, 0b001, 0b000], 3);

        Assert.Equal([2, 1, 0], counted.Members);
        Assert.Equal([2, 2, 0], counted.LevelSum);
        Assert.Equal([1, 2, 0], counted.Highest);
        Assert.Equal([7, 2, 0], counted.Dimension);
        Assert.Equal([5, 2, 0], counted.Sources);                  // a, b, c, d; a
        Assert.Equal([2, 1], counted.MembersByLevel);
        Assert.Equal([2, 3], counted.CommonByLevel);               // b, c; a twice, d once
    }
}
