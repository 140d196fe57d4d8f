using MaeUnderstand.Data;
using MaeUnderstand.Masking;
using MaeUnderstand.Models;
using MaeUnderstand.Torch.Optimizers;
using MaeUnderstand.Torch.Parameters;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Pretraining;

/// <summary>One optimizer step of pretraining in its parts: forward and backward for each batch, then the update.</summary>
public sealed class PretrainStep : IDisposable
{
    private readonly PretrainOptions options;
    private readonly IMaskSampler sampler;
    private readonly MaskLayout layout;
    private readonly RandomKey maskKey;

    /// <summary>Builds the model of a plan with fresh weights, its flat parameters and its optimizer.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="device">Where it trains.</param>
    public PretrainStep(PretrainPlan plan, Device device)
    {
        ArgumentNullException.ThrowIfNull(plan);
        options = plan.Options;
        RandomKey root = RandomKey.FromSeed(options.Seed);
        Model = new MaskedAutoencoder(plan.Model, device, unchecked((long)root.For(RandomPurpose.Weights).Value));
        Parameters = FlatParameters.Take(Model);
        Optimizer = new FusedAdamW(Parameters, options.AdamW);
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

    /// <summary>The loss of a batch under the masks that seed, epoch and sample fix.</summary>
    /// <param name="batch">Borrowed.</param>
    /// <returns>[] with gradient; owned by the caller.</returns>
    public Tensor Forward(ImageBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        RandomKey epochKey = maskKey.Derive(batch.Epoch);
        using var mask = new MaskBatch([.. batch.Indices.Select(index => sampler.Sample(layout, epochKey.Derive(index)))], Model.Device);
        Tensor images = Normalisation.ImageNet.Normalise(batch.Pixels.to(Model.Device));
        return Model.Loss(images, mask).MoveToOuterDisposeScope();
    }

    /// <summary>Adds the gradient of a batch's share of the step's loss.</summary>
    /// <param name="loss">From <see cref="Forward"/>; borrowed.</param>
    public void Backward(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (options.Accumulation == 1)
        {
            loss.backward();
            return;
        }
        using Tensor share = loss / options.Accumulation;
        share.backward();
    }

    /// <summary>Clips the gradient if asked to, updates the weights and clears the gradient.</summary>
    /// <param name="learningRate">The rate of this step.</param>
    /// <returns>[] The gradient's norm before clipping; owned by the caller.</returns>
    public Tensor Update(double learningRate)
    {
        Tensor norm = Parameters.ClipGradients(options.ClipGrad);
        Optimizer.Step(learningRate);
        Parameters.ZeroGradients();
        return norm;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        Parameters.Dispose();
        Model.Dispose();
    }
}
