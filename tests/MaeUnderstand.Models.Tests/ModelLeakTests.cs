using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Optimizers;
using MaeUnderstand.Torch.Parameters;
using MaeUnderstand.Torch.Safetensors;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Tests;

public sealed class ModelLeakTests
{
    [Theory, Trait("Kind", "Unit")]
    [InlineData(false)]
    [InlineData(true)]
    public void TrainingStep_Repeated_LeavesNoTensorBehind(bool normPixLoss)
    {
        using MaskedAutoencoder model = TinyModels.Build(normPixLoss);
        using FlatParameters parameters = FlatParameters.Take(model);
        using var optimizer = new FusedAdamW(parameters, new AdamWOptions());
        using Tensor images = TinyModels.Images(2);
        Leaks.None(() =>
        {
            using MaskBatch mask = TinyModels.Masks(2, 0.75);
            using Tensor loss = model.Loss(images, mask);
            loss.backward();
            using Tensor norm = parameters.ClipGradients(1);
            optimizer.Step(1e-3);
            parameters.ZeroGradients();
        });
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(false)]
    [InlineData(true)]
    public void Reconstruct_Repeated_LeavesNoTensorBehind(bool normPixLoss)
    {
        using MaskedAutoencoder model = TinyModels.Build(normPixLoss);
        using Tensor images = TinyModels.Images(2);
        Leaks.None(() =>
        {
            using MaskBatch mask = TinyModels.Masks(2, 0.75);
            using Tensor rebuilt = model.Reconstruct(images, mask);
        });
    }

    [Fact, Trait("Kind", "Unit")]
    public void BuildAndDispose_Repeated_LeaveNoTensorBehind() => Leaks.None(() =>
    {
        using MaskedAutoencoder model = TinyModels.Build();
    });

    [Fact, Trait("Kind", "Unit")]
    public void Features_Repeated_LeaveNoTensorBehind()
    {
        using var model = new VisionTransformer(TinyModels.Encoder, 3, Pooling.GlobalAverage, CPU);
        using Tensor images = TinyModels.Images(1);
        Leaks.None(() =>
        {
            using Tensor logits = model.Logits(images);
            using Tensor attention = model.LastAttentionMap(images);
        });
    }

    [Fact, Trait("Kind", "Unit")]
    public void LoadMae_EitherForm_LeavesNoTensorBehind()
    {
        using var folder = new TemporaryFolder();
        using (MaskedAutoencoder model = TinyModels.Build())
        {
            SafetensorsWriter.Write(
                folder["own.safetensors"], ModelWeights.Of(model), ModelDescription.Of(model.Config, mask: null).ToMetadata());
        }
        Leaks.None(() =>
        {
            using ModelFile own = ModelFile.Open(folder["own.safetensors"], ModelHints.None);
            own.WriteHuggingFace(folder["hf"]);
            own.WriteSafetensors(folder["copy.safetensors"]);
            using MaskedAutoencoder first = own.LoadMae(CPU);
            using ModelFile theirs = ModelFile.Open(folder["hf"], ModelHints.None);
            using MaskedAutoencoder second = theirs.LoadMae(CPU);
        });
    }
}
