using MaeUnderstand.Evaluation.Robustness;

namespace MaeUnderstand.Evaluation.Tests.Robustness;

/// <summary>Folders that are not what they should be.</summary>
public sealed class RobustnessImagesTests : IDisposable
{
    private const string Stingray = "n01498041";          // in ImageNet-A
    private const string Tench = "n01440764";             // not in it

    private readonly MiniatureSet tree = new();

    public void Dispose() => tree.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Open_MissingFolder_NamesTheOption() => AssertRefused<DirectoryNotFoundException>(
        RobustnessSets.ImageNetA, "nowhere", $"--imagenet-a: there is no folder '{tree["nowhere"]}'.");

    [Fact, Trait("Kind", "Unit")]
    public void Open_OneLevelTooHigh_NamesTheRightFolder()
    {
        tree.Add($"data/imagenet-a/{Stingray}", 6).Add("data/objectnet/images/banana", 0);
        AssertRefused(RobustnessSets.ImageNetA, "data",
            $"--imagenet-a: '{tree["data"]}' is too high: the class folders of ImageNet-A are in '{Path.Combine(tree["data"], "imagenet-a")}'.");
        AssertRefused(RobustnessSets.ObjectNet, "data", $"--objectnet: '{tree["data"]}' is too high: the class folders of ObjectNet are in " +
            $"'{Path.Combine(tree["data"], "objectnet", "images")}'.");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_OneLevelTooLow_NamesTheRightFolder()
    {
        tree.Add($"a/{Stingray}", 6);
        AssertRefused(RobustnessSets.ImageNetA, $"a/{Stingray}", $"--imagenet-a: '{tree[$"a/{Stingray}"]}' is the folder of one class of " +
            $"ImageNet-A: name the folder that holds all of them, '{tree["a"]}'.");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_UnknownNames_SaysWhichAreNeeded()
    {
        tree.Add("a/cat", 6).Add("a/dog", 6).Add("flat", 1);
        AssertRefused(RobustnessSets.ImageNetV2, "a", $"--imagenet-v2: '{tree["a"]}' holds no class of ImageNet-v2, whose folders have names " +
            "such as '0'; it holds 'cat', 'dog'.");
        AssertRefused(RobustnessSets.ImageNetR, "flat", $"--imagenet-r: '{tree["flat"]}' holds no class of ImageNet-R, whose folders have " +
            "names such as 'n01443537'; it holds no folders.");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_FoldersOfAnotherSet_AreRefused()
    {
        tree.Add($"val/{Stingray}", 6).Add($"val/{Tench}", 0);
        AssertRefused(RobustnessSets.ImageNetA, "val",
            $"--imagenet-a: '{tree["val"]}' has 1 folders that ImageNet-A does not have: '{Tench}'. Is it another data set?");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_EmptyClassFolder_NamesIt()
    {
        tree.Add($"a/{Stingray}", 6);
        Directory.CreateDirectory(tree["a/n01531178"]);
        AssertRefused(RobustnessSets.ImageNetA, "a", $"The class folder '{Path.Combine(tree["a"], "n01531178")}' holds no images; files that " +
            "end in .jpg, .jpeg, .png, .webp, .bmp, .gif are read; remove it or fill it, as labels count the folders.");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_FewerImages_WarnsWithBothCounts()
    {
        tree.Add($"a/{Stingray}", 6).Add($"a/{Stingray}", 6);
        using RobustnessImages images = RobustnessImages.Open(RobustnessSets.ImageNetA, tree["a"]);
        Assert.Equal($"ImageNet-A has 7500 images in 200 folders, but '{tree["a"]}' has 2 in 1: the figures are of these.", images.CountWarning);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_AsManyAsExpected_WarnsOfNothing()
    {
        tree.Add("tiny/one", 6).Add("tiny/two", 6);
        var set = new RobustnessSet(() => [new("one", [1]), new("two", [2])])
        {
            Name = "tiny", Title = "Tiny", Column = "T", ExpectedImages = 2,
        };
        using RobustnessImages images = RobustnessImages.Open(set, tree["tiny"]);
        Assert.Null(images.CountWarning);
    }

    private void AssertRefused(RobustnessSet set, string folder, string message) => AssertRefused<InvalidDataException>(set, folder, message);

    private void AssertRefused<TFault>(RobustnessSet set, string folder, string message)
        where TFault : Exception =>
        Assert.Equal(message, Assert.Throws<TFault>(() => RobustnessImages.Open(set, tree[folder])).Message);
}
