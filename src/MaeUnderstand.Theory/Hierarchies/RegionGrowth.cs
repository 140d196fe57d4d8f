using MaeUnderstand.Masking;

namespace MaeUnderstand.Theory.Hierarchies;

/// <summary>Cuts a grid into random contiguous regions.</summary>
internal static class RegionGrowth
{
    private static readonly (int Down, int Across)[] Sides = [(-1, 0), (0, -1), (0, 1), (1, 0)];

    /// <summary>Regions that grow from random pixels by a random free neighbour at a time (Eden's model) until nothing is free.</summary>
    /// <param name="rows">Rows of the grid.</param>
    /// <param name="columns">Columns of the grid.</param>
    /// <param name="count">Regions, at most one a pixel.</param>
    /// <param name="random">Chooses.</param>
    /// <returns>[rows × columns] each pixel's region, 0 to count − 1.</returns>
    public static int[] Grow(int rows, int columns, int count, ref KeyedRandom random)
    {
        var owners = new int[rows * columns];
        Array.Fill(owners, -1);
        int[] seeds = [.. Enumerable.Range(0, owners.Length)];
        random.Shuffle<int>(seeds);
        seeds = seeds[..count];
        Array.Sort(seeds);                                // regions are numbered as their seeds lie
        var border = new List<(int Pixel, int Region)>();
        for (int region = 0; region < count; region++)    // every region has its seed before any grows over it
            owners[seeds[region]] = region;
        foreach (int seed in seeds)
            border.AddRange(FreeAround(seed));
        while (border.Count > 0)
        {
            int chosen = random.NextInt32(border.Count);
            (int pixel, int region) = border[chosen];
            border[chosen] = border[^1];
            border.RemoveAt(border.Count - 1);
            if (owners[pixel] >= 0)
                continue;
            owners[pixel] = region;
            border.AddRange(FreeAround(pixel));
        }
        return owners;

        IEnumerable<(int, int)> FreeAround(int pixel) =>
            Around(pixel, rows, columns).Where(next => owners[next] < 0).Select(next => (next, owners[pixel]));
    }

    /// <summary>Which owners share a side of a pixel with which others.</summary>
    public static HashSet<int>[] Neighbours(int rows, int columns, int[] owners, int count)
    {
        HashSet<int>[] neighbours = [.. Enumerable.Range(0, count).Select(_ => new HashSet<int>())];
        for (int pixel = 0; pixel < owners.Length; pixel++)
        {
            foreach (int next in Around(pixel, rows, columns).Where(next => owners[next] != owners[pixel]))
                neighbours[owners[pixel]].Add(owners[next]);
        }
        return neighbours;
    }

    private static IEnumerable<int> Around(int pixel, int rows, int columns)
    {
        (int row, int column) = Math.DivRem(pixel, columns);
        return from side in Sides
               where row + side.Down >= 0 && row + side.Down < rows && column + side.Across >= 0 && column + side.Across < columns
               select pixel + side.Down * columns + side.Across;
    }
}
