using System.Globalization;
using MaeUnderstand.Masking;
using MaeUnderstand.Theory.Graphs;

namespace MaeUnderstand.Theory.Hierarchies;

/// <summary>
/// A tree over random regions. The lowest latents generate contiguous patches of k² pixels on average; every higher one generates
/// about k² of the level below, chosen at random so that they do not touch while there is a choice: an object that is seen in several
/// separate places has one cause. Latents are named by level and number.
/// </summary>
public sealed class ObjectHierarchy : IImageHierarchy
{
    /// <inheritdoc/>
    public bool IsRandom => true;

    /// <inheritdoc/>
    public LatentGraph Build(HierarchyShape shape, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var random = new KeyedRandom(key);
        var builder = new HierarchyBuilder(shape.Rows, shape.Columns);
        int[] below = builder.Pixels();
        int area = shape.Branching * shape.Branching;
        int[] owners = RegionGrowth.Grow(shape.Rows, shape.Columns, CountOf(below.Length, area), ref random);
        int[] groupOf = owners;                          // of each member of the level below
        for (int level = 1; level <= (shape.Depth ?? int.MaxValue); level++)
        {
            below = Add(builder, level, below, groupOf);
            if (below.Length == 1)
                break;
            HashSet<int>[] neighbours = RegionGrowth.Neighbours(shape.Rows, shape.Columns, owners, below.Length);
            groupOf = SeparateGroups.Choose(neighbours, CountOf(below.Length, area), ref random);
            owners = [.. owners.Select(owner => groupOf[owner])];
        }
        return builder.Build();
    }

    private static int CountOf(int members, int area) => Math.Max(1, (members + area / 2) / area);

    private static int[] Add(HierarchyBuilder builder, int level, int[] below, int[] groupOf)
    {
        ILookup<int, int> members = below.Index().ToLookup(member => groupOf[member.Index], member => member.Item);
        return
        [
            .. Enumerable.Range(0, members.Count)
                .Select(group => builder.Add(string.Create(CultureInfo.InvariantCulture, $"z{level}.{group}"), members[group])),
        ];
    }
}
