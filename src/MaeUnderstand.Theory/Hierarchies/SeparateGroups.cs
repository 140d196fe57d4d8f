using MaeUnderstand.Masking;

namespace MaeUnderstand.Theory.Hierarchies;

/// <summary>Puts things into groups of one size, so that neighbours come into different ones while there is a choice.</summary>
internal static class SeparateGroups
{
    /// <summary>Chooses the groups.</summary>
    /// <param name="neighbours">For each thing those that touch it.</param>
    /// <param name="count">Groups, at most one a thing; none stays empty.</param>
    /// <param name="random">Chooses.</param>
    /// <returns>Each thing's group, 0 to count − 1.</returns>
    public static int[] Choose(HashSet<int>[] neighbours, int count, ref KeyedRandom random)
    {
        int[] things = [.. Enumerable.Range(0, neighbours.Length)];
        random.Shuffle<int>(things);
        List<int>[] groups = [.. things[..count].Select(first => new List<int> { first })];
        int room = (neighbours.Length + count - 1) / count;
        var groupOf = new int[neighbours.Length];
        for (int group = 0; group < count; group++)
            groupOf[things[group]] = group;
        foreach (int thing in things[count..])
        {
            int[] open = [.. Enumerable.Range(0, count).Where(group => groups[group].Count < room)];
            int fewest = open.Min(group => Touching(thing, group));
            int[] best = [.. open.Where(group => Touching(thing, group) == fewest)];
            int chosen = best[random.NextInt32(best.Length)];
            groups[chosen].Add(thing);
            groupOf[thing] = chosen;
        }
        return groupOf;

        int Touching(int thing, int group) => groups[group].Count(neighbours[thing].Contains);
    }
}
