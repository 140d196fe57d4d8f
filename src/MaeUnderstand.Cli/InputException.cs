namespace MaeUnderstand.Cli;

/// <summary>Faults in what the user gave, a line each; nothing has been done yet.</summary>
internal sealed class InputException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public InputException(string problem) : this([problem])
    {
    }

    /// <summary>The faults.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
