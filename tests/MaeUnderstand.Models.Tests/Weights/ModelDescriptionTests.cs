using MaeUnderstand.Masking;
using MaeUnderstand.Models.Weights;

namespace MaeUnderstand.Models.Tests.Weights;

public sealed class ModelDescriptionTests
{
    private const string FileName = "m.safetensors";

    [Theory, Trait("Kind", "Unit")]
    [InlineData(true)]
    [InlineData(false)]
    public void FromMetadata_OfToMetadata_GivesTheSameDescription(bool isWhole)
    {
        ModelDescription description = ModelDescription.Of(
            TinyModels.Mae(normPixLoss: true), new MaskConfig { PatchSize = 8, Ratio = 0.6, Sampler = "block" });
        if (!isWhole)
            description = new ModelDescription { Encoder = TinyModels.Encoder with { MlpRatio = 3 } };
        IReadOnlyDictionary<string, string> metadata = description.ToMetadata();
        Assert.Equal(["format", "mae"], metadata.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("pt", metadata["format"]);
        Assert.Equal(description, ModelDescription.FromMetadata(FileName, metadata));
    }

    [Fact, Trait("Kind", "Unit")]
    public void FromMetadata_NoDescription_IsNull() =>
        Assert.Null(ModelDescription.FromMetadata(FileName, new Dictionary<string, string> { ["format"] = "pt" }));

    [Theory, Trait("Kind", "Unit")]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("{\"encoder\":null}")]
    [InlineData("{\"encoder\":{\"imageSize\":\"large\"}}")]
    public void FromMetadata_OtherText_SaysWhy(string text)
    {
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => ModelDescription.FromMetadata(FileName, Metadata(text)));
        Assert.Equal($"'m.safetensors' has metadata 'mae' that describes no model: {fault.InnerException!.Message}", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void FromMetadata_Null_SaysSo()
    {
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => ModelDescription.FromMetadata(FileName, Metadata("null")));
        Assert.Equal("'m.safetensors' has metadata 'mae' that describes no model: it is null", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void FromMetadata_ImpossibleModel_ListsEveryFault()
    {
        ModelDescription description = new()
        {
            Encoder = TinyModels.Encoder with { Heads = 5 },
            Decoder = TinyModels.Decoder with { Depth = 0 },
        };
        InvalidDataException fault = Assert.Throws<InvalidDataException>(
            () => ModelDescription.FromMetadata(FileName, description.ToMetadata()));
        Assert.Equal("'m.safetensors' describes an impossible model: The encoder's width 16 is not divisible by its 5 heads. " +
            "The decoder needs at least 1 block, but its depth is 0.", fault.Message);
    }

    private static Dictionary<string, string> Metadata(string text) => new() { ["mae"] = text };
}
