namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>A data set that a classifier of ImageNet is tested on without training: its layout, its classes, its size.</summary>
/// <param name="classes">Makes its classes; the order is that of the labels.</param>
public sealed class RobustnessSet(Func<IReadOnlyList<RobustnessClass>> classes)
{
    private readonly Lazy<IReadOnlyList<RobustnessClass>> known = new(classes);

    /// <summary>Its name on the command line: <c>imagenet-a</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its own name: ImageNet-A.</summary>
    public required string Title { get; init; }

    /// <summary>Its column in the paper's tables.</summary>
    public required string Column { get; init; }

    /// <summary>Images that it has; of ObjectNet those of the folders that count.</summary>
    public required int ExpectedImages { get; init; }

    /// <summary>Pixels cut off each side before the evaluation transform.</summary>
    public int Border { get; init; }

    /// <summary>A folder of the distribution that holds the class folders, where it has one.</summary>
    public string? InnerFolder { get; init; }

    /// <summary>Whether folders of other names belong to it and are left out; else they are a fault.</summary>
    public bool LeavesOthersOut { get; init; }

    /// <summary>Its classes, in the order of the labels.</summary>
    public IReadOnlyList<RobustnessClass> Classes => known.Value;

    /// <summary>Whether its classes are not all of ImageNet's, so that a guess among them alone is another measure.</summary>
    public bool IsRestricted => Classes.Sum(one => one.Indices.Count) < ImageNetClasses.All.Count;
}
