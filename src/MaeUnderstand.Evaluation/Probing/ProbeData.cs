using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Sources;
using MaeUnderstand.Masking;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>Labelled images in two splits: what a head or a model learns from and what it is measured on, under the same labels.</summary>
public sealed class ProbeData : IDisposable
{
    private readonly IImageSource train;
    private readonly IImageSource validation;

    private ProbeData(string trainPath, string validationPath, JpegDecoder decoder)
    {
        (TrainPath, ValidationPath) = (trainPath, validationPath);
        train = ImageSources.Open(trainPath, decoder);
        try
        {
            validation = ImageSources.Open(validationPath, decoder);
        }
        catch
        {
            (train as IDisposable)?.Dispose();
            throw;
        }
        (Train, Validation) = (train, validation);
    }

    /// <summary>The folder or file of the training images.</summary>
    public string TrainPath { get; }

    /// <summary>The folder or file of the validation images.</summary>
    public string ValidationPath { get; }

    /// <summary>The training images that may be seen.</summary>
    public IImageSource Train { get; private set; }

    /// <summary>The validation images; their labels are those of <see cref="Train"/>.</summary>
    public IImageSource Validation { get; private set; }

    /// <summary>The name of each label.</summary>
    public IReadOnlyList<string> ClassNames => train.ClassNames;

    /// <summary>Opens both; classes are matched by their folders' names.</summary>
    /// <param name="trainPath">A folder with a sub-folder a class, or a file of packed images.</param>
    /// <param name="validationPath">The same; it may lack classes, but have no other ones.</param>
    /// <param name="labelsPerClass">How many training images of each class are used; <see langword="null"/> for all.</param>
    /// <param name="seed">Fixes which.</param>
    /// <param name="decoder">What decodes JPEG images.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="IOException">There is nothing of that name, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">A class is empty, the classes do not match, or a class has fewer images than asked for.
    /// </exception>
    public static ProbeData Open(
        string trainPath, string validationPath, int? labelsPerClass = null, long seed = 0, JpegDecoder decoder = JpegDecoder.Auto)
    {
        var data = new ProbeData(trainPath, validationPath, decoder);
        try
        {
            data.MatchClasses();
            if (labelsPerClass is { } count)
                data.KeepFew(count, seed);
            return data;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (train as IDisposable)?.Dispose();
        (validation as IDisposable)?.Dispose();
    }

    private void MatchClasses()
    {
        if (ClassNames.Count < 2)
        {
            throw new InvalidDataException($"'{TrainPath}' holds images of one class only ('{ClassNames[0]}'): " +
                "there must be a sub-folder a class.");
        }
        Validation = LabelMatching.To(ClassNames, TrainPath, validation, ValidationPath);
    }

    private void KeepFew(int count, long seed)
    {
        var ofClass = new List<int>[ClassNames.Count];
        for (int label = 0; label < ofClass.Length; label++)
            ofClass[label] = [];
        for (int i = 0; i < train.Count; i++)
            ofClass[train.LabelOf(i)].Add(i);
        int poor = Array.FindIndex(ofClass, images => images.Count < count);
        if (poor >= 0)
        {
            throw new InvalidDataException($"--labels-per-class {count}: the class '{ClassNames[poor]}' of '{TrainPath}' " +
                $"has {ofClass[poor].Count} images.");
        }
        RandomKey key = RandomKey.FromSeed(seed).For(RandomPurpose.ProbeLabels);
        int[] kept =
        [
            .. ofClass.SelectMany((images, label) =>
            {
                int[] shuffled = [.. images];
                var random = new KeyedRandom(key.Derive(label));
                random.Shuffle<int>(shuffled);
                return shuffled.Take(count);
            }).Order(),
        ];
        Train = SourceView.Of(train, kept);
    }
}
