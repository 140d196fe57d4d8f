namespace MaeUnderstand.Data;

/// <summary>An image that could not be read.</summary>
/// <param name="Path">Its path, or what its source calls it.</param>
/// <param name="Reason">What is wrong with it, one sentence.</param>
public sealed record BadImage(string Path, string Reason)
{
    /// <summary>Both; most reasons name the path already.</summary>
    public string Sentence => Reason.Contains(Path, StringComparison.Ordinal) ? Reason : $"'{Path}': {Reason}";
}
