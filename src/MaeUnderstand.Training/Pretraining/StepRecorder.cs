using MaeUnderstand.Training.Runs;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Pretraining;

/// <summary>
/// Keeps losses and gradient norms on the device until they are asked for, so that no step waits for the device to report.
/// </summary>
internal sealed class StepRecorder : IDisposable
{
    private readonly Tensor values;                                             // [capacity, 2]: loss, gradient norm
    private readonly List<(long Step, double Epoch, double LearningRate)> pending = [];

    /// <param name="capacity">The most steps between two calls of <see cref="Take"/>.</param>
    /// <param name="device">Where losses are computed.</param>
    public StepRecorder(int capacity, Device device) => values = zeros([capacity, 2], float32, device).DetachFromDisposeScope();

    /// <summary>Records a step.</summary>
    /// <param name="loss">[] borrowed.</param>
    /// <param name="gradientNorm">[] borrowed.</param>
    /// <param name="step">Steps done.</param>
    /// <param name="epoch">The fractional epoch before the step.</param>
    /// <param name="learningRate">The rate of the step.</param>
    public void Add(Tensor loss, Tensor gradientNorm, long step, double epoch, double learningRate)
    {
        using var scope = NewDisposeScope();
        values[pending.Count].copy_(stack([loss.detach(), gradientNorm]));
        pending.Add((step, epoch, learningRate));
    }

    /// <summary>Waits for the device and hands out what was recorded since the last call.</summary>
    public IReadOnlyList<StepMetrics> Take()
    {
        using Tensor onHost = values.cpu();
        float[] numbers = onHost.data<float>().ToArray();
        StepMetrics[] metrics =
        [
            .. pending.Select((item, i) => new StepMetrics(item.Step, item.Epoch, item.LearningRate, numbers[2 * i], numbers[2 * i + 1])),
        ];
        pending.Clear();
        return metrics;
    }

    public void Dispose() => values.Dispose();
}
