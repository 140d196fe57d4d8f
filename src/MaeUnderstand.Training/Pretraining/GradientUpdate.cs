using MaeUnderstand.Torch.Optimizers;
using MaeUnderstand.Torch.Parameters;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Pretraining;

/// <summary>
/// What the steps of every training have in common: gradients of several batches make one update, and where a twin in a smaller format
/// computes, its gradients are handed over batch by batch, so that sums are float32.
/// </summary>
/// <param name="parameters">Borrowed.</param>
/// <param name="optimizer">Borrowed.</param>
/// <param name="working">The twin's; <see langword="null"/> where the model itself computes. Borrowed.</param>
/// <param name="accumulation">Batches of a step.</param>
/// <param name="clipGrad">Largest norm of the gradient; <see langword="null"/> for no clipping.</param>
internal sealed class GradientUpdate(
    FlatParameters parameters, FusedAdamW optimizer, WorkingCopy? working, int accumulation, double? clipGrad)
{
    private bool hasTwinGradients;
    private bool hasSum;

    /// <summary>To be called before each forward pass.</summary>
    public void BeforeForward() => HandOverGradients();

    /// <summary>Adds the gradient of a batch's share of the step's loss.</summary>
    /// <param name="loss">[] borrowed.</param>
    public void Backward(Tensor loss)
    {
        if (accumulation == 1)
        {
            loss.backward();
        }
        else
        {
            using Tensor share = loss / accumulation;
            share.backward();
        }
        hasTwinGradients = working is not null;
    }

    /// <summary>Clips the gradient if asked to, updates the weights and clears the gradient.</summary>
    /// <param name="learningRate">The rate of this step.</param>
    /// <returns>[] The gradient's norm before clipping; owned by the caller.</returns>
    public Tensor Apply(double learningRate)
    {
        HandOverGradients();
        Tensor norm = parameters.ClipGradients(clipGrad);
        optimizer.Step(learningRate);
        working?.Refresh();
        parameters.ZeroGradients();
        hasSum = false;
        return norm;
    }

    private void HandOverGradients()
    {
        if (!hasTwinGradients)
            return;
        working!.HandOverGradients(isFirst: !hasSum);
        (hasTwinGradients, hasSum) = (false, true);
    }
}
