using MaeUnderstand.Data;
using MaeUnderstand.Torch.Compute;

namespace MaeUnderstand.Training.Configuration;

/// <summary>The faults of settings that several commands have, in one wording.</summary>
public static class SharedProblems
{
    private const double MostMinutes = 1_000_000;
    private const int MostStepsBetweenReports = 10_000;

    /// <summary>Of where a command computes and how it reads images.</summary>
    /// <param name="device"><c>--device</c>.</param>
    /// <param name="workers"><c>--workers</c>.</param>
    /// <param name="decoder"><c>--jpeg-decoder</c>.</param>
    /// <param name="threads"><c>--threads</c>.</param>
    /// <param name="maxBadFraction"><c>--max-bad-fraction</c>.</param>
    public static IEnumerable<string> OfMachine(string device, int? workers, JpegDecoder decoder, int? threads, double maxBadFraction)
    {
        if (ComputeDevice.ProblemWith(device) is { } problem)
            yield return problem;
        if (workers is < 0 or > LoaderOptions.MaxWorkers)
            yield return $"--workers must be between 0 and {LoaderOptions.MaxWorkers}, but is {workers}.";
        if (TurboJpeg.ProblemWith(decoder) is { } missing)
            yield return missing;
        if (threads < 1)
            yield return $"--threads must be at least 1, but is {threads}.";
        if (maxBadFraction is not (>= 0 and <= 1))
            yield return $"--max-bad-fraction must be between 0 and 1, but is {maxBadFraction}.";
    }

    /// <summary>Of when a training writes checkpoints and lines.</summary>
    /// <param name="saveEvery"><c>--save-every</c>.</param>
    /// <param name="saveMinutes"><c>--save-minutes</c>.</param>
    /// <param name="keep"><c>--keep</c>.</param>
    /// <param name="logEvery"><c>--log-every</c>.</param>
    public static IEnumerable<string> OfRecords(long? saveEvery, double? saveMinutes, int? keep, int logEvery)
    {
        if (saveEvery < 0)
            yield return $"--save-every must be at least 0, but is {saveEvery}.";
        if (saveMinutes is { } minutes && minutes is not (> 0 and < MostMinutes))
            yield return $"--save-minutes must be above 0 and below {MostMinutes}, but is {minutes}.";
        if (keep < 1)
            yield return $"--keep must be at least 1, but is {keep}.";
        if (logEvery is < 1 or > MostStepsBetweenReports)
            yield return $"--log-every must be between 1 and {MostStepsBetweenReports}, but is {logEvery}.";
    }

    /// <summary>Of an AdamW training's steps.</summary>
    /// <param name="batchSize"><c>--batch-size</c>.</param>
    /// <param name="accumulation"><c>--accumulation</c>.</param>
    /// <param name="epochs"><c>--epochs</c>.</param>
    /// <param name="weightDecay"><c>--weight-decay</c>.</param>
    /// <param name="beta1"><c>--beta1</c>.</param>
    /// <param name="beta2"><c>--beta2</c>.</param>
    /// <param name="clipGrad"><c>--clip-grad</c>.</param>
    public static IEnumerable<string> OfSteps(
        int batchSize, int accumulation, int epochs, double weightDecay, double beta1, double beta2, double? clipGrad)
    {
        if (batchSize < 1)
            yield return $"--batch-size must be at least 1, but is {batchSize}.";
        if (accumulation < 1)
            yield return $"--accumulation must be at least 1, but is {accumulation}.";
        if (epochs < 1)
            yield return $"--epochs must be at least 1, but is {epochs}.";
        if (!IsNotNegative(weightDecay))
            yield return $"--weight-decay must be at least 0, but is {weightDecay}.";
        if (beta1 is not (>= 0 and < 1))
            yield return $"--beta1 must be at least 0 and below 1, but is {beta1}.";
        if (beta2 is not (>= 0 and < 1))
            yield return $"--beta2 must be at least 0 and below 1, but is {beta2}.";
        if (clipGrad is { } norm && !IsPositive(norm))
            yield return $"--clip-grad must be a number above 0, but is {norm}.";
    }

    /// <summary>Of a learning rate over time.</summary>
    /// <param name="baseRate"><c>--blr</c>.</param>
    /// <param name="rate"><c>--lr</c>.</param>
    /// <param name="least"><c>--min-lr</c>.</param>
    /// <param name="warmupEpochs"><c>--warmup-epochs</c>.</param>
    public static IEnumerable<string> OfSchedule(double baseRate, double? rate, double least, double warmupEpochs)
    {
        if (!IsPositive(baseRate))
            yield return $"--blr must be above 0, but is {baseRate}.";
        if (rate is { } peak && !IsPositive(peak))
            yield return $"--lr must be above 0, but is {peak}.";
        if (!IsNotNegative(least))
            yield return $"--min-lr must be at least 0, but is {least}.";
        if (!IsNotNegative(warmupEpochs))
            yield return $"--warmup-epochs must be at least 0, but is {warmupEpochs}.";
    }

    private static bool IsPositive(double number) => number > 0 && double.IsFinite(number);

    private static bool IsNotNegative(double number) => number >= 0 && double.IsFinite(number);
}
