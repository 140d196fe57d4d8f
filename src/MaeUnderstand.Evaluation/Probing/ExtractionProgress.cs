namespace MaeUnderstand.Evaluation.Probing;

/// <summary>How far the images of a split have become features.</summary>
/// <param name="Split">The split's name.</param>
/// <param name="Done">Images done, those of an earlier process included.</param>
/// <param name="Total">Images in all.</param>
public sealed record ExtractionProgress(string Split, int Done, int Total);
