using System.Text.Json;
using MaeUnderstand.Torch.Optimizers;
using MaeUnderstand.Torch.Parameters;
using MaeUnderstand.Torch.Pickle;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Tests;

public sealed class AdamWGoldenTests
{
    private static JsonElement Recorded => Golden.Json(GoldenModels.Kind, "adamw_steps.json");
    private static readonly JsonElement Settings = GoldenModels.Config.GetProperty("adamw");

    [Fact, Trait("Kind", "Golden")]
    public void Step_RecordedSteps_AgreesInLossAndWeights()
    {
        using var scope = NewDisposeScope();
        using GoldenTensors golden = GoldenTensors.Open(GoldenModels.Kind, "adamw_steps");
        using MaskedAutoencoder model = GoldenModels.Load("tiny", "tiny_model", normPixLoss: Settings.GetProperty("norm_pix_loss").GetBoolean());
        using FlatParameters parameters = FlatParameters.Take(model);
        using var optimizer = new FusedAdamW(parameters, Options());

        double[] rates = [.. Recorded.GetProperty("lr").EnumerateArray().Select(rate => rate.GetDouble())];
        float[] losses = Train(golden, model, parameters, optimizer, rates, firstNoise: 0);
        golden.AssertClose("loss", tensor(losses));
        AssertWeights(golden, model);
    }

    [Fact, Trait("Kind", "Golden")]
    public void Step_ResumedFromTheReferenceCheckpoint_AgreesInLoss()
    {
        using var scope = NewDisposeScope();
        using GoldenTensors golden = GoldenTensors.Open(GoldenModels.Kind, "adamw_steps");
        using MaskedAutoencoder model = GoldenModels.Load("tiny", "checkpoint_weights", normPixLoss: Settings.GetProperty("norm_pix_loss").GetBoolean());
        using FlatParameters parameters = FlatParameters.Take(model);
        using var optimizer = new FusedAdamW(parameters, Options());
        RestoreMoments(parameters, optimizer);

        double[] rates = [.. Recorded.GetProperty("resume_lr").EnumerateArray().Select(rate => rate.GetDouble())];
        float[] losses = Train(golden, model, parameters, optimizer, rates, firstNoise: Recorded.GetProperty("lr").GetArrayLength());
        golden.AssertClose("resume_loss", tensor(losses));
    }

    [Fact, Trait("Kind", "Golden")]
    public void Take_ReferenceModel_GroupsParametersAsTimmDoes()
    {
        using MaskedAutoencoder model = GoldenModels.Load("tiny", "tiny_model", normPixLoss: false);
        using FlatParameters parameters = FlatParameters.Take(model);
        foreach (JsonElement group in Recorded.GetProperty("groups").EnumerateArray())
        {
            bool isDecayed = group.GetProperty("weight_decay").GetDouble() > 0;
            Assert.Equal(
                group.GetProperty("params").EnumerateArray().Select(name => name.GetString()!).Order(StringComparer.Ordinal),
                parameters.Slots.Where(slot => slot.Offset >= parameters.Ranges[0].Length == isDecayed).Select(slot => slot.Name).Order(StringComparer.Ordinal));
        }
    }

    private static AdamWOptions Options()
    {
        JsonElement betas = Settings.GetProperty("betas");
        return new AdamWOptions
        {
            Beta1 = betas[0].GetDouble(),
            Beta2 = betas[1].GetDouble(),
            Epsilon = Settings.GetProperty("eps").GetDouble(),
            WeightDecay = Settings.GetProperty("weight_decay").GetDouble(),
        };
    }

    private static float[] Train(GoldenTensors golden, MaskedAutoencoder model, FlatParameters parameters, FusedAdamW optimizer,
        double[] rates, int firstNoise)
    {
        Tensor images = golden.Read("images");
        Tensor noise = golden.Read("noise");
        var losses = new float[rates.Length];
        for (int i = 0; i < rates.Length; i++)
        {
            using MaskBatch mask = GoldenModels.Masks(noise[firstNoise + i], model.Vit, unitSide: 1, Settings.GetProperty("mask_ratio").GetDouble());
            using Tensor loss = model.Loss(images, mask);
            losses[i] = loss.item<float>();
            loss.backward();
            optimizer.Step(rates[i]);
            parameters.ZeroGradients();
        }
        return losses;
    }

    private static void RestoreMoments(FlatParameters parameters, FusedAdamW optimizer)
    {
        var root = (PthDictionary)PthFile.Load(Golden.File(GoldenModels.Kind, "checkpoint.pth"))!;
        var states = (PthDictionary)((PthDictionary)root["optimizer"]!)["state"]!;
        string[] order = [.. Recorded.GetProperty("groups").EnumerateArray()
            .SelectMany(group => group.GetProperty("params").EnumerateArray()).Select(name => name.GetString()!)];
        using var _ = no_grad();
        for (int i = 0; i < order.Length; i++)
        {
            var state = (PthDictionary)states[(long)i]!;
            FlatSlot slot = parameters[order[i]];
            slot.View(optimizer.Means).copy_(((PthTensor)state["exp_avg"]!).ToTensor());
            slot.View(optimizer.Squares).copy_(((PthTensor)state["exp_avg_sq"]!).ToTensor());
            optimizer.StepCount = (long)((PthTensor)state["step"]!).ToTensor().item<float>();
        }
    }

    /// <summary>Adam turns rounding into steps where a gradient is nearly zero: the fixture states a largest and a root-mean-square
    /// difference, and leaves the key part of the joint biases, whose gradient is zero in exact arithmetic, a wide one.</summary>
    private static void AssertWeights(GoldenTensors golden, MaskedAutoencoder model)
    {
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in model.named_parameters())
        {
            string key = "param_after." + name;
            using var scope = NewDisposeScope();
            Tensor difference = (parameter.detach() - golden.Read(key)).abs();
            JsonElement limits = golden.Tolerances(key);
            if (limits.TryGetProperty("key_slice", out JsonElement slice))
            {
                (int from, int to) = (slice[0].GetInt32(), slice[1].GetInt32());
                AssertWithin(key, "key slice", difference[from..to].max().item<float>(), limits.GetProperty("key_slice_atol").GetDouble());
                difference = cat([difference[..from], difference[to..]]);
            }
            AssertWithin(key, "largest difference", difference.max().item<float>(), limits.GetProperty("atol").GetDouble());
            if (limits.TryGetProperty("rms_tol", out JsonElement rms))
                AssertWithin(key, "rms difference", difference.square().mean().sqrt().item<float>(), rms.GetDouble());
        }
    }

    private static void AssertWithin(string name, string what, double value, double limit) =>
        Assert.True(value <= limit, $"{name}: {what} {value:G4}, allowed is {limit:G4}.");
}
