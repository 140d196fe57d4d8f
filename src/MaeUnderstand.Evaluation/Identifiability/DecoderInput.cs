namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>What the decoder is given beside the code ĉ.</summary>
public enum DecoderInput
{
    /// <summary>The true masked-only information s_m, as Theorem 2 has it: the masked part can be rebuilt exactly.</summary>
    Sm,

    /// <summary>Nothing, as in a masked autoencoder: the best it can do is the mean of the masked part given what is visible.</summary>
    Nothing,
}
