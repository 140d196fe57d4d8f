using System.Text.Json;
using MaeUnderstand.Torch.Safetensors;

namespace MaeUnderstand.Masking.Tests;

/// <summary>Masks against those of facebookresearch/mae and long_seq_mae, from the same noise; every number must be equal.</summary>
public sealed class MaskGoldenTests
{
    private const string Kind = "mae";

    [Fact, Trait("Kind", "Golden")]
    public void KeepCountOf_ReferenceCases_IsTheReferenceCount()
    {
        JsonElement[] cases = [.. Golden.Json(Kind, "len_keep.json").EnumerateArray()];
        Assert.NotEmpty(cases);
        foreach (JsonElement item in cases)
        {
            int tokenCount = item.GetProperty("num_patches").GetInt32();
            double maskRatio = item.GetProperty("mask_ratio").GetDouble();
            int expected = item.GetProperty("len_keep").GetInt32();
            int actual = MaskLayout.KeepCountOf(tokenCount, maskRatio);
            Assert.True(expected == actual, $"{tokenCount} tokens at ratio {maskRatio} keep {actual}, the reference {expected}.");
        }
    }

    [Fact, Trait("Kind", "Golden")]
    public void UnitMask_ReferenceIndices_AreEqual()
    {
        JsonElement[] cases = [.. Golden.Json(Kind, "config.json").GetProperty("mask_units_indices").EnumerateArray()];
        Assert.NotEmpty(cases);
        using SafetensorsFile file = SafetensorsFile.Open(Golden.File(Kind, "mask_units_indices.safetensors"));
        foreach (JsonElement item in cases)
        {
            int grid = item.GetProperty("token_grid").GetInt32();
            var layout = new MaskLayout(grid, grid, item.GetProperty("k").GetInt32(), item.GetProperty("mask_ratio").GetDouble());
            Assert.Equal(item.GetProperty("unit_grid").GetInt32(), layout.UnitRows);
            Assert.Equal(item.GetProperty("unit_grid").GetInt32(), layout.UnitColumns);
            Assert.Equal(item.GetProperty("num_keep").GetInt32(), layout.KeepCount);
            AssertUnitMasks(file, layout, item.GetProperty("case").GetString() + ".");
        }
    }

    [Fact, Trait("Kind", "Golden")]
    public void UnitMask_ReferenceModelRuns_AreEqual()
    {
        JsonElement config = Golden.Json(Kind, "config.json");
        int grid = TokenGrid(config.GetProperty("mask_units_model"));
        JsonProperty[] runs = [.. config.GetProperty("mask_units_runs").EnumerateObject()];
        Assert.NotEmpty(runs);
        foreach (JsonProperty run in runs)
        {
            using SafetensorsFile file = SafetensorsFile.Open(Golden.File(Kind, run.Name + ".safetensors"));
            int unitSide = run.Value.GetProperty("k").GetInt32();
            AssertUnitMasks(file, new MaskLayout(grid, grid, unitSide, run.Value.GetProperty("mask_ratio").GetDouble()), prefix: "");
        }
    }

    [Fact, Trait("Kind", "Golden")]
    public void TokenMask_ReferenceForwardRuns_AreEqual()
    {
        JsonElement config = Golden.Json(Kind, "config.json");
        int grid = TokenGrid(config.GetProperty("tiny"));
        JsonProperty[] runs = [.. config.GetProperty("forward").EnumerateObject()];
        Assert.NotEmpty(runs);
        foreach (JsonProperty run in runs)
        {
            using SafetensorsFile file = SafetensorsFile.Open(Golden.File(Kind, run.Name + ".safetensors"));
            var layout = new MaskLayout(grid, grid, unitSide: 1, run.Value.GetProperty("mask_ratio").GetDouble());
            float[][] noise = Rows<float>(file, "noise", layout.TokenCount);
            for (int sample = 0; sample < noise.Length; sample++)
            {
                var idsShuffle = new int[layout.TokenCount];
                layout.Expand(UniformSampler.OrderByNoise(noise[sample]), idsShuffle);
                AssertMask(file, "", sample, TokenMask.FromShuffle(idsShuffle, layout.KeepCount));
            }
        }
    }

    private static int TokenGrid(JsonElement model) =>
        model.GetProperty("img_size").GetInt32() / model.GetProperty("patch_size").GetInt32();

    /// <summary>Compares, sample by sample, the order of the units, that of their tokens and the mask.</summary>
    private static void AssertUnitMasks(SafetensorsFile file, MaskLayout layout, string prefix)
    {
        float[][] unitNoise = Rows<float>(file, prefix + "unit_noise", layout.UnitCount);
        for (int sample = 0; sample < unitNoise.Length; sample++)
        {
            int[] unitShuffle = UniformSampler.OrderByNoise(unitNoise[sample]);
            AssertIds(file, prefix + "unit_shuffle", sample, unitShuffle);
            var idsShuffle = new int[layout.TokenCount];
            layout.Expand(unitShuffle, idsShuffle);
            AssertIds(file, prefix + "ids_shuffle", sample, idsShuffle);
            AssertMask(file, prefix, sample, TokenMask.FromShuffle(idsShuffle, layout.KeepCount));
        }
    }

    private static void AssertMask(SafetensorsFile file, string prefix, int sample, TokenMask mask)
    {
        AssertIds(file, prefix + "ids_keep", sample, mask.IdsKeep.ToArray());
        AssertIds(file, prefix + "ids_restore", sample, [.. mask.IdsRestore]);
        float[] actual = mask.ToMask();
        AssertEqual(file, prefix + "mask", sample, Rows<float>(file, prefix + "mask", actual.Length)[sample], actual);
    }

    private static void AssertIds(SafetensorsFile file, string name, int sample, int[] actual) =>
        AssertEqual(file, name, sample, Rows<long>(file, name, actual.Length)[sample], [.. actual.Select(id => (long)id)]);

    private static void AssertEqual<T>(SafetensorsFile file, string name, int sample, T[] expected, T[] actual) =>
        Assert.True(expected.SequenceEqual(actual), $"{Path.GetFileName(file.Path)}, {name}, sample {sample}: " +
            $"[{string.Join(", ", actual)}] instead of [{string.Join(", ", expected)}].");

    /// <summary>The rows of a tensor [samples, columns].</summary>
    private static T[][] Rows<T>(SafetensorsFile file, string name, int columns)
        where T : unmanaged
    {
        Assert.Equal([file[name].Shape[0], columns], file[name].Shape);
        Assert.NotEqual(0, file[name].Shape[0]);
        return [.. file.ReadArray<T>(name).Chunk(columns)];
    }
}
