using MaeUnderstand.Torch.Parameters;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Tests.Parameters;

public sealed class FlatParametersTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Take_SmallModule_PutsUndecayedParametersFirstOnLinesOf16()
    {
        using var module = new SmallModule();
        using FlatParameters parameters = FlatParameters.Take(module);
        Assert.Equal(["vector", "part.bias", "matrix"], parameters.Slots.Select(slot => slot.Name));
        Assert.Equal([0, 16, 32], parameters.Slots.Select(slot => slot.Offset));
        Assert.Equal([2, 1, 6], parameters.Slots.Select(slot => slot.Count));
        Assert.Equal([(false, 32), (true, 16)], parameters.Ranges.Select(range => (range.Group.IsDecayed, range.Length)));
        Assert.Equal(48, parameters.Length);
        Assert.Equal(9, parameters.ParameterCount);
        Assert.Same(parameters.Slots[2], parameters["matrix"]);
        Assert.Equal([2, 3], parameters["matrix"].Shape);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Take_SmallModule_KeepsValuesAndZeroesThePadding()
    {
        using var module = new SmallModule();
        using FlatParameters parameters = FlatParameters.Take(module);
        var expected = new float[48];
        (expected[0], expected[1], expected[16]) = (7, 8, 9);
        new float[] { 1, 2, 3, 4, 5, 6 }.CopyTo(expected, 32);
        Assert.Equal(expected, parameters.Weights.data<float>().ToArray());
        Assert.Equal([2, 3], module.Matrix.shape);
        Assert.Equal([1f, 2, 3, 4, 5, 6], module.Matrix.data<float>().ToArray());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Take_ThenWritingEitherSide_ShowsOnTheOther()
    {
        using var module = new SmallModule();
        using FlatParameters parameters = FlatParameters.Take(module);
        using (no_grad())
        {
            parameters.Weights.mul_(2);
            module.Vector.add_(1);
        }
        Assert.Equal([2f, 4, 6, 8, 10, 12], module.Matrix.data<float>().ToArray());
        Assert.Equal([15f, 17], parameters.Weights[..2].data<float>().ToArray());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Take_FixedTable_StaysOutside()
    {
        using var module = new SmallModule();
        using FlatParameters parameters = FlatParameters.Take(module);
        using (no_grad())
            parameters.Weights.zero_();
        Assert.Equal([1f, 1, 1, 1], module.Table.data<float>().ToArray());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Backward_Twice_AddsUpInTheBuffer()
    {
        using var module = new SmallModule();
        using FlatParameters parameters = FlatParameters.Take(module);
        module.Loss(3).backward();
        module.Loss(4).backward();
        var expected = new float[48];
        (expected[0], expected[1], expected[16]) = (28, 32, 2);               // 2·7 + 2·7, 2·8 + 2·8, 1 + 1
        expected.AsSpan(32, 6).Fill(7);                                       // 3 + 4
        Assert.Equal(expected, parameters.Gradients.data<float>().ToArray());

        parameters.ZeroGradients();
        module.Loss(5).backward();
        Assert.Equal([5f, 5, 5, 5, 5, 5], parameters["matrix"].View(parameters.Gradients).flatten().data<float>().ToArray());
        Assert.Equal(5, module.Matrix.grad![1, 2].item<float>());
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("cls_token", new long[] { 1, 1, 8 }, true)]
    [InlineData("blocks.0.norm1.weight", new long[] { 8 }, false)]
    [InlineData("norm.bias", new long[] { 8 }, false)]
    [InlineData("part.bias", new long[] { 2, 2 }, false)]
    [InlineData("bias", new long[] { 2, 2 }, true)]                          // timm asks for the ending .bias
    [InlineData("head.weight", new long[] { 8, 8 }, true)]
    public void IsDecayed_ByNameAndShape_AsInTimm(string name, long[] shape, bool expected) =>
        Assert.Equal(expected, FlatParameters.IsDecayed(name, shape));

    [Fact, Trait("Kind", "Unit")]
    public void ClipGradients_WithoutLimit_OnlyMeasures()
    {
        using var module = new SmallModule();
        using FlatParameters parameters = FlatParameters.Take(module);
        parameters.Gradients[0] = tensor(3f);
        parameters.Gradients[32] = tensor(4f);
        Assert.Equal(5, parameters.ClipGradients(null).item<float>());
        Assert.Equal(4, parameters.Gradients[32].item<float>());
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1.0, 0.6f, 0.8f)]
    [InlineData(2.5, 1.5f, 2f)]
    [InlineData(10.0, 3f, 4f)]                                               // already shorter
    public void ClipGradients_WithLimit_ScalesToIt(double most, float first, float second)
    {
        using var module = new SmallModule();
        using FlatParameters parameters = FlatParameters.Take(module);
        parameters.Gradients[0] = tensor(3f);
        parameters.Gradients[32] = tensor(4f);
        Assert.Equal(5, parameters.ClipGradients(most).item<float>());
        Assert.Equal(first, parameters.Gradients[0].item<float>(), 2e-6f);   // PyTorch divides by the norm + 1e-6
        Assert.Equal(second, parameters.Gradients[32].item<float>(), 2e-6f);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Indexer_UnknownName_SaysSo()
    {
        using var module = new SmallModule();
        using FlatParameters parameters = FlatParameters.Take(module);
        KeyNotFoundException fault = Assert.Throws<KeyNotFoundException>(() => parameters["table"]);
        Assert.Equal("There is no trainable parameter 'table'.", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Take_NothingTrainable_SaysSo()
    {
        using var module = new SmallModule();
        foreach (TorchSharp.Modules.Parameter parameter in module.parameters())
            parameter.requires_grad_(false);
        ArgumentException fault = Assert.Throws<ArgumentException>(() => FlatParameters.Take(module));
        Assert.Equal("SmallModule has no trainable parameter. (Parameter 'module')", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Take_HalfPrecision_SaysSo()
    {
        using var module = new SmallModule(ScalarType.BFloat16);
        ArgumentException fault = Assert.Throws<ArgumentException>(() => FlatParameters.Take(module));
        Assert.Equal("matrix is BFloat16; master weights are float32. (Parameter 'module')", fault.Message);
    }
}
