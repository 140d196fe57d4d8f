using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Safetensors;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Tests;

public sealed class VisionTransformerGoldenTests
{
    [Theory, Trait("Kind", "Golden")]
    [InlineData(Pooling.ClsToken, "cls")]
    [InlineData(Pooling.GlobalAverage, "gap")]
    public void Features_RecordedWeights_Agree(Pooling pooling, string suffix)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using GoldenTensors golden = GoldenTensors.Open(GoldenModels.Kind, "vit_features");
        int classCount = GoldenModels.Config.GetProperty("vit").GetProperty("num_classes").GetInt32();
        using var model = new VisionTransformer(GoldenModels.Vit("tiny"), classCount, pooling, CPU);
        using var weights = new PrefixedWeights(Golden.File(GoldenModels.Kind, "vit_features.safetensors"), "param.");
        ModelWeights.Load(model, weights);
        Tensor images = golden.Read("images");

        golden.AssertClose("tokens_last", model.Tokens(images));
        golden.AssertClose("attn_last", model.LastAttentionMap(images));
        golden.AssertClose("features_" + suffix, model.Features(images));
        golden.AssertClose("logits_" + suffix, model.Logits(images));
    }

    private sealed class PrefixedWeights(string path, string prefix) : IWeightSource
    {
        private readonly SafetensorsFile file = SafetensorsFile.Open(path);

        public string Path => path;

        public IReadOnlyCollection<string> Names =>
            [.. file.Entries.Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(entry => entry.Name[prefix.Length..])];

        public IReadOnlyList<long> ShapeOf(string name) => file[prefix + name].Shape;

        public Tensor Read(string name) => file.Read(prefix + name);

        public void Dispose() => file.Dispose();
    }
}
