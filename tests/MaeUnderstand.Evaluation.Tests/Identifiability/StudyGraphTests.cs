using MaeUnderstand.Evaluation.Identifiability;

namespace MaeUnderstand.Evaluation.Tests.Identifiability;

[Trait("Kind", "Unit")]
public sealed class StudyGraphTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("fig2"), InlineData("fig4"), InlineData("pitfalls")]
    public void Masks_OfEachExample_ReachFourDifferentSetsOnSeveralLevels(string name)
    {
        IdentifyCase[] cases = [.. StudyGraph.Open(name).Cases([])];
        Assert.Equal(4, cases.Select(subject => string.Join(' ', subject.Located.Shared.C)).Distinct().Count());
        Assert.True(cases.Select(subject => subject.Located.Shared.C.Max(node => subject.Graph.Levels[node])).Distinct().Count() > 1);
    }

    [Theory]
    [InlineData("g.json", """{"latents":["z"],"observables":["a","b"],"edges":[["z","a"],["z","b"]],"masked":["b"]}""")]
    [InlineData("g.dot", "digraph { a [kind=observable]; b [kind=observable, masked=true]; z -> a; z -> b }")]
    public void Open_File_HasItsMask(string file, string text)
    {
        File.WriteAllText(folder[file], text);
        IdentifyCase only = Assert.Single(StudyGraph.Open(folder[file]).Cases([]));
        Assert.Equal((folder[file], "b"), (only.GraphName, only.MaskName));
    }

    [Fact]
    public void Cases_FileWithoutMask_AsksForOne()
    {
        string file = folder["g.json"];
        File.WriteAllText(file, """{"latents":["z"],"observables":["a","b"],"edges":[["z","a"],["z","b"]]}""");
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => StudyGraph.Open(file).Cases([]));
        Assert.Equal($"--masks is missing, and '{file}' has no mask of its own: name the masked observables, commas between.",
            fault.Message);
        Assert.Equal("a", Assert.Single(StudyGraph.Open(file).Cases(["a"])).MaskName);
    }

    [Fact]
    public void Open_NodesOfManyDimensions_IsRefused()
    {
        string file = folder["g.json"];
        File.WriteAllText(file,
            """{"latents":["z"],"observables":["a","b"],"edges":[["z","a"],["z","b"]],"noise_dimensions":{"z":200}}""");
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => StudyGraph.Open(file));
        Assert.Equal(
            $"The nodes of the graph '{file}' have 602 dimensions together, too many to train on: at most 512.", fault.Message);
    }

    [Fact]
    public void GraphFingerprint_OtherDimensions_IsAnother()
    {
        const string graph = """{"latents":["z"],"observables":["a","b"],"edges":[["z","a"],["z","b"]],"masked":["a"]""";
        File.WriteAllText(folder["a.json"], graph + "}");
        File.WriteAllText(folder["b.json"], graph + ""","name":"other","noise_dimensions":{"a":1}}""");
        File.WriteAllText(folder["c.json"], graph + ""","noise_dimensions":{"a":2}}""");
        Assert.Equal(Fingerprint("a.json"), Fingerprint("b.json"));
        Assert.NotEqual(Fingerprint("a.json"), Fingerprint("c.json"));

        string Fingerprint(string file) => StudyGraph.Open(folder[file]).Cases([]).Single().GraphFingerprint;
    }
}
