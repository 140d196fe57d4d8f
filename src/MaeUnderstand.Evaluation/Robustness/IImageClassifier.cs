using MaeUnderstand.Evaluation.Sources;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>
/// A classifier with named classes. How it comes from images to logits, by stored features and a head or by a whole model, is its own
/// affair; evaluations see nothing but logits.
/// </summary>
public interface IImageClassifier
{
    /// <summary>What messages call it: its file, where it has one.</summary>
    string Name { get; }

    /// <summary>[C] The names of its classes, in the order of its logits.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>Everything that its logits depend on besides the images; classifiers of an equal identity give equal logits.</summary>
    string Identity { get; }

    /// <summary>Classifies images under the evaluation transform (<see cref="ImageSplit.TransformTo"/>), those that can be read.</summary>
    /// <param name="images">The images.</param>
    /// <param name="onLogits">Given some images at a time: logits [B, C] float32 and the images' labels [B] int64, both on one device and
    /// borrowed for the time of the call.</param>
    /// <param name="cancel">Ends the work after a batch.</param>
    /// <exception cref="InvalidDataException">Too many images cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    void Classify(ImageSplit images, Action<Tensor, Tensor> onLogits, CancellationToken cancel);
}
