namespace MaeUnderstand.Theory.Location;

/// <summary>Sets of nodes as an entry for each node.</summary>
internal static class Flags
{
    /// <summary>The nodes whose entry is set, ascending.</summary>
    public static int[] Members(ReadOnlySpan<bool> flags)
    {
        var members = new int[flags.Count(true)];
        for (int node = 0, next = 0; next < members.Length; node++)
        {
            if (flags[node])
                members[next++] = node;
        }
        return members;
    }
}
