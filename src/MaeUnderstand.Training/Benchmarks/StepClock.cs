using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Benchmarks;

/// <summary>Times the parts of repeated steps; a part ends when the device has finished its work.</summary>
internal sealed class StepClock
{
    private readonly Device device;
    private readonly List<double[]> steps = [];
    private readonly List<double> parts = [];
    private long last;

    public StepClock(Device device)
    {
        this.device = device;
        last = Stopwatch.GetTimestamp();
    }

    /// <summary>Waits for the device.</summary>
    public static void Synchronise(Device device)
    {
        if (device.type == DeviceType.CUDA)
            cuda.synchronize();
    }

    /// <summary>Ends a part of the step.</summary>
    public void Mark()
    {
        Synchronise(device);
        long now = Stopwatch.GetTimestamp();
        parts.Add(Stopwatch.GetElapsedTime(last, now).TotalSeconds);
        last = now;
    }

    /// <summary>Leaves out the time since the last part.</summary>
    public void Restart() => last = Stopwatch.GetTimestamp();

    /// <summary>Ends the step.</summary>
    /// <param name="isCounted">False while warming up.</param>
    public void EndStep(bool isCounted)
    {
        if (isCounted)
            steps.Add([.. parts, parts.Sum()]);
        parts.Clear();
    }

    /// <summary>The median of each part, and of the whole step last.</summary>
    public double[] Medians() =>
        [.. Enumerable.Range(0, steps[0].Length).Select(part => Statistics.Median(steps.Select(step => step[part])))];
}
