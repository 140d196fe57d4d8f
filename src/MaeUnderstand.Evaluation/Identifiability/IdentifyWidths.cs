namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>Dimensions of an <see cref="IdentifyModel"/>.</summary>
/// <param name="Visible">Of the visible part x_v.</param>
/// <param name="Masked">Of the masked part x_m.</param>
/// <param name="Given">Of what the decoder is given, s_m; 0 for nothing.</param>
/// <param name="Code">Of the code ĉ.</param>
internal readonly record struct IdentifyWidths(int Visible, int Masked, int Given, int Code);
