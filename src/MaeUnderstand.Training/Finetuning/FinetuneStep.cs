using MaeUnderstand.Data;
using MaeUnderstand.Masking;
using MaeUnderstand.Models;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Optimizers;
using MaeUnderstand.Torch.Parameters;
using MaeUnderstand.Training.Pretraining;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Finetuning;

/// <summary>
/// One optimizer step of fine-tuning in its parts: forward and backward for each batch, then the update. In bf16 a twin of the model
/// computes, and hands its gradients over to the float32 model, which is updated and saved.
/// </summary>
public sealed class FinetuneStep : IDisposable
{
    private readonly FinetuneOptions options;
    private readonly int classCount;
    private readonly StochasticDepth depth;
    private readonly RandomErasing erasing;
    private readonly Mixup mixing;
    private readonly RandomKey root;
    private readonly VisionTransformer? twin;
    private readonly WorkingCopy? working;
    private readonly GradientUpdate update;

    /// <summary>Makes flat parameters and optimizer of a model.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="model">With its first weights, float32; owned by this object from now on.</param>
    public FinetuneStep(FinetunePlan plan, VisionTransformer model)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(model);
        (Model, options, classCount) = (model, plan.Options, plan.ClassNames.Count);
        Device device = model.Device;
        Parameters = FlatParameters.Take(model, new LayerDecay(model.Vit.Depth, options.LayerDecay).GroupOf);
        Optimizer = new FusedAdamW(Parameters, options.AdamW);
        Precision = ComputeDevice.Resolve(options.Precision, device);
        if (Precision == TrainingPrecision.Bf16)
        {
            twin = VisionTransformer.Unset(model.Vit, classCount, model.Pooling, device, bfloat16);
            working = new WorkingCopy(Parameters, twin);
        }
        update = new GradientUpdate(Parameters, Optimizer, working, options.Accumulation, options.ClipGrad);
        depth = new StochasticDepth(options.DropPath, model.Vit.Depth);
        (erasing, mixing) = (options.Erasing, options.Mixing);
        root = RandomKey.FromSeed(options.Seed);
    }

    /// <summary>The model; owned by this object.</summary>
    public VisionTransformer Model { get; }

    /// <summary>The model that computes: <see cref="Model"/>, or its twin in a smaller format. Owned by this object.</summary>
    public VisionTransformer Working => twin ?? Model;

    /// <summary>Its parameters and gradients; owned by this object.</summary>
    public FlatParameters Parameters { get; }

    /// <summary>Its optimizer; owned by this object.</summary>
    public FusedAdamW Optimizer { get; }

    /// <summary>The number format of its matrix products; never auto.</summary>
    public TrainingPrecision Precision { get; }

    /// <summary>Takes over the model's weights after they were changed from outside.</summary>
    public void Refresh() => working?.Refresh();

    /// <summary>The loss of a batch under the augmentations and dropped branches that seed, epoch and sample fix.</summary>
    /// <param name="batch">Borrowed.</param>
    /// <returns>[] with gradient; owned by the caller.</returns>
    public Tensor Forward(ImageBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        update.BeforeForward();
        Tensor images = Normalisation.ImageNet.Normalise(DeviceTransfer.Send(batch.Pixels, Model.Device));
        erasing.Apply(images, KeysOf(batch, RandomPurpose.RandomErasing));
        Tensor labels = batch.LabelTensor();
        if (!mixing.IsActive)
            return ClassificationLoss.OfLabels(Logits(), DeviceTransfer.Send(labels, Model.Device), options.Smoothing).MoveToOuterDisposeScope();
        (_, Tensor targets) = mixing.Apply(images, labels, classCount, root.For(RandomPurpose.Mixup).Derive(batch.Number));
        return ClassificationLoss.OfDistributions(Logits(), targets).MoveToOuterDisposeScope();

        Tensor Logits() => Working.Logits(images, depth.Draw(KeysOf(batch, RandomPurpose.DropPath), Model.Device));
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

    /// <summary>A key an image: a function of seed, epoch and image, as its crop is.</summary>
    private RandomKey[] KeysOf(ImageBatch batch, RandomPurpose purpose)
    {
        RandomKey epochKey = root.For(purpose).Derive(batch.Epoch);
        return [.. batch.Indices.Select(index => epochKey.Derive(index))];
    }
}
