using System.Globalization;
using MaeUnderstand.Training.Runs;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary><c>epochs.csv</c>: a line an epoch, and nothing in it that depends on the machine's speed.</summary>
internal sealed class EpochLog : IDisposable
{
    private const string Header = "epoch,learning_rate,train_loss,loss,top1,top5";

    private readonly LineFile file;

    private EpochLog(LineFile file) => this.file = file;

    /// <summary>Opens the log to append after an epoch: later lines are removed.</summary>
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
    public void Append(EpochProgress epoch) => file.Append(string.Create(CultureInfo.InvariantCulture,
        $"{epoch.Epoch},{epoch.LearningRate:R},{epoch.TrainLoss:R},{epoch.Loss:R},{epoch.Top1:R},{epoch.Top5:R}\n"));

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static int EpochOf(string line) =>
        int.TryParse(line.Split(',')[0], CultureInfo.InvariantCulture, out int epoch) ? epoch : int.MaxValue;
}
