using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability.LatentProbing;

/// <summary>
/// L-BFGS for smooth convex functions (Nocedal and Wright, Numerical Optimization, algorithm 7.5), with steps halved until the function
/// falls enough (Armijo). Curvature pairs that are not positive are left out.
/// </summary>
internal static class LimitedMemoryBfgs
{
    private const int History = 12;
    private const int MostHalvings = 30;
    private const double SufficientDecrease = 1e-4;

    /// <summary>Minimises a function.</summary>
    /// <param name="start">Where to start; borrowed.</param>
    /// <param name="objective">The value at a point and the gradient there, which the callee hands over.</param>
    /// <param name="iterations">Most steps.</param>
    /// <param name="tolerance">Enough when no element of the gradient is larger.</param>
    /// <param name="cancel">Ends the work after a step.</param>
    /// <returns>The best point; owned by the caller.</returns>
    public static Tensor Minimise(
        Tensor start, Func<Tensor, (double Value, Tensor Gradient)> objective, int iterations, double tolerance, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        var pairs = new Queue<(Tensor Step, Tensor Change, double Curvature)>();
        Tensor point = start.clone();
        (double value, Tensor gradient) = objective(point);
        for (int i = 0; i < iterations && gradient.abs().max().item<double>() > tolerance; i++)
        {
            cancel.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            Tensor direction = Direction(gradient, pairs);
            if (Search(point, value, gradient, direction, objective, isFirst: pairs.Count == 0) is not var (next, nextValue, nextGradient))
                break;                                                    // no smaller value in the direction: rounding decides now
            Tensor step = next - point;
            Tensor change = nextGradient - gradient;
            double curvature = (step * change).sum().item<double>();
            if (curvature > 1e-12 * change.pow(2).sum().item<double>())
                pairs.Enqueue((step.MoveToOuterDisposeScope(), change.MoveToOuterDisposeScope(), curvature));
            if (pairs.Count > History)
            {
                (Tensor oldStep, Tensor oldChange, _) = pairs.Dequeue();
                oldStep.Dispose();
                oldChange.Dispose();
            }
            point.Dispose();
            gradient.Dispose();
            (point, value, gradient) = (next.MoveToOuterDisposeScope(), nextValue, nextGradient.MoveToOuterDisposeScope());
        }
        return point.MoveToOuterDisposeScope();
    }

    /// <summary>The two loops of the book's algorithm 7.4: the inverse Hessian's estimate times the negative gradient.</summary>
    private static Tensor Direction(Tensor gradient, Queue<(Tensor Step, Tensor Change, double Curvature)> pairs)
    {
        Tensor direction = -gradient;
        if (pairs.Count == 0)
            return direction;
        var factors = new Stack<double>();
        foreach ((Tensor step, Tensor change, double curvature) in Enumerable.Reverse(pairs))
        {
            double factor = (step * direction).sum().item<double>() / curvature;
            factors.Push(factor);
            direction = direction - change * factor;
        }
        (_, Tensor lastChange, double lastCurvature) = pairs.Last();
        direction = direction * (lastCurvature / lastChange.pow(2).sum().item<double>());
        foreach ((Tensor step, Tensor change, double curvature) in pairs)
        {
            double correction = factors.Pop() - (change * direction).sum().item<double>() / curvature;
            direction = direction + step * correction;
        }
        return direction;
    }

    private static (Tensor Point, double Value, Tensor Gradient)? Search(Tensor point, double value, Tensor gradient, Tensor direction,
        Func<Tensor, (double Value, Tensor Gradient)> objective, bool isFirst)
    {
        double slope = (gradient * direction).sum().item<double>();
        double length = isFirst ? Math.Min(1, 1 / gradient.abs().sum().item<double>()) : 1;
        for (int halvings = 0; slope < 0 && halvings < MostHalvings; halvings++, length /= 2)
        {
            Tensor next = point + direction * length;
            (double nextValue, Tensor nextGradient) = objective(next);
            if (nextValue <= value + SufficientDecrease * length * slope && nextValue < value)
                return (next, nextValue, nextGradient);
            next.Dispose();
            nextGradient.Dispose();
        }
        return null;
    }
}
