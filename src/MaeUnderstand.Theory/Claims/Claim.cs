namespace MaeUnderstand.Theory.Claims;

/// <summary>A statement of the paper, judged by a prediction.</summary>
/// <param name="Name">Names it in files.</param>
/// <param name="Measure">Which level of c it was judged by.</param>
/// <param name="Statement">The statement.</param>
/// <param name="Verdict">Whether it holds.</param>
/// <param name="Evidence">The numbers behind the verdict, a sentence each.</param>
/// <param name="Reasons">Why, as far as numbers or the theory say, a sentence each.</param>
public sealed record Claim(
    string Name, string Measure, string Statement, ClaimVerdict Verdict, IReadOnlyList<string> Evidence, IReadOnlyList<string> Reasons);
