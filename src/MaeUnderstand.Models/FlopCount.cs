using MaeUnderstand.Models.Configuration;

namespace MaeUnderstand.Models;

/// <summary>
/// Floating-point operations of a masked autoencoder by formula: matrix products only, a multiplication and an addition counted as
/// two. A linear layer costs 2·inputs·outputs a token; attention over S tokens of width D costs 4·S²·D (queries times keys, weights
/// times values). A block of MLP ratio r over S tokens so costs S·(8 + 4·r)·D² + 4·S²·D.
/// </summary>
public static class FlopCount
{
    /// <summary>One image through forward and backward. The backward pass costs twice the forward pass, but for the patch embedding,
    /// whose input needs no gradient.</summary>
    /// <param name="model">The model.</param>
    /// <param name="keepCount">K, visible tokens of an image.</param>
    public static double TrainingImage(MaeConfig model, int keepCount)
    {
        ArgumentNullException.ThrowIfNull(model);
        double embed = PatchEmbed(model.Encoder, keepCount);
        return 3 * (Encoder(model.Encoder, keepCount) + Decoder(model, keepCount)) - embed;
    }

    /// <summary>One image through an encoder that sees all patches, forward only.</summary>
    /// <param name="encoder">The encoder.</param>
    public static double FeatureImage(VitConfig encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        return Encoder(encoder, encoder.TokenCount);
    }

    private static double Encoder(VitConfig encoder, int keepCount) =>
        PatchEmbed(encoder, keepCount) + encoder.Depth * Block(1 + keepCount, encoder.Width, encoder.MlpRatio);

    /// <summary>While training, only removed patches are predicted.</summary>
    private static double Decoder(MaeConfig model, int keepCount)
    {
        (VitConfig encoder, DecoderConfig decoder) = (model.Encoder, model.Decoder);
        double embed = 2.0 * (1 + keepCount) * encoder.Width * decoder.Width;
        double predict = 2.0 * (encoder.TokenCount - keepCount) * decoder.Width * encoder.PatchLength;
        return embed + decoder.Depth * Block(1 + encoder.TokenCount, decoder.Width, encoder.MlpRatio) + predict;
    }

    private static double PatchEmbed(VitConfig encoder, int keepCount) => 2.0 * keepCount * encoder.PatchLength * encoder.Width;

    private static double Block(double tokens, double width, double mlpRatio) =>
        tokens * (8 + 4 * mlpRatio) * width * width + 4 * tokens * tokens * width;
}
