using System.Globalization;

namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>The known data sets, in the order of the columns of the paper's Table 1. A new one is one entry here.</summary>
public static class RobustnessSets
{
    /// <summary>The validation images of ImageNet-1K itself.</summary>
    public static RobustnessSet ImageNetValidation { get; } = new(() => ByWnid(Everything))
    {
        Name = "imagenet-val", Title = "ImageNet-1K validation", Column = "IN1K", ExpectedImages = 50_000,
    };

    /// <summary>ImageNet-v2 (modestyachts/ImageNetV2_pytorch), any of its variants: a folder's name is the class's index as a number, so
    /// that the order of names as texts, in which 10 comes before 2, means nothing.</summary>
    public static RobustnessSet ImageNetV2 { get; } = new(() =>
        [.. Everything.Select(index => new RobustnessClass(index.ToString(CultureInfo.InvariantCulture), [index]))])
    {
        Name = "imagenet-v2", Title = "ImageNet-v2", Column = "IN-v2", ExpectedImages = 10_000,
    };

    /// <summary>ObjectNet's folders that overlap ImageNet. Every image has a red border of two pixels, which its authors cut off.</summary>
    public static RobustnessSet ObjectNet { get; } = new(() => ObjectNetClasses.All)
    {
        Name = "objectnet", Title = "ObjectNet", Column = "OJN", ExpectedImages = 18_574, Border = 2, InnerFolder = "images",
        LeavesOthersOut = true,
    };

    /// <summary>ImageNet-R (hendrycks/imagenet-r).</summary>
    public static RobustnessSet ImageNetR { get; } = new(() => ByWnid(ImageNetSubsets.R))
    {
        Name = "imagenet-r", Title = "ImageNet-R", Column = "IN-R", ExpectedImages = 30_000,
    };

    /// <summary>ImageNet-A (hendrycks/natural-adv-examples).</summary>
    public static RobustnessSet ImageNetA { get; } = new(() => ByWnid(ImageNetSubsets.A))
    {
        Name = "imagenet-a", Title = "ImageNet-A", Column = "IN-A", ExpectedImages = 7_500,
    };

    /// <summary>ImageNet-Sketch (HaohanWang/ImageNet-Sketch). The count is the one commonly given for the archive; its README's 50,000
    /// is rounded. Labels come from the folders: the repository's list of paths gives 102 images wrong ones.</summary>
    public static RobustnessSet ImageNetSketch { get; } = new(() => ByWnid(Everything))
    {
        Name = "imagenet-sketch", Title = "ImageNet-Sketch", Column = "IN-S", ExpectedImages = 50_889,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RobustnessSet> All { get; } =
        [ImageNetValidation, ImageNetV2, ObjectNet, ImageNetR, ImageNetA, ImageNetSketch];

    private static IEnumerable<int> Everything => Enumerable.Range(0, ImageNetClasses.All.Count);

    private static IReadOnlyList<RobustnessClass> ByWnid(IEnumerable<int> indices) =>
        [.. indices.Select(index => new RobustnessClass(ImageNetClasses.All[index].Wnid, [index]))];
}
