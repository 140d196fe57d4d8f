using MaeUnderstand.Data;
using MaeUnderstand.Masking;
using MaeUnderstand.Models;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Training.Reconstruction;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Tests.Reconstruction;

public sealed class ReconstructionSheetTests : IDisposable
{
    private const int Side = 128;                       // an image has as many pixels, so the picture shows each once
    private const int Gap = 2;

    private readonly MaskedAutoencoder model = new(new MaeConfig
    {
        Encoder = ModelPresets.Encoder("vit-micro", Side, patchSize: 32),
        Decoder = ModelPresets.Decoder("vit-micro"),
        NormPixLoss = false,
    }, CPU);

    private readonly SampleImages images = SampleImages.Read(new SyntheticSource(2, Side), 2, Side);

    public void Dispose()
    {
        images.Dispose();
        model.Dispose();
    }

    [Fact, Trait("Kind", "Unit")]
    public void Draw_TwoImages_HasARowEach()
    {
        RgbImage sheet = Draw(ratio: 0.75);
        Assert.Equal((Gap + 2 * (Side + Gap), Gap + 4 * (Side + Gap)), (sheet.Height, sheet.Width));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Draw_SmallImages_AreEnlarged()
    {
        using var small = new MaskedAutoencoder(TinyRun.Options.ToMaeConfig(), CPU);
        using SampleImages few = SampleImages.Read(new TestSource(1), 1, size: 16);
        var mask = new MaskConfig { PatchSize = 8, Ratio = 0.5 };
        RgbImage sheet = ReconstructionSheet.Draw(small, few.Pixels, ReconstructionSheet.Masks(mask, small, seed: 0, few.Indices));
        Assert.Equal((Gap + 16 * 8 + Gap, Gap + 4 * (16 * 8 + Gap)), (sheet.Height, sheet.Width));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Draw_EveryColumn_ShowsWhatItSays()
    {
        IReadOnlyList<TokenMask> masks = Masks(0.75);
        RgbImage sheet = ReconstructionSheet.Draw(model, images.Pixels, masks);
        for (int row = 0; row < 2; row++)
        {
            for (int token = 0; token < 16; token++)
            {
                byte[] original = Patch(sheet, row, column: 0, token);
                Assert.Equal(Pixels(row, token), original);
                bool isMasked = masks[row].IsMasked(token);
                byte[] masked = Patch(sheet, row, column: 1, token);
                byte[] reconstruction = Patch(sheet, row, column: 2, token);
                if (isMasked)
                    Assert.All(masked, value => Assert.Equal(128, value));     // 127.5, halves to even
                else
                    Assert.Equal(original, masked);
                Assert.NotEqual(original, reconstruction);
                Assert.Equal(isMasked ? reconstruction : original, Patch(sheet, row, column: 3, token));
            }
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Draw_NothingRemoved_LeavesTheLastColumnAsTheFirst()
    {
        RgbImage sheet = Draw(ratio: 0);
        for (int token = 0; token < 16; token++)
            Assert.Equal(Patch(sheet, 1, column: 0, token), Patch(sheet, 1, column: 3, token));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Masks_AnImage_DependOnSeedAndIndexAlone()
    {
        var mask = new MaskConfig { PatchSize = 32, Ratio = 0.5 };
        int[] Shuffle(long seed, int[] indices, int which) => [.. ReconstructionSheet.Masks(mask, model, seed, indices)[which].IdsShuffle];
        Assert.Equal(Shuffle(1, [4, 9], 1), Shuffle(1, [9], 0));
        Assert.NotEqual(Shuffle(1, [4, 9], 0), Shuffle(1, [4, 9], 1));
        Assert.NotEqual(Shuffle(1, [9], 0), Shuffle(2, [9], 0));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Draw_Repeated_LeavesNoTensorBehind() => Leaks.None(() => Draw(ratio: 0.75));

    private IReadOnlyList<TokenMask> Masks(double ratio) =>
        ReconstructionSheet.Masks(new MaskConfig { PatchSize = 32, Ratio = ratio }, model, seed: 3, images.Indices);

    private RgbImage Draw(double ratio) => ReconstructionSheet.Draw(model, images.Pixels, Masks(ratio));

    /// <summary>A token's pixels in the picture, packed RGB.</summary>
    private static byte[] Patch(RgbImage sheet, int row, int column, int token)
    {
        (int top, int left) = (Gap + row * (Side + Gap) + token / 4 * 32, Gap + column * (Side + Gap) + token % 4 * 32);
        var patch = new List<byte>();
        for (int y = 0; y < 32; y++)
            patch.AddRange(sheet.Pixels.Slice(((top + y) * sheet.Width + left) * 3, 32 * 3));
        return [.. patch];
    }

    /// <summary>A token's pixels in the source, packed RGB.</summary>
    private byte[] Pixels(int image, int token)
    {
        using var scope = NewDisposeScope();
        Tensor patch = images.Pixels[image].narrow(1, token / 4 * 32, 32).narrow(2, token % 4 * 32, 32);
        return patch.permute(1, 2, 0).contiguous().bytes.ToArray();
    }
}
