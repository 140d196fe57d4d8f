using MaeUnderstand.Data;
using MaeUnderstand.Models;
using MaeUnderstand.Training.Reconstruction;
using MaeUnderstand.Training.Runs;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Pretraining;

/// <summary>Draws the same few images and masks again and again while a run goes on.</summary>
internal sealed class SampleSheet : IDisposable
{
    private const int ImageCount = 6;

    private readonly PretrainPlan plan;
    private readonly SampleImages images;

    public SampleSheet(IImageSource source, PretrainPlan plan)
    {
        this.plan = plan;
        images = SampleImages.Read(source, ImageCount, plan.Model.Encoder.ImageSize);
    }

    public void Draw(MaskedAutoencoder model, TensorBoardLog board, long step)
    {
        RgbImage sheet = ReconstructionSheet.Draw(
            model, images.Pixels, ReconstructionSheet.Masks(plan.Mask, model, plan.Options.Seed, images.Indices));
        using var scope = NewDisposeScope();
        Tensor image = tensor(sheet.Pixels.ToArray(), [sheet.Height, sheet.Width, 3], uint8);
        board.AddImage("samples/reconstruction", image.permute(2, 0, 1).contiguous(), step);
    }

    public void Dispose() => images.Dispose();
}
