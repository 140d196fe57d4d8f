namespace MaeUnderstand.Cli;

/// <summary>Faults in what the user gave, a line each; nothing has been done yet.</summary>
internal sealed class InputException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public InputException(string problem) : this([problem])
    {
    }

    /// <summary>The faults.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;

    /// <summary>Throws if there are any.</summary>
    public static void ThrowIfAny(IEnumerable<string> problems)
    {
        string[] found = [.. problems];
        if (found.Length > 0)
            throw new InputException(found);
    }
}
