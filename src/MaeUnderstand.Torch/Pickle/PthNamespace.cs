namespace MaeUnderstand.Torch.Pickle;

/// <summary>An <c>argparse.Namespace</c>: the command line of the program that wrote a checkpoint.</summary>
public sealed class PthNamespace
{
    internal PthNamespace()
    {
    }

    /// <summary>Its attributes by name.</summary>
    public PthDictionary Attributes { get; } = new(isOrderedDict: false);
}
