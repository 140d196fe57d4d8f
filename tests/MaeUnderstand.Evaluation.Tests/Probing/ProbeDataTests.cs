using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Evaluation.Sources;

namespace MaeUnderstand.Evaluation.Tests.Probing;

public sealed class ProbeDataTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Open_ValidationWithFewerClasses_KeepsTheTrainingLabels()
    {
        Make("train", ("a", 2), ("b", 2), ("c", 2));
        Make("val", ("a", 1), ("c", 3));
        using ProbeData data = ProbeData.Open(folder["train"], folder["val"]);
        Assert.Equal(["a", "b", "c"], data.Validation.ClassNames);
        Assert.Equal([0, 2, 2, 2], Enumerable.Range(0, data.Validation.Count).Select(data.Validation.LabelOf));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_UnknownValidationClass_NamesIt()
    {
        Make("train", ("a", 1), ("b", 1));
        Make("val", ("a", 1), ("x", 1), ("y", 1));
        AssertRefused($"'{folder["val"]}' has 2 of 3 classes that '{folder["train"]}' lacks: 'x', 'y'. " +
            "Classes are matched by their folders' names.");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_EmptyClassFolder_NamesIt()
    {
        Make("train", ("a", 1), ("b", 1));
        Make("val", ("a", 1), ("b", 0));
        var error = Assert.Throws<InvalidDataException>(() => ProbeData.Open(folder["train"], folder["val"]));
        Assert.StartsWith($"The class folder '{Path.Combine(folder["val"], "b")}' holds no images;", error.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_FlatFolder_AsksForClasses()
    {
        Make("train", (".", 3));
        Make("val", (".", 3));
        AssertRefused($"'{folder["train"]}' holds images of one class only ('train'): there must be a sub-folder a class.");
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_FewLabels_DrawsThemBySeed()
    {
        Make("train", ("a", 9), ("b", 12));
        Make("val", ("a", 1), ("b", 1));
        string[] first = Kept(seed: 1);
        Assert.Equal(6, first.Length);
        Assert.Equal(3, first.Count(name => Path.GetFileName(Path.GetDirectoryName(name)) == "a"));
        Assert.Equal(first, Kept(seed: 1));
        Assert.NotEqual(first, Kept(seed: 2));
        AssertRefused($"--labels-per-class 10: the class 'a' of '{folder["train"]}' has 9 images.", labelsPerClass: 10);

        string[] Kept(long seed)
        {
            using ProbeData data = ProbeData.Open(folder["train"], folder["val"], labelsPerClass: 3, seed);
            return [.. Enumerable.Range(0, data.Train.Count).Select(data.Train.NameOf)];
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Fingerprint_ChangesWithTheFiles()
    {
        Make("train", ("a", 2), ("b", 2));
        string before = Fingerprint();
        Assert.Equal(before, Fingerprint());
        File.AppendAllBytes(Path.Combine(folder["train"], "a", "0.png"), [0]);
        string changed = Fingerprint();
        Assert.NotEqual(before, changed);
        File.Delete(Path.Combine(folder["train"], "b", "1.png"));
        Assert.NotEqual(changed, Fingerprint());
    }

    private string Fingerprint() => SourceFingerprint.Of(folder["train"], ImageFolder.Open(folder["train"]));

    private void AssertRefused(string message, int? labelsPerClass = null) => Assert.Equal(
        message, Assert.Throws<InvalidDataException>(() => ProbeData.Open(folder["train"], folder["val"], labelsPerClass)).Message);

    private void Make(string split, params (string Class, int Count)[] classes)
    {
        foreach ((string name, int count) in classes)
        {
            string path = Directory.CreateDirectory(Path.Combine(folder[split], name)).FullName;
            for (int i = 0; i < count; i++)
                PngFile.Write(Path.Combine(path, $"{i}.png"), new byte[12], 2, 2);
        }
    }
}
