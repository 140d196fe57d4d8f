using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Runs;

/// <summary>The run's curves and pictures for TensorBoard.</summary>
public sealed class TensorBoardLog
{
    private readonly string folder;
    private SummaryWriter? writer;

    /// <summary>Begins an event file.</summary>
    /// <param name="folder">Where the event files go; made if need be.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public TensorBoardLog(string folder)
    {
        this.folder = folder;
        writer = utils.tensorboard.SummaryWriter(folder);
    }

    /// <summary>Adds a point to the run's curves.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Add(TrainingProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        int step = (int)progress.Step;
        Write(events =>
        {
            events.add_scalar("train/loss", (float)progress.Loss, step);
            events.add_scalar("train/lr", (float)progress.LearningRate, step);
            events.add_scalar("train/images_per_second", (float)progress.ImagesPerSecond, step);
        });
    }

    /// <summary>Adds what an epoch came to.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="step">Steps done.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Add(EpochProgress epoch, long step)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        Write(events =>
        {
            events.add_scalar("val/loss", (float)epoch.Loss, (int)step);
            events.add_scalar("val/top1", (float)epoch.Top1, (int)step);
            events.add_scalar("val/top5", (float)epoch.Top5, (int)step);
        });
    }

    /// <summary>Adds a picture.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="image">[3, H, W] uint8; borrowed.</param>
    /// <param name="step">Steps done.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void AddImage(string tag, Tensor image, long step) => Write(events => events.add_img(tag, image, (int)step));

    /// <summary>TensorBoard reads no further than an event that a full disk cut short, so the next one begins another file.</summary>
    private void Write(Action<SummaryWriter> write)
    {
        SummaryWriter events = writer ?? utils.tensorboard.SummaryWriter(folder);
        writer = null;
        write(events);
        writer = events;
    }
}
