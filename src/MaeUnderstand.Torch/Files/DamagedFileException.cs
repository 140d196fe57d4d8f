namespace MaeUnderstand.Torch.Files;

/// <summary>A file is not what was once written; the message is one line that starts with the quoted path.</summary>
public sealed class DamagedFileException : IOException
{
    /// <summary>Makes one without a message.</summary>
    public DamagedFileException()
    {
    }

    /// <summary>Makes one with a message for the user.</summary>
    public DamagedFileException(string message) : base(message)
    {
    }

    /// <summary>Makes one with a message for the user and what led to it.</summary>
    public DamagedFileException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
