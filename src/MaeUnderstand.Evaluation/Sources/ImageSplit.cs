using MaeUnderstand.Data;

namespace MaeUnderstand.Evaluation.Sources;

/// <summary>Labelled images to evaluate on.</summary>
/// <param name="Name">What they are called, part of a folder's name: train, val, imagenet-a.</param>
/// <param name="Root">The folder or file that they come from.</param>
/// <param name="Source">The images; borrowed.</param>
public sealed record ImageSplit(string Name, string Root, IImageSource Source)
{
    /// <summary>Pixels cut off each side before anything else.</summary>
    public int Border { get; init; }

    /// <summary>How an image becomes a model's input.</summary>
    /// <param name="imageSize">The input's side in pixels.</param>
    public EvalTransform TransformTo(int imageSize) => new(imageSize, border: Border);
}
