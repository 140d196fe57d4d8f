using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>Tests a classifier of ImageNet on other data sets, without training.</summary>
public sealed class RobustnessEvaluator
{
    private readonly IImageClassifier classifier;
    private readonly int[] columns;

    /// <summary>Makes the evaluator.</summary>
    /// <param name="classifier">Borrowed.</param>
    /// <exception cref="InvalidDataException">Its classes are not ImageNet's thousand.</exception>
    public RobustnessEvaluator(IImageClassifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        this.classifier = classifier;
        columns = ImageNetColumns.Of(classifier);
    }

    /// <summary>Everything that a result depends on.</summary>
    /// <param name="images">Borrowed.</param>
    public string IdentityOf(RobustnessImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return string.Join('|', classifier.Identity, images.Set.Name, images.Set.Border, images.Fingerprint);
    }

    /// <summary>Tests it on a data set.</summary>
    /// <param name="images">Borrowed.</param>
    /// <param name="cancel">Ends the work after a batch.</param>
    /// <exception cref="InvalidDataException">Too many images cannot be read, or a logit is not a finite number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public RobustnessResult Evaluate(RobustnessImages images, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(images);
        cancel.ThrowIfCancellationRequested();
        RobustnessSet set = images.Set;
        using var scores = new RobustnessScores([.. set.Classes.Select(one => one.Indices.Select(index => columns[index]).ToArray())]);
        classifier.Classify(images.Split, Add, cancel);
        if (scores.Images == 0)
            throw new InvalidDataException($"--{set.Name}: none of the images of '{images.Split.Root}' can be read.");
        double count = scores.Images;
        return new RobustnessResult
        {
            Set = set.Name,
            Column = set.Column,
            Folder = images.Split.Root,
            Images = scores.Images,
            ExpectedImages = set.ExpectedImages,
            UnreadableImages = images.Split.Source.Count - scores.Images,
            Folders = images.FolderCount,
            ExpectedFolders = set.Classes.Count,
            OtherFolders = images.OtherFolders.Count,
            RestrictedTop1 = set.IsRestricted ? scores.RestrictedTop1 / count : null,
            Top1 = scores.Top1 / count,
            Top5 = scores.Top5 / count,
        };

        void Add(Tensor logits, Tensor labels)
        {
            using var scope = NewDisposeScope();
            if (!logits.isfinite().all().item<bool>())
                throw new InvalidDataException($"'{classifier.Name}' gives logits that are not finite numbers. Did its training diverge?");
            scores.Add(logits, labels);
        }
    }
}
