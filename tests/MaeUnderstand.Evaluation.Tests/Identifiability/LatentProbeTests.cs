using MaeUnderstand.Evaluation.Identifiability.LatentProbing;
using MaeUnderstand.Theory.Images;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Tests.Identifiability;

public sealed class LatentProbeTests
{
    private static readonly LatentVariable[] Variables =
    [
        new("linear", 3, LatentKind.Continuous, 0),
        new("absent", 2, LatentKind.Continuous, 0),
        new("constant", 2, LatentKind.Continuous, 0),
        new("side", 3, LatentKind.Discrete, 3),
        new("coin", 1, LatentKind.Discrete, 2),
    ];

    [Fact, Trait("Kind", "Unit")]
    public void Score_KnownFunctionsOfFeatures_TellsWhatIsThere()
    {
        using var scope = NewDisposeScope();
        (Tensor train, double[][] trainLatents) = Draw(900, seed: 1);
        (Tensor test, double[][] testLatents) = Draw(600, seed: 2);

        IReadOnlyList<LatentScore> scores = LatentProbe.Score(Variables, train, trainLatents, test, testLatents, known: null, CancellationToken.None);

        Assert.Equal(Variables.Select(variable => variable.Name), scores.Select(score => score.Name));
        Assert.InRange(scores[0].Score, 0.9, 0.97);                       // its noise has 1/20 of its variance
        Assert.InRange(scores[1].Score, -0.1, 0.05);
        Assert.Equal(0, scores[2].Score);
        Assert.InRange(scores[3].Score, 0.9, 1);
        Assert.InRange(scores[4].Score, -0.15, 0.15);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Score_LatentThatOnlyAnotherTells_CountsAsUnknownGivenThatOne()
    {
        using var scope = NewDisposeScope();
        LatentVariable[] variables = [new("class", 3, LatentKind.Discrete, 4), new("shape", 2, LatentKind.Discrete, 8)];
        (Tensor train, double[][] trainLatents) = DrawClasses(800, seed: 1);
        (Tensor test, double[][] testLatents) = DrawClasses(800, seed: 2);

        double plain = LatentProbe.Score(variables, train, trainLatents, test, testLatents, known: null, CancellationToken.None)[1].Score;
        double given = LatentProbe.Score(variables, train, trainLatents, test, testLatents, known: 0, CancellationToken.None)[1].Score;

        Assert.InRange(plain, 0.3, 0.55);                                 // one of two shapes instead of one of eight
        Assert.InRange(given, -0.2, 0.1);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Score_Repeated_LeavesNoTensors()
    {
        using var scope = NewDisposeScope();
        (Tensor train, double[][] trainLatents) = Draw(100, seed: 1);
        LatentProbe.Score(Variables, train, trainLatents, train, trainLatents, known: 3, CancellationToken.None);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 3; i++)
            LatentProbe.Score(Variables, train, trainLatents, train, trainLatents, known: 3, CancellationToken.None);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Minimise_IllConditionedQuadratic_ReachesItsMinimum()
    {
        using var scope = NewDisposeScope();
        Tensor scales = tensor([1e-2, 1.0, 1e2]);
        Tensor goal = tensor([3.0, -2.0, 1.0]);

        Tensor found = LimitedMemoryBfgs.Minimise(zeros(3, float64), point =>
        {
            Tensor off = point - goal;
            return ((scales * off * off).sum().item<double>() / 2, scales * off);
        }, iterations: 100, tolerance: 1e-8, CancellationToken.None);

        Assert.True((found - goal).abs().max().item<double>() < 1e-5);
    }

    /// <summary>Features that tell the class; a class has two shapes of its own, of which the features tell nothing.</summary>
    private static (Tensor Features, double[][] Latents) DrawClasses(int count, long seed)
    {
        using var generator = new Generator((ulong)seed);
        long[] coins = [.. randint(0, 2, [count], generator: generator).data<long>()];
        Tensor labels = arange(count, int64) % 4;
        Tensor features = nn.functional.one_hot(labels, 4).to(float32) + 0.1 * randn(count, 4, generator: generator);
        return (features, [.. coins.Select((coin, row) => new double[] { row % 4, 2 * (row % 4) + coin })]);
    }

    /// <summary>Eight features; the first two are the sum and the difference of what "linear" and "side" are made of.</summary>
    private static (Tensor Features, double[][] Latents) Draw(int count, long seed)
    {
        using var generator = new Generator((ulong)seed);
        Tensor features = randn(count, 8, generator: generator);
        double[] values = [.. features.to(float64).data<double>()];
        double[] noise = [.. randn(count, dtype: float64, generator: generator).data<double>()];
        var latents = new double[count][];
        for (int row = 0; row < count; row++)
        {
            double first = values[8 * row], second = values[8 * row + 1];
            latents[row] =
            [
                3 * (first - second) + 5 + 3 * Math.Sqrt(0.1) * noise[row],
                noise[(row * 7 + 3) % count],
                4,
                first + second > 0.8 ? 2 : first + second < -0.8 ? 0 : 1,
                noise[row] > 0 ? 1 : 0,
            ];
        }
        return (features, latents);
    }
}
