using MaeUnderstand.Theory.Hierarchies;
using MaeUnderstand.Theory.Prediction;

namespace MaeUnderstand.Theory.Tests.Prediction;

[Trait("Kind", "Unit")]
public sealed class LevelPredictorTests
{
    [Fact]
    public void Run_OtherThreads_GivesTheSameNumbers()
    {
        PredictionPlan plan = Plan("object") with { Masks = 150 };
        PredictionReport one = LevelPredictor.Run(plan, threads: 1), four = LevelPredictor.Run(plan, threads: 4);

        Assert.Equal(Numbers(one), Numbers(four));
        Assert.NotEqual(Numbers(one), Numbers(LevelPredictor.Run(plan with { Seed = 1 })));
        // More ratios leave the masks of the others as they are.
        PredictionReport more = LevelPredictor.Run(plan with { Ratios = [0.2, 0.25, 0.5, 0.75] });
        Assert.Equal(Numbers(one), Numbers(more with { Cells = [.. more.Cells.Where(cell => cell.Ratio != 0.2)] }));
    }

    /// <summary>Blocks of four tokens, one in four masked, each alone in the root's level: worked out by counting.</summary>
    [Fact]
    public void Run_QuadtreeOfFourByFour_ComesToTheExactShares()
    {
        PredictionCell cell = LevelPredictor.Run(Plan("quadtree") with
        {
            Shape = new HierarchyShape { Rows = 4, Columns = 4 },
            Ratios = [0.25],
            Units = [2],
            Masks = 64,
        }).Cells[0];

        // One unit of four is masked, which is a block: only the root is split.
        Assert.Equal((2, 1, 1, 1), (cell.Level.Mean, cell.Members.Mean, cell.Dimension.Mean, cell.Sources.Mean));
        Assert.Equal([0, 1], cell.LevelShares);
        Assert.Equal([0, 1], cell.SplitShares);
        Assert.False(cell.CutsAUnit);
        Assert.Equal((4, 128), (cell.MaskedTokens, cell.Masks));
    }

    [Fact]
    public void Run_ForestWhoseTreesAreMaskedWhole_HasEmptyC()
    {
        PredictionReport report = LevelPredictor.Run(Plan("quadtree") with
        {
            Shape = new HierarchyShape { Rows = 4, Columns = 4, Depth = 1 },
            Ratios = [0.25, 0.5],
            Units = [2],
        });

        Assert.All(report.Cells, cell => Assert.Equal((1.0, double.NaN, 0.0), (cell.EmptyShare, cell.Level.Mean, cell.Members.Mean)));
    }

    /// <summary>A binary tree: a pair is split with probability 2r(1 − r), a pair of pairs is lowest with 2r²(1 − r)², and so on.</summary>
    [Fact]
    public void Run_BinaryTree_RisesToTheMiddleAsTheFormulaSays()
    {
        double[] ratios = [0.05, 0.5, 0.95];
        PredictionReport report = LevelPredictor.Run(Plan("quadtree") with
        {
            Shape = new HierarchyShape { Rows = 1, Columns = 256 },
            Ratios = ratios,
            Units = [1],
            Masks = 2000,
        });

        foreach ((double ratio, PredictionCell cell) in ratios.Zip(report.Cells))
        {
            double pairs = 128 * 2 * ratio * (1 - ratio), fours = 64 * 2 * Math.Pow(ratio * (1 - ratio), 2);
            Assert.Equal(pairs / (pairs + fours), cell.LevelShares[0], tolerance: 0.02);
        }
        Assert.True(report.Cells[1].Level.Minus(report.Cells[0].Level).Low > 0.05);
        Assert.True(report.Cells[1].Level.Minus(report.Cells[2].Level).Low > 0.05);
    }

    [Fact]
    public void Problems_EveryFault_IsALine()
    {
        PredictionPlan plan = Plan("tree") with
        {
            Sampler = "none",
            Masks = 1,
            Seeds = 0,
            Ratios = [0, 0.001, 0.9999],
            Units = [0, 15],
        };
        Assert.Equal(
        [
            "--hierarchy must be one of object, overlapping, quadtree, shifted, but is 'tree'.",
            "--sampler must be one of block, grid, uniform, but is 'none'.",
            "--masks must be between 2 and 1000000, but is 1: one mask has no interval.",
            "--seeds must be between 1 and 1000, but is 0.",
            "--ratios must lie above 0 and below 1, but one is 0.",
            "--ratios has 0.9999, which leaves no token visible of 196.",
            "--units must lie between 1 and the grid's 14, but one is 0.",
            "--units must lie between 1 and the grid's 14, but one is 15.",
        ], plan.Problems());
        Assert.Equal(
            [
                "--grid must be between 2 and 256, but is 1.", "--depth must be at least 1, but is 0.",
                "--branching must be between 2 and 256, but is 1.",
            ],
            new HierarchyShape { Rows = 1, Columns = 1, Depth = 0, Branching = 1 }.Problems());
    }

    private static PredictionPlan Plan(string hierarchy) => new()
    {
        Hierarchy = hierarchy,
        Shape = new HierarchyShape { Rows = 14, Columns = 14 },
        Ratios = [0.25, 0.5, 0.75],
        Units = [1, 2],
        Masks = 20,
        Seeds = 2,
    };

    private static double[] Numbers(PredictionReport report) =>
    [
        .. report.Cells.SelectMany(cell => (double[])
        [
            .. cell.Level.BySeed, cell.Level.MaskError, .. cell.Dimension.BySeed, .. cell.Sources.BySeed, .. cell.HighestLevel.BySeed,
            .. cell.LevelShares, .. cell.SplitShares, cell.EmptyShare,
        ]),
    ];
}
