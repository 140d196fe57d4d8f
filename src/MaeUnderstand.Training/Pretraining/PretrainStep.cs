using MaeUnderstand.Data;
using MaeUnderstand.Masking;
using MaeUnderstand.Models;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Optimizers;
using MaeUnderstand.Torch.Parameters;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Pretraining;

/// <summary>
/// One optimizer step of pretraining in its parts: forward and backward for each batch, then the update. In bf16 a twin of the model
/// computes, and hands its gradients over to the float32 model, which is updated and saved.
/// </summary>
public sealed class PretrainStep : IDisposable
{
    private readonly IMaskSampler sampler;
    private readonly MaskLayout layout;
    private readonly RandomKey maskKey;
    private readonly MaskedAutoencoder? twin;
    private readonly WorkingCopy? working;
    private readonly GradientUpdate update;

    /// <summary>Builds the model of a plan with fresh weights, its flat parameters and its optimizer.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="device">Where it trains.</param>
    public PretrainStep(PretrainPlan plan, Device device)
    {
        ArgumentNullException.ThrowIfNull(plan);
        PretrainOptions options = plan.Options;
        RandomKey root = RandomKey.FromSeed(options.Seed);
        Model = new MaskedAutoencoder(plan.Model, device, unchecked((long)root.For(RandomPurpose.Weights).Value));
        Parameters = FlatParameters.Take(Model);
        Optimizer = new FusedAdamW(Parameters, options.AdamW);
        Precision = ComputeDevice.Resolve(options.Precision, device);
        if (Precision == TrainingPrecision.Bf16)
        {
            twin = MaskedAutoencoder.Unset(plan.Model, device, bfloat16);
            working = new WorkingCopy(Parameters, twin);
        }
        update = new GradientUpdate(Parameters, Optimizer, working, options.Accumulation, options.ClipGrad);
        sampler = MaskSamplers.Get(plan.Mask.Sampler);
        layout = plan.Mask.Layout(plan.Model.Encoder.GridSize, plan.Model.Encoder.PatchSize);
        maskKey = root.For(RandomPurpose.Mask);
    }

    /// <summary>The model; owned by this object.</summary>
    public MaskedAutoencoder Model { get; }

    /// <summary>Its parameters and gradients; owned by this object.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>Its optimizer; owned by this object.</summary>
    public FusedAdamW Optimizer { get; }

    /// <summary>The number format of its matrix products; never auto.</summary>
    public TrainingPrecision Precision { get; }

    /// <summary>Takes over the model's weights after they were changed from outside.</summary>
    public void Refresh() => working?.Refresh();

    /// <summary>The loss of a batch under the masks that seed, epoch and sample fix.</summary>
    /// <param name="batch">Borrowed.</param>
    /// <returns>[] with gradient; owned by the caller.</returns>
    public Tensor Forward(ImageBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        update.BeforeForward();
        RandomKey epochKey = maskKey.Derive(batch.Epoch);
        using var mask = new MaskBatch([.. batch.Indices.Select(index => sampler.Sample(layout, epochKey.Derive(index)))], Model.Device);
        Tensor images = Normalisation.ImageNet.Normalise(DeviceTransfer.Send(batch.Pixels, Model.Device));
        return (twin ?? Model).Loss(images, mask).MoveToOuterDisposeScope();
    }

    /// <summary>Adds the gradient of a batch's share of the step's loss.</summary>
    /// <param name="loss">From <see cref="Forward"/>; borrowed.</param>
    public void Backward(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        update.Backward(loss);
    }

    /// <summary>Clips the gradient if asked to, updates the weights and clears the gradient.</summary>
    /// <param name="learningRate">The rate of this step.</param>
    /// <returns>[] The gradient's norm before clipping; owned by the caller.</returns>
    public Tensor Update(double learningRate) => update.Apply(learningRate);

    /// <inheritdoc/>
    public void Dispose()
    {
        working?.Dispose();
        twin?.Dispose();
        Optimizer.Dispose();
        Parameters.Dispose();
        Model.Dispose();
    }
}
