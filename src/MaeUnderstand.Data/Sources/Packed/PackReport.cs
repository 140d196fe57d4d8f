namespace MaeUnderstand.Data;

/// <summary>What was packed.</summary>
public sealed record PackReport
{
    /// <summary>Images in the file.</summary>
    public required int Images { get; init; }

    /// <summary>Those of them that were shrunk.</summary>
    public required int Shrunk { get; init; }

    /// <summary>Images of the folder that could not be read and are not in the file.</summary>
    public required int Bad { get; init; }

    /// <summary>Classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Bytes of the files that were packed.</summary>
    public required long BytesBefore { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long BytesAfter { get; init; }
}
