using MaeUnderstand.Evaluation.Robustness;

namespace MaeUnderstand.Evaluation.Tests.Robustness;

/// <summary>The lists that are part of the program.</summary>
public sealed class RobustnessListsTests
{
    [Fact, Trait("Kind", "Unit")]
    public void ImageNet_Classes_StandInTheOrderOfTheirIds()
    {
        Assert.Equal(Enumerable.Range(0, 1000), ImageNetClasses.All.Select(one => one.Index));
        Assert.Equal(ImageNetClasses.All.Select(one => one.Wnid).Order(StringComparer.Ordinal), ImageNetClasses.All.Select(one => one.Wnid));
        Assert.Equal(new ImageNetClass(1, "n01443537", "goldfish, Carassius auratus"), ImageNetClasses.All[1]);
        Assert.Equal(1000, ImageNetClasses.All.Select(one => one.Wnid).Distinct().Count());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Subsets_HaveTwoHundredAscendingClasses()
    {
        foreach (IReadOnlyList<int> subset in (IReadOnlyList<int>[])[ImageNetSubsets.A, ImageNetSubsets.R])
        {
            Assert.Equal(200, subset.Count);
            Assert.Equal(subset.Distinct().Order(), subset);
            Assert.InRange(subset[^1], 0, 999);
        }
        Assert.Equal("n01498041", RobustnessSets.ImageNetA.Classes[0].Folder);            // stingray
        Assert.Equal("n01443537", RobustnessSets.ImageNetR.Classes[0].Folder);            // goldfish
    }

    [Fact, Trait("Kind", "Unit")]
    public void ObjectNet_Folders_ShareNoIndex()
    {
        Assert.Equal(113, ObjectNetClasses.All.Count);
        int[] indices = [.. ObjectNetClasses.All.SelectMany(one => one.Indices)];
        Assert.Equal((125, 125), (indices.Length, indices.Distinct().Count()));
        Assert.Equal(9, ObjectNetClasses.All.Count(one => one.Indices.Count > 1));
        Assert.Equal([409, 530], ObjectNetClasses.All.Single(one => one.Folder == "alarm_clock").Indices);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Sets_StandInTheOrderOfTable1()
    {
        Assert.Equal(["IN1K", "IN-v2", "OJN", "IN-R", "IN-A", "IN-S"], RobustnessSets.All.Select(set => set.Column));
        Assert.Equal([50_000, 10_000, 18_574, 30_000, 7_500, 50_889], RobustnessSets.All.Select(set => set.ExpectedImages));
        Assert.Equal([false, false, true, true, true, false], RobustnessSets.All.Select(set => set.IsRestricted));
        Assert.All(PaperRows.All, row => Assert.Equal(RobustnessSets.All.Select(set => set.Column), row.Top1.Keys));
    }

    [Fact, Trait("Kind", "Unit")]
    public void PaperRows_OfAModel_AreThoseOfItsStatedOrInferredPatch()
    {
        Assert.Equal(11, PaperRows.All.Count);                                             // 8 of Table 1, 3 of Table 4
        Assert.Equal([67.41, 67.41], PaperRows.Of(0.75, 16, 16).Select(row => row.Top1["IN1K"]));
        Assert.Equal([67.41, 68.96], PaperRows.Of(0.75, 16, 8).Select(row => row.Top1["IN1K"]));
        Assert.Equal(
            ["paper, Table 1, ratio sweep, ViT patch 8 stated, 16 by its numbers"], PaperRows.Of(0.5, 16, 16).Select(row => row.Describe()));
        Assert.Equal(["paper, Table 4, patch sweep, ViT patch 32"], PaperRows.Of(0.75, 32, 32).Select(row => row.Describe()));
        Assert.Empty(PaperRows.Of(0.5, 8, 8));
    }
}
