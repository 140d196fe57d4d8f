using MaeUnderstand.Evaluation.Robustness;

namespace MaeUnderstand.Evaluation.Tests.Robustness;

/// <summary>The data sets' layouts in miniature, and accuracies worked out by hand.</summary>
public sealed class RobustnessEvaluatorTests : IDisposable
{
    private readonly MiniatureSet tree = new();

    public void Dispose() => tree.Dispose();

    /// <summary>As texts, 10 comes before 2 and 999 before 9999; each folder's first image is guessed right, the last one as 2.</summary>
    [Fact, Trait("Kind", "Unit")]
    public void ImageNetV2_FolderNames_AreIndices()
    {
        tree.Add("v2/2", 2).Add("v2/10", 10).Add("v2/999", 999).Add("v2/10", 2);
        RobustnessResult result = Evaluate(RobustnessSets.ImageNetV2, "v2", ColourClassifier.OfImageNet());
        Assert.Equal((4, 3 / 4.0), (result.Images, result.Top1));
        Assert.Null(result.RestrictedTop1);                                                // its classes are all of ImageNet's
        // Of the wrong one the guesses are 2, then of equal logits 0, 1, 3, 4: 10 is not among them.
        Assert.Equal(3 / 4.0, result.Top5);
    }

    /// <summary>Class 6 is the first of ImageNet-A's, 11 the second; 0, 1 and 2 are not among them.</summary>
    [Fact, Trait("Kind", "Unit")]
    public void ImageNetA_BestOfAllOutsideTheSubset_IsRightWithinIt()
    {
        (string six, string eleven) = (ImageNetClasses.All[6].Wnid, ImageNetClasses.All[11].Wnid);
        tree.Add($"a/{six}", 6)                     // right in both
            .Add($"a/{six}", 0, second: 1)          // 0, then 6: right among the 200, second of all
            .Add($"a/{six}", 11, second: 1)         // 11, then 6: wrong in both, second of all
            .Add($"a/{eleven}", 0, second: 2)       // 0, 1, then by order 2, 3, 4: not among five; of the 200, 6 comes first
            .Add($"a/{eleven}", 2, second: 3);      // 2, then 11: right among the 200
        RobustnessResult result = Evaluate(RobustnessSets.ImageNetA, "a", ColourClassifier.OfImageNet(6, 1, 11));
        Assert.Equal((3 / 5.0, 1 / 5.0, 4 / 5.0), (result.RestrictedTop1, result.Top1, result.Top5));
        Assert.Equal((5, 7500, 2, 200, 0), (result.Images, result.ExpectedImages, result.Folders, result.ExpectedFolders, result.OtherFolders));
    }

    [Fact, Trait("Kind", "Unit")]
    public void ImageNetR_Subset_IsItsOwn()
    {
        // Class 1 is ImageNet-R's first, and 6, which is in both subsets, another. 0 is in neither, 15 in ImageNet-A's alone.
        tree.Add($"r/{ImageNetClasses.All[1].Wnid}", 15, second: 1).Add($"r/{ImageNetClasses.All[1].Wnid}", 6, second: 1);
        RobustnessResult result = Evaluate(RobustnessSets.ImageNetR, "r", ColourClassifier.OfImageNet(1));
        Assert.Equal((1 / 2.0, 0, 1), (result.RestrictedTop1, result.Top1, result.Top5));
    }

    /// <summary>The two folders that the repository's list of paths gives another class's label, and that class's folder.</summary>
    [Fact, Trait("Kind", "Unit")]
    public void ImageNetSketch_Label_IsTheFolders()
    {
        int[] classes = [.. ((string[])["n02012849", "n03126707"]).Select(wnid => ImageNetClasses.All.Single(one => one.Wnid == wnid).Index)];
        foreach (int index in classes)
            tree.Add($"sketch/{ImageNetClasses.All[index].Wnid}", index);
        tree.Add("sketch/n03126707", classes[0]);
        Assert.Equal(2 / 3.0, Evaluate(RobustnessSets.ImageNetSketch, "sketch", ColourClassifier.OfImageNet()).Top1);
    }

    /// <summary>An alarm clock may be 409 or 530, a banana is 954; air_freshener is no class of ImageNet. A red pixel that is left of the
    /// border fails the test in the classifier.</summary>
    [Fact, Trait("Kind", "Unit")]
    public void ObjectNet_SeveralIndices_CountForOneFolder()
    {
        tree.Add("objectnet-1.0/images/alarm_clock", 409, redBorder: 2)                // right
            .Add("objectnet-1.0/images/alarm_clock", 530, redBorder: 2)                // right as well
            .Add("objectnet-1.0/images/alarm_clock", 0, second: 1, redBorder: 2)       // 0 is no class here: right among the 113 alone
            .Add("objectnet-1.0/images/banana", 530, second: 2, redBorder: 2)          // an alarm clock to it: wrong
            .Add("objectnet-1.0/images/air_freshener", 409, redBorder: 2);             // left out
        RobustnessResult result = Evaluate(RobustnessSets.ObjectNet, "objectnet-1.0", ColourClassifier.OfImageNet(530, 954));
        Assert.Equal((3 / 4.0, 2 / 4.0, 4 / 4.0), (result.RestrictedTop1, result.Top1, result.Top5));
        Assert.Equal((4, 2, 1), (result.Images, result.Folders, result.OtherFolders));
        Assert.Equal(result, Evaluate(RobustnessSets.ObjectNet, "objectnet-1.0/images", ColourClassifier.OfImageNet(530, 954)));
    }

    [Fact, Trait("Kind", "Unit")]
    public void ObjectNet_WiderBorderThanTwo_IsNotCut()
    {
        tree.Add("images/banana", 954, redBorder: 3);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Evaluate(RobustnessSets.ObjectNet, ".", ColourClassifier.OfImageNet()));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Classifier_InAnotherOrderOfClasses_ScoresTheSame()
    {
        string[] wnids = [.. ImageNetClasses.All.Select(one => one.Wnid)];
        tree.Add($"a/{wnids[6]}", 6).Add($"a/{wnids[6]}", 11, second: 1).Add($"a/{wnids[11]}", 11);
        var reversed = new ColourClassifier([.. wnids.Reverse()], 6) { Numbering = wnids };
        RobustnessResult result = Evaluate(RobustnessSets.ImageNetA, "a", reversed);
        Assert.Equal((2 / 3.0, 2 / 3.0), (result.RestrictedTop1, result.Top1));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Classifier_OfOtherClasses_IsRefused()
    {
        var error = Assert.Throws<InvalidDataException>(() => new RobustnessEvaluator(new ColourClassifier(["cat", "dog"])));
        Assert.Equal("'colours' is a head of 2 classes ('cat', 'dog'); the robustness data sets need one of ImageNet's 1000, named by their " +
            "WordNet ids ('n01440764' to 'n15075141'): probe on ImageNet-1K's own folders.", error.Message);
        string[] almost = [.. ImageNetClasses.All.Select(one => one.Wnid).SkipLast(1), "n01440764"];
        Assert.Throws<InvalidDataException>(() => new RobustnessEvaluator(new ColourClassifier(almost)));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Logits_NotFinite_EndTheEvaluation()
    {
        tree.Add("v2/2", 2);
        var error = Assert.Throws<InvalidDataException>(() => Evaluate(
            RobustnessSets.ImageNetV2, "v2", new ColourClassifier([.. ImageNetClasses.All.Select(one => one.Wnid)]) { Filling = float.NaN }));
        Assert.Equal("'colours' gives logits that are not finite numbers. Did its training diverge?", error.Message);
    }

    private RobustnessResult Evaluate(RobustnessSet set, string folder, ColourClassifier classifier)
    {
        using RobustnessImages images = RobustnessImages.Open(set, tree[folder]);
        return new RobustnessEvaluator(classifier).Evaluate(images, CancellationToken.None);
    }
}
