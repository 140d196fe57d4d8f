namespace MaeUnderstand.Evaluation.Benchmarks;

/// <summary>How times grow between two sizes of graph, each as the exponent p of "time ~ nodes to the power p": 1 is linear.</summary>
/// <param name="FromNodes">The smaller size.</param>
/// <param name="ToNodes">The larger size.</param>
/// <param name="Build">See <see cref="LocationTime.BuildSeconds"/>.</param>
/// <param name="AlgorithmOne">See <see cref="LocationTime.AlgorithmOneSeconds"/>.</param>
/// <param name="BothAlgorithms">See <see cref="LocationTime.BothAlgorithmsSeconds"/>.</param>
/// <param name="ClosedForm">See <see cref="LocationTime.ClosedFormSeconds"/>.</param>
public sealed record LocationGrowth(
    int FromNodes, int ToNodes, double Build, double AlgorithmOne, double BothAlgorithms, double ClosedForm)
{
    /// <summary>Compares two sizes.</summary>
    internal static LocationGrowth Between(LocationTime small, LocationTime large)
    {
        double size = Math.Log((double)large.Nodes / small.Nodes);
        return new(small.Nodes, large.Nodes, Exponent(time => time.BuildSeconds), Exponent(time => time.AlgorithmOneSeconds),
            Exponent(time => time.BothAlgorithmsSeconds), Exponent(time => time.ClosedFormSeconds));

        double Exponent(Func<LocationTime, double> seconds) => Math.Log(seconds(large) / seconds(small)) / size;
    }
}
