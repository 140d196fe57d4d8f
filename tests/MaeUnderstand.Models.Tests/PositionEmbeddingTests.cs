using System.Text.Json;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Tests;

public sealed class PositionEmbeddingTests
{
    [Fact, Trait("Kind", "Golden")]
    public void SinCos_RecordedTables_Agrees()
    {
        using GoldenTensors golden = GoldenTensors.Open(GoldenModels.Kind, "pos_embed");
        foreach (JsonElement item in GoldenModels.Config.GetProperty("pos_embed").EnumerateArray())
        {
            using Tensor table = tensor(PositionEmbedding.SinCos(item.GetProperty("dim").GetInt32(), item.GetProperty("grid").GetInt32()));
            golden.AssertClose(item.GetProperty("tensor").GetString()!, table);
        }
    }

    [Fact, Trait("Kind", "Golden")]
    public void Resize_RecordedTable_Agrees()
    {
        using GoldenTensors golden = GoldenTensors.Open(GoldenModels.Kind, "interp_pos_embed");
        string[] names = [.. golden.Names];
        string expected = Golden.Json(GoldenModels.Kind, "tolerances.json").GetProperty("interp_pos_embed.safetensors").EnumerateObject().Single().Name;
        using Tensor input = golden.Read(names.Single(name => name != expected));
        using Tensor wanted = golden.Read(expected);
        using Tensor resized = PositionEmbedding.Resize(input, (int)Math.Round(Math.Sqrt(wanted.shape[1] - 1)));
        golden.AssertClose(expected, resized);
    }

    [Fact, Trait("Kind", "Unit")]
    public void SinCos_SecondColumn_DiffersInTheFirstHalfOnly()
    {
        float[,] table = PositionEmbedding.SinCos(width: 8, gridSize: 2);
        int[] differing = [.. Enumerable.Range(0, 8).Where(i => table[1, i] != table[2, i])];
        Assert.All(differing, i => Assert.InRange(i, 0, 3));
        Assert.Contains(0, differing);
    }

    [Fact, Trait("Kind", "Unit")]
    public void SinCos_WidthNotAMultipleOfFour_SaysSo()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => PositionEmbedding.SinCos(width: 6, gridSize: 2));
        Assert.Equal("The width must be a multiple of 4, but is 6. (Parameter 'width')", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Resize_TableWithoutASquareGrid_SaysSo()
    {
        using Tensor table = zeros(1, 4, 8);
        ArgumentException fault = Assert.Throws<ArgumentException>(() => PositionEmbedding.Resize(table, 3));
        Assert.Equal("A position embedding has the shape [1, 1 + g*g, D], but this one has [1, 4, 8]. (Parameter 'table')", fault.Message);
    }
}
