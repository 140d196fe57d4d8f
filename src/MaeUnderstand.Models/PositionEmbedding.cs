using static TorchSharp.torch;

namespace MaeUnderstand.Models;

/// <summary>The fixed two-dimensional sine-cosine position embedding of MAE (<c>util/pos_embed.py</c>).</summary>
public static class PositionEmbedding
{
    /// <summary>
    /// The table for a square grid of patch tokens and the cls token before them. The first half of the channels encodes the column,
    /// the second the row (the reference's comments say otherwise, its meshgrid does this); each half holds the sines of all
    /// frequencies, then the cosines, frequency i being 10000^(−i / (width / 4)).
    /// </summary>
    /// <param name="width">D, a multiple of 4.</param>
    /// <param name="gridSize">Tokens along a side.</param>
    /// <returns>[1 + gridSize², D] row by row, computed in double precision; the cls token's row is zero.</returns>
    public static float[,] SinCos(int width, int gridSize)
    {
        if (width < 4 || width % 4 != 0)
            throw new ArgumentException($"The width must be a multiple of 4, but is {width}.", nameof(width));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(gridSize);

        int quarter = width / 4;
        var table = new float[1 + gridSize * gridSize, width];
        for (int token = 0; token < gridSize * gridSize; token++)
        {
            for (int i = 0; i < quarter; i++)
            {
                double frequency = Math.Pow(10_000, -(double)i / quarter);
                (double sinX, double cosX) = Math.SinCos(token % gridSize * frequency);
                (double sinY, double cosY) = Math.SinCos(token / gridSize * frequency);
                table[1 + token, i] = (float)sinX;
                table[1 + token, quarter + i] = (float)cosX;
                table[1 + token, 2 * quarter + i] = (float)sinY;
                table[1 + token, 3 * quarter + i] = (float)cosY;
            }
        }
        return table;
    }

    /// <summary>
    /// Fits a position embedding to another grid: bicubic (a = −0.75, corners not aligned, no antialiasing), the cls row copied; the
    /// reference's <c>interpolate_pos_embed</c>, for running a trained encoder at another image size.
    /// </summary>
    /// <param name="table">[1, 1 + g², D] with g a whole number; borrowed.</param>
    /// <param name="gridSize">Tokens along a side of the new grid.</param>
    /// <returns>[1, 1 + gridSize², D]; owned by the caller.</returns>
    /// <exception cref="ArgumentException">The table is not of that form.</exception>
    public static Tensor Resize(Tensor table, int gridSize)
    {
        ArgumentNullException.ThrowIfNull(table);
        long oldGrid = table.dim() == 3 ? (long)Math.Round(Math.Sqrt(table.shape[1] - 1)) : 0;
        if (oldGrid < 1 || table.shape[0] != 1 || table.shape[1] != 1 + oldGrid * oldGrid)
        {
            throw new ArgumentException(
                $"A position embedding has the shape [1, 1 + g*g, D], but this one has [{string.Join(", ", table.shape)}].", nameof(table));
        }
        if (oldGrid == gridSize)
            return table.alias();

        using var scope = NewDisposeScope();
        Tensor grid = table.narrow(1, 1, oldGrid * oldGrid).reshape(1, oldGrid, oldGrid, -1).permute(0, 3, 1, 2);
        Tensor resized = nn.functional.interpolate(grid, size: [gridSize, gridSize], mode: InterpolationMode.Bicubic, align_corners: false);
        Tensor tokens = resized.permute(0, 2, 3, 1).flatten(1, 2);
        return cat([table.narrow(1, 0, 1), tokens], dim: 1).MoveToOuterDisposeScope();
    }
}
