using MaeUnderstand.Torch.Optimizers;
using MaeUnderstand.Torch.Parameters;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Tests.Parameters;

public sealed class FlatParametersLeakTests
{
    [Fact, Trait("Kind", "Unit")]
    public void TakeAndStep_Repeated_LeaveNoTensorBehind() => Leaks.None(() =>
    {
        using var module = new SmallModule();
        using FlatParameters parameters = FlatParameters.Take(module);
        using var optimizer = new FusedAdamW(parameters, new AdamWOptions());
        using Tensor loss = module.Loss(1);
        loss.backward();
        using Tensor norm = parameters.ClipGradients(1);
        optimizer.Step(0.1);
        parameters.ZeroGradients();
    });
}
