namespace MaeUnderstand.Models;

/// <summary>How the tokens of an image become one feature.</summary>
public enum Pooling
{
    /// <summary>The cls token after the final norm (the reference's default for linear probing).</summary>
    ClsToken,

    /// <summary>The norm of the mean of the patch tokens (the reference's <c>global_pool</c>).</summary>
    GlobalAverage,
}
