using MaeUnderstand.Models.Configuration;

namespace MaeUnderstand.Models.Tests;

public sealed class FlopCountTests
{
    [Fact, Trait("Kind", "Unit")]
    public void TrainingImage_TinyModel_IsTheSumOfItsProducts()
    {
        var model = new MaeConfig
        {
            Encoder = new VitConfig { ImageSize = 8, PatchSize = 4, Width = 8, Depth = 3, Heads = 2 },      // 4 tokens of 48 numbers
            Decoder = new DecoderConfig { Width = 4, Depth = 2, Heads = 2 },
            NormPixLoss = true,
        };
        const double patchEmbed = 1 * Product * 48 * 8;                       // 1 visible token
        const double encoderBlock = 2 * Product * 8 * 24                      // 2 tokens: cls and it; queries, keys, values
            + 2 * 2 * Product * 8 + 2 * 2 * Product * 8                       // queries times keys, weights times values
            + 2 * Product * 8 * 8                                             // projection
            + 2 * Product * 8 * 32 + 2 * Product * 32 * 8;                    // MLP
        const double decoderEmbed = 2 * Product * 8 * 4;
        const double decoderBlock = 5 * Product * 4 * 12 + 2 * 5 * 5 * Product * 4 + 5 * Product * 4 * 4 + 2 * 5 * Product * 4 * 16;
        const double predict = 3 * Product * 4 * 48;                          // the removed tokens only
        const double afterTheEmbedding = 3 * encoderBlock + decoderEmbed + 2 * decoderBlock + predict;
        Assert.Equal(2 * patchEmbed + 3 * afterTheEmbedding, FlopCount.TrainingImage(model, keepCount: 1));
    }

    private const double Product = 2;                                         // a multiplication and an addition
}
