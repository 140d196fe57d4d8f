namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>One of ImageNet's thousand classes.</summary>
/// <param name="Index">Its number from 0, in the order of the WordNet ids: the label in every common head.</param>
/// <param name="Wnid">Its WordNet id, the name of its folder.</param>
/// <param name="Name">Its synset's words.</param>
public sealed record ImageNetClass(int Index, string Wnid, string Name);
