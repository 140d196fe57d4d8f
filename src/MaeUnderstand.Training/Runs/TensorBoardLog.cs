using MaeUnderstand.Training.Pretraining;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Runs;

/// <summary>The run's curves and pictures for TensorBoard.</summary>
/// <param name="folder">Where the event files go; made if need be.</param>
public sealed class TensorBoardLog(string folder)
{
    private readonly SummaryWriter writer = utils.tensorboard.SummaryWriter(folder);

    /// <summary>Adds a point to the run's curves.</summary>
    public void Add(PretrainProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        int step = (int)progress.Step;
        writer.add_scalar("train/loss", (float)progress.Loss, step);
        writer.add_scalar("train/lr", (float)progress.LearningRate, step);
        writer.add_scalar("train/images_per_second", (float)progress.ImagesPerSecond, step);
    }

    /// <summary>Adds a picture.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="image">[3, H, W] uint8; borrowed.</param>
    /// <param name="step">Steps done.</param>
    public void AddImage(string tag, Tensor image, long step) => writer.add_img(tag, image, (int)step);
}
