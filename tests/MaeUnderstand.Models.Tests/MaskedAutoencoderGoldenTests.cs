using System.Text.Json;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Tests;

public sealed class MaskedAutoencoderGoldenTests
{
    [Fact, Trait("Kind", "Golden")]
    public void Forward_EveryRecordedRun_AgreesStageByStage()
    {
        foreach (JsonProperty run in GoldenModels.Config.GetProperty("forward").EnumerateObject())
        {
            bool normPixLoss = run.Value.GetProperty("norm_pix_loss").GetBoolean();
            using MaskedAutoencoder model = GoldenModels.Load("tiny", "tiny_model", normPixLoss);
            AssertForward(model, run.Name, "noise", unitSide: 1, run.Value.GetProperty("mask_ratio").GetDouble());
        }
    }

    [Fact, Trait("Kind", "Golden")]
    public void Forward_MaskUnits_AgreesStageByStage()
    {
        foreach (JsonProperty run in GoldenModels.Config.GetProperty("mask_units_runs").EnumerateObject())
        {
            using MaskedAutoencoder model = GoldenModels.Load("mask_units_model", "mask_units_model", normPixLoss: false);
            AssertForward(model, run.Name, "unit_noise", run.Value.GetProperty("k").GetInt32(), run.Value.GetProperty("mask_ratio").GetDouble());
        }
    }

    [Fact, Trait("Kind", "Golden")]
    public void Decode_Unmasked_AgreesWithOrWithoutShuffling()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using GoldenTensors golden = GoldenTensors.Open(GoldenModels.Kind, "forward_unmasked");
        using MaskedAutoencoder model = GoldenModels.Load("tiny", "tiny_model", normPixLoss: false);
        Tensor images = golden.Read("images");
        Tensor patches = Patches.Patchify(images, model.Vit.PatchSize);

        Tensor latent = model.Encode(patches, idsKeep: null);
        golden.AssertClose("latent", latent);
        golden.AssertClose("pred", model.Decode(latent, idsRestore: null));

        using MaskBatch mask = GoldenModels.Masks(golden.Read("noise"), model.Vit, unitSide: 1, maskRatio: 0);
        golden.AssertClose("image", model.Reconstruct(images, mask));
    }

    private static void AssertForward(MaskedAutoencoder model, string name, string noise, int unitSide, double maskRatio)
    {
        using var scope = NewDisposeScope();
        using GoldenTensors golden = GoldenTensors.Open(GoldenModels.Kind, name);
        Tensor images = golden.Read("images");
        using MaskBatch mask = GoldenModels.Masks(golden.Read(noise), model.Vit, unitSide, maskRatio);
        golden.AssertEqual("ids_keep", mask.IdsKeep);
        golden.AssertEqual("ids_restore", mask.IdsRestore);
        golden.AssertEqual("mask", mask.ToMask());

        Tensor patches = Patches.Patchify(images, model.Vit.PatchSize);
        if (golden.Names.Contains("patches"))
            golden.AssertEqual("patches", patches);
        Tensor latent = model.Encode(patches, mask.IdsKeep);
        golden.AssertClose("latent", latent);
        golden.AssertClose("pred", model.Decode(latent, mask.IdsRestore));

        Tensor loss = model.Loss(images, mask);
        golden.AssertClose("loss", loss);
        loss.backward();
        AssertGradients(golden, model);
    }

    private static void AssertGradients(GoldenTensors golden, MaskedAutoencoder model)
    {
        const string prefix = "grad.";
        string[] expected = [.. golden.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        Assert.Equal(
            expected.Select(name => name[prefix.Length..]).Order(StringComparer.Ordinal),
            model.named_parameters().Where(pair => pair.parameter.requires_grad).Select(pair => pair.name).Order(StringComparer.Ordinal));
        Dictionary<string, TorchSharp.Modules.Parameter> parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        foreach (string name in expected)
            golden.AssertClose(name, parameters[name[prefix.Length..]].grad!);
    }
}
