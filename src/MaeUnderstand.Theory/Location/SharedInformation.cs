namespace MaeUnderstand.Theory.Location;

/// <summary>What Algorithm 1 finds for a mask. Members are node numbers, ascending; a source has its node's number.</summary>
/// <param name="C">
/// The latents c that masked and visible part share, minimal: no member is an ancestor of another. Total dimension adds up over
/// members ("C as vector"), even where members have ancestors in common.
/// </param>
/// <param name="BeforePruning">Every latent that the selection stage put into c.</param>
/// <param name="MaskedSources">s_m: the nodes whose sources only the masked part depends on.</param>
public sealed record SharedInformation(IReadOnlyList<int> C, IReadOnlyList<int> BeforePruning, IReadOnlyList<int> MaskedSources);
