using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Hierarchies;

/// <summary>Levels that are lattices: each latent generates a rectangle of the level below. Latents are named by level, row and column.
/// </summary>
public abstract class LatticeHierarchy : IImageHierarchy
{
    /// <inheritdoc/>
    public abstract bool IsRandom { get; }

    /// <inheritdoc/>
    public LatentGraph Build(HierarchyShape shape, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var random = new KeyedRandom(key);
        var builder = new HierarchyBuilder(shape.Rows, shape.Columns);
        int[] below = builder.Pixels();
        (int rows, int columns) = (shape.Rows, shape.Columns);
        for (int level = 1; rows * columns > 1 && level <= (shape.Depth ?? int.MaxValue); level++)
        {
            (int Start, int End)[] down = Cuts(rows, shape.Branching, ref random), across = Cuts(columns, shape.Branching, ref random);
            var added = new int[down.Length * across.Length];
            for (int place = 0; place < added.Length; place++)
            {
                (int row, int column) = Math.DivRem(place, across.Length);
                (int top, int bottom) = Reach(down[row], rows, shape.Branching, ref random);
                (int left, int right) = Reach(across[column], columns, shape.Branching, ref random);
                added[place] = builder.Add($"z{level}.{row}.{column}",
                    from y in Enumerable.Range(top, bottom - top)
                    from x in Enumerable.Range(left, right - left)
                    select below[y * columns + x]);
            }
            (below, rows, columns) = (added, down.Length, across.Length);
        }
        return builder.Build();
    }

    /// <summary>Cuts one axis of a level into blocks, which touch and leave nothing out.</summary>
    /// <param name="length">Its places.</param>
    /// <param name="branching">k, the places of a block; those at the ends may have fewer.</param>
    /// <param name="random">For what is left to chance.</param>
    private protected virtual (int Start, int End)[] Cuts(int length, int branching, ref KeyedRandom random) =>
        Blocks(length, branching, offset: 0);

    /// <summary>What a latent generates along one axis, given its block.</summary>
    private protected virtual (int Start, int End) Reach((int Start, int End) block, int length, int branching, ref KeyedRandom random) =>
        block;

    /// <summary>Blocks of k places, the first of which lacks its first <paramref name="offset"/>.</summary>
    private protected static (int Start, int End)[] Blocks(int length, int branching, int offset) =>
    [
        .. Enumerable.Range(0, (length - 1 + offset) / branching + 1)
            .Select(block => (Math.Max(0, block * branching - offset), Math.Min(length, (block + 1) * branching - offset))),
    ];
}
