using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Sources;
using MaeUnderstand.Models;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Finetuning;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Finetuning;

/// <summary>A fine-tuned model and what its outputs mean.</summary>
public sealed class FinetunedClassifier : IDisposable
{
    private readonly string checkpoint;
    private readonly ClassifierDescription description;

    private FinetunedClassifier(VisionTransformer model, string checkpoint, ClassifierDescription description, TrainingPrecision precision)
    {
        (Model, this.checkpoint, this.description, Precision) = (model, checkpoint, description, precision);
        model.eval();
    }

    /// <summary>The model; owned by this object.</summary>
    public VisionTransformer Model { get; }

    /// <summary>The number format of its matrix products; never auto.</summary>
    public TrainingPrecision Precision { get; }

    /// <summary>Outputs of the model.</summary>
    public int ClassCount => description.ClassCount;

    /// <summary>The name of each output; <see langword="null"/> where the checkpoint does not say, as a <c>.pth</c> of the reference.
    /// </summary>
    public IReadOnlyList<string>? ClassNames => description.ClassNames;

    /// <summary>Loads a classifier.</summary>
    /// <param name="checkpoint">A checkpoint in any form that <see cref="ModelFile"/> opens.</param>
    /// <param name="hints">What the checkpoint may fail to say.</param>
    /// <param name="precision">The number format of matrix products.</param>
    /// <param name="device">Where it computes.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="IOException">The checkpoint is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or has no classification head.</exception>
    public static FinetunedClassifier Load(string checkpoint, ModelHints hints, TrainingPrecision precision, Device device)
    {
        TrainingPrecision resolved = ComputeDevice.Resolve(precision, device);
        using ModelFile file = ModelFile.Open(checkpoint, hints);
        ClassifierDescription description = file.RequireClassifier();
        VisionTransformer model = file.LoadClassifier(device, resolved == TrainingPrecision.Bf16 ? bfloat16 : float32);
        return new FinetunedClassifier(model, checkpoint, description, resolved);
    }

    /// <summary>Gives images the labels of the model's outputs: by the classes' names, or where the checkpoint has none, as the source
    /// numbers them.</summary>
    /// <param name="source">The images; borrowed.</param>
    /// <param name="path">The folder or file that they come from, for messages.</param>
    /// <exception cref="InvalidDataException">The classes are not the model's.</exception>
    public IImageSource Match(IImageSource source, string path)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (ClassNames is { } names)
            return LabelMatching.To(names, checkpoint, source, path);
        return source.ClassNames.Count == ClassCount
            ? source
            : throw new InvalidDataException($"'{checkpoint}' tells {ClassCount} classes apart and does not name them, but '{path}' has " +
                $"{source.ClassNames.Count}: there must be a sub-folder a class, in the order of the model's outputs.");
    }

    /// <summary>Measures the model on labelled images.</summary>
    /// <param name="options">Name the images.</param>
    /// <param name="onBadImage">Told of images that cannot be read; they do not count.</param>
    /// <param name="cancel">Ends the work after a batch.</param>
    /// <exception cref="IOException">The images are missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">Their classes are not the model's, or too many of them cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ClassificationScores Evaluate(FinetuneOptions options, Action<BadImage> onBadImage, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.ImageSize is { } size && size != Model.Vit.ImageSize)
        {
            throw new InvalidDataException($"--image-size {size}: '{checkpoint}' was fine-tuned on images of {Model.Vit.ImageSize} pixels; " +
                "leave the option out.");
        }
        IImageSource source = ImageSources.Open(options.ValidationPath, options.JpegDecoder);
        using var owned = source as IDisposable;
        return new ClassifierEvaluator(Match(source, options.ValidationPath), options.Workers, options.MaxBadFraction, onBadImage)
            .Evaluate(Model, cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
