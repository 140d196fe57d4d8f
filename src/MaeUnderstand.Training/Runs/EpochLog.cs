using System.Globalization;

namespace MaeUnderstand.Training.Runs;

/// <summary><c>epochs.csv</c>: a line an epoch, and nothing in it that depends on the machine's speed.</summary>
public sealed class EpochLog : IDisposable
{
    private const string Header = "epoch,learning_rate,train_loss,loss,top1,top5";

    private readonly LineFile file;

    private EpochLog(LineFile file) => this.file = file;

    /// <summary>Opens the log to append after an epoch: later lines are removed.</summary>
    /// <param name="path">The file; made if need be.</param>
    /// <param name="epochsDone">Epochs whose lines stay.</param>
    public static EpochLog Open(string path, int epochsDone)
    {
        var log = new EpochLog(LineFile.Open(path));
        int line = 0;
        log.file.KeepWhile(text => line++ == 0 ? text == Header : EpochOf(text) <= epochsDone);
        if (log.file.IsEmpty)
            log.file.Append(Header + "\n");
        return log;
    }

    /// <summary>Appends an epoch.</summary>
    /// <exception cref="IOException">The disk is full or fails. The line is kept and written with the next ones.</exception>
    public void Append(EpochProgress epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        file.Append(string.Create(CultureInfo.InvariantCulture,
            $"{epoch.Epoch},{epoch.LearningRate:R},{epoch.TrainLoss:R},{epoch.Loss:R},{epoch.Top1:R},{epoch.Top5:R}\n"));
    }

    /// <summary>Makes what was appended durable.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void FlushToDisk() => file.FlushToDisk();

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static int EpochOf(string line) =>
        int.TryParse(line.Split(',')[0], CultureInfo.InvariantCulture, out int epoch) ? epoch : int.MaxValue;
}
