using MaeUnderstand.Masking;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Tests;

public sealed class MaskedAutoencoderTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory, Trait("Kind", "Unit")]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(2, 4)]
    public void NamedParameters_AnyDepth_AreTheReferences(int depth, int decoderDepth)
    {
        MaeConfig config = TinyModels.Mae() with
        {
            Encoder = TinyModels.Encoder with { Depth = depth },
            Decoder = TinyModels.Decoder with { Depth = decoderDepth },
        };
        using var model = new MaskedAutoencoder(config, CPU);
        IEnumerable<string> expected = ParameterNames.All(depth, decoderDepth).Order(StringComparer.Ordinal);
        Assert.Equal(expected, model.named_parameters().Select(pair => pair.name).Order(StringComparer.Ordinal));
        Assert.Equal(expected, model.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_SameSeed_GivesTheSameWeights()
    {
        using MaskedAutoencoder first = TinyModels.Build(seed: 3);
        using MaskedAutoencoder second = TinyModels.Build(seed: 3);
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in TinyModels.Parameters(first))
            Assert.Equal(TinyModels.Numbers(parameter), TinyModels.Numbers(TinyModels.Parameters(second)[name]));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_OtherSeed_GivesOtherRandomWeights()
    {
        using MaskedAutoencoder first = TinyModels.Build(seed: 3);
        using MaskedAutoencoder second = TinyModels.Build(seed: 4);
        string[] alike = [.. TinyModels.Parameters(first)
            .Where(pair => TinyModels.Numbers(pair.Value).SequenceEqual(TinyModels.Numbers(TinyModels.Parameters(second)[pair.Key])))
            .Select(pair => pair.Key)];
        Assert.All(alike, name => Assert.True(name.EndsWith("pos_embed", StringComparison.Ordinal)
            || name.Contains("norm", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal), name));
        Assert.DoesNotContain("patch_embed.proj.bias", alike);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_EqualLayers_GetDifferentWeights()
    {
        using MaskedAutoencoder model = TinyModels.Build();
        Dictionary<string, TorchSharp.Modules.Parameter> parameters = TinyModels.Parameters(model);
        Assert.NotEqual(
            TinyModels.Numbers(parameters["blocks.0.attn.proj.weight"]), TinyModels.Numbers(parameters["blocks.1.attn.proj.weight"]));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Ctor_ImpossibleShape_ListsEveryFault()
    {
        MaeConfig config = TinyModels.Mae() with
        {
            Encoder = TinyModels.Encoder with { Depth = 0 },
            Decoder = TinyModels.Decoder with { Heads = 0 },
        };
        ArgumentException fault = Assert.Throws<ArgumentException>(() => new MaskedAutoencoder(config, CPU));
        Assert.Equal("The encoder needs at least 1 block, but its depth is 0. " +
            "The decoder needs at least 1 head, but has 0. (Parameter 'config')", fault.Message);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(false)]
    [InlineData(true)]
    public void Loss_AnyTarget_IsTheReferencesMaskedMean(bool normPixLoss)
    {
        using MaskedAutoencoder model = TinyModels.Build(normPixLoss);
        using MaskBatch mask = TinyModels.Masks(3, 0.7);                     // 16 · (1 − 0.7) = 4.8: 4 visible
        Tensor images = TinyModels.Images(3);

        Tensor target = Patches.Patchify(images, 4);                          // models_mae.py, forward_loss
        Tensor pred = model.Decode(model.Encode(target, mask.IdsKeep), mask.IdsRestore);
        if (normPixLoss)
        {
            Tensor mean = target.mean([-1], keepdim: true);
            Tensor variance = target.var(-1, unbiased: true, keepdim: true);
            target = (target - mean) / (variance + 1e-6).sqrt();
        }
        Tensor perPatch = (pred - target).square().mean([-1]);
        Tensor removed = mask.ToMask();
        double expected = ((perPatch * removed).sum() / removed.sum()).item<float>();
        Assert.Equal(36, removed.sum().item<float>());
        Assert.Equal(expected, model.Loss(images, mask).item<float>(), 1e-6 * expected);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Loss_HiddenPixelsChanged_LeavesThePredictionAlone()
    {
        using MaskedAutoencoder model = TinyModels.Build();
        using MaskBatch mask = TinyModels.Masks(1, 0.75);
        Tensor patches = Patches.Patchify(TinyModels.Images(1), 4);
        Tensor changed = patches + mask.ToMask().unsqueeze(-1) * 5;
        Assert.Equal(TinyModels.Numbers(model.Encode(patches, mask.IdsKeep)), TinyModels.Numbers(model.Encode(changed, mask.IdsKeep)));
        changed = patches + (1 - mask.ToMask()).unsqueeze(-1) * 5;
        Assert.NotEqual(TinyModels.Numbers(model.Encode(patches, mask.IdsKeep)), TinyModels.Numbers(model.Encode(changed, mask.IdsKeep)));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Loss_NothingRemoved_SaysSo()
    {
        using MaskedAutoencoder model = TinyModels.Build();
        using MaskBatch mask = TinyModels.Masks(1, 0);
        ArgumentException fault = Assert.Throws<ArgumentException>(() => model.Loss(TinyModels.Images(1), mask));
        Assert.Equal("A loss needs at least one removed token, but the mask removes none. (Parameter 'mask')", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void LossAndReconstruct_MasksOfAnotherForm_NameBothShapes()
    {
        using MaskedAutoencoder model = TinyModels.Build();
        using MaskBatch tooFew = TinyModels.Masks(1, 0.5);
        using var otherGrid = new MaskBatch([TokenMask.FromShuffle([1, 0, 2, 3], 1), TokenMask.FromShuffle([1, 0, 2, 3], 1)], CPU);
        Tensor images = TinyModels.Images(2);
        AssertMessage("The masks are [1, 16], but images and model need [2, 16]. (Parameter 'mask')", tooFew);
        AssertMessage("The masks are [2, 4], but images and model need [2, 16]. (Parameter 'mask')", otherGrid);

        void AssertMessage(string message, MaskBatch mask)
        {
            Assert.Equal(message, Assert.Throws<ArgumentException>(() => model.Loss(images, mask)).Message);
            Assert.Equal(message, Assert.Throws<ArgumentException>(() => model.Reconstruct(images, mask)).Message);
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Encode_PatchesOfAnotherModel_NamesBothShapes()
    {
        using MaskedAutoencoder model = TinyModels.Build();
        ArgumentException fault = Assert.Throws<ArgumentException>(() => model.Encode(zeros(2, 4, 48), null));
        Assert.Equal("Patches must be [B, 16, 48], but are [2, 4, 48]. (Parameter 'patches')", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Reconstruct_NothingRemoved_IsThePredictionOfEveryPatch()
    {
        using MaskedAutoencoder model = TinyModels.Build();
        using MaskBatch mask = TinyModels.Masks(2, 0);
        Tensor images = TinyModels.Images(2);
        Tensor rebuilt = model.Reconstruct(images, mask);
        Tensor expected = Patches.Unpatchify(model.Decode(model.Encode(Patches.Patchify(images, 4), null), null), 4);
        Assert.Equal(images.shape, rebuilt.shape);
        Assert.False(rebuilt.requires_grad);
        Assert.True(allclose(rebuilt, expected.detach(), rtol: 1e-5, atol: 1e-6));
        Assert.False(allclose(rebuilt, images, rtol: 1e-2, atol: 1e-2));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Reconstruct_NormalisedTargetPredictedZero_GivesThePatchMean()
    {
        using MaskedAutoencoder model = TinyModels.Build(normPixLoss: true);
        using (no_grad())
        {
            TinyModels.Parameters(model)["decoder_pred.weight"].zero_();
            TinyModels.Parameters(model)["decoder_pred.bias"].zero_();
        }
        using MaskBatch mask = TinyModels.Masks(2, 0.75);
        Tensor images = TinyModels.Images(2);
        Tensor means = Patches.Patchify(images, 4).mean([-1], keepdim: true).expand(-1, -1, 48).contiguous();
        Assert.True(allclose(model.Reconstruct(images, mask), Patches.Unpatchify(means, 4), rtol: 1e-5, atol: 1e-6));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Reconstruct_NormalisedTargetPredictedOne_GivesMeanPlusDeviation()
    {
        using MaskedAutoencoder model = TinyModels.Build(normPixLoss: true);
        using (no_grad())
        {
            TinyModels.Parameters(model)["decoder_pred.weight"].zero_();
            TinyModels.Parameters(model)["decoder_pred.bias"].fill_(1);
        }
        using MaskBatch mask = TinyModels.Masks(1, 0.75);
        Tensor images = zeros(1, 3, 16, 16);
        images[0, 0, 0, 0] = tensor(48f);                 // patch 0 has mean 1 and unbiased variance (47² + 47) / 47 = 48
        float[] patch = TinyModels.Numbers(Patches.Patchify(model.Reconstruct(images, mask), 4)[0, 0]);
        Assert.All(patch, value => Assert.Equal(1 + Math.Sqrt(48), value, 1e-5));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Target_PlainPixels_AreThePatchesThemselves()
    {
        using MaskedAutoencoder model = TinyModels.Build();
        Tensor patches = Patches.Patchify(TinyModels.Images(1), 4);
        Assert.Equal(TinyModels.Numbers(patches), TinyModels.Numbers(model.Target(patches)));
    }
}
