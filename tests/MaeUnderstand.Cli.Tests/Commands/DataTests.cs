using System.Globalization;
using System.Text.Json;
using MaeUnderstand.Cli.Tests.Support;
using MaeUnderstand.Data;

namespace MaeUnderstand.Cli.Tests.Commands;

/// <summary><c>mae data pack</c> and <c>mae data synth</c>, and what they write where other commands take a folder.</summary>
public sealed class DataTests : IDisposable
{
    private readonly CliRun run = new();

    public void Dispose() => run.Dispose();

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pack_SomeUnreadable_ListsThemAndSaysWhatWasPacked()
    {
        TinyImages.Make(run["photos"], 3, corruptCount: 1);
        run.Succeed("data", "pack", "--data", "photos", "--output", "photos.pack", "--max-side", "12", "--max-bad-fraction", "0.25");

        double before = Enumerable.Range(0, 3).Sum(i => new FileInfo(run[$"photos/image-{i:D2}.png"]).Length) / 1e6;
        double now = new FileInfo(run["photos.pack"]).Length / 1e6;
        Assert.Equal([$"Packed 3 images of 1 class into photos.pack: {before:F1} MB before, {now:F1} MB now; 3 shrunk, 1 unreadable."],
            run.OutputLines);
        string broken = Path.Combine("photos", "broken-00.png");
        Assert.Equal($"warning: cannot read {broken}: '{broken}' is damaged: its data ends early.", run.ErrorLines[0]);
        Assert.StartsWith("4/4 images  ", Assert.Single(run.ErrorLines[1..]));
        using PackedImages packed = PackedImages.Open(run["photos.pack"]);
        using IImageReader image = packed.Open(2, epoch: 0);
        Assert.Equal((12, 12), (image.Height, image.Width));
    }

    [Theory, Trait("Kind", "EndToEnd")]
    [InlineData("jpeg")]
    [InlineData("raw")]
    public void Pretrain_NothingShrunk_RepeatsTheFoldersLosses(string encoding)
    {
        TinyImages.Make(run["photos"], 6);
        run.Succeed("data", "pack", "--data", "photos", "--output", "photos.pack", "--max-side", "24", "--encoding", encoding);
        run.Succeed(TinyRun.Pretrain("--data", "photos", "--output", "folder"));
        run.Succeed(TinyRun.Pretrain("--data", "photos.pack", "--output", "packed"));
        Assert.Equal(run.Metrics("folder"), run.Metrics("packed"));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void BenchLoader_PackedFile_IsMeasured()
    {
        TinyImages.Make(run["photos"], 4);
        run.Succeed("data", "pack", "--data", "photos", "--output", "photos.pack", "--max-side", "8");
        run.Succeed("bench", "loader", "--data", "photos.pack", "--image-size", "8", "--batch", "2", "--images", "4", "--json");
        Assert.Contains("\"images_per_second\":", Assert.Single(run.OutputLines));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pack_Stopped_LeavesNoFile()
    {
        TinyImages.Make(run["photos"], 20, corruptCount: 1, side: 8);
        run.OnErrorLine = line => run.Stop(ExitCode.Interrupted);                  // the broken image comes first
        Assert.Equal(ExitCode.Interrupted, run.Invoke(
            "data", "pack", "--data", "photos", "--output", "photos.pack", "--max-side", "8", "--workers", "1", "--max-bad-fraction", "1"));
        Assert.Equal("mae: Stopped.", run.ErrorLines[^1]);
        Assert.Equal("", run.StandardOutput);
        Assert.Equal([run["photos"]], Directory.EnumerateFileSystemEntries(run.Folder));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Pack_BadInput_IsRefusedWithALine()
    {
        TinyImages.Make(run["photos"], 1, corruptCount: 1);
        File.WriteAllText(run["there"], "mine");
        string[] Pack(string data, string output, string maxSide, params string[] more) =>
            ["data", "pack", "--data", data, "--output", output, "--max-side", maxSide, .. more];

        run.Refuse("There is no folder 'none'.", Pack("none", "out", "8"));
        run.Refuse("'there' is a file; a folder of images is needed.", Pack("there", "out", "8"));
        run.Refuse("'there' exists already: remove it, or give --output another name.", Pack("photos", "there", "8"));
        run.Refuse("'photos' exists already: remove it, or give --output another name.", Pack("photos", "photos", "8"));
        run.Refuse($"'no/out' cannot be written: there is no folder '{run["no"]}'.", Pack("photos", "no/out", "8"));
        run.Refuse("--max-side must be between 1 and 65500 pixels, but is 0.", Pack("photos", "out", "0"));
        run.Refuse("--max-side must be a whole number, but is 'big' (command line).", Pack("photos", "out", "big"));
        run.Refuse("--encoding must be one of jpeg, raw, but is 'bmp' (command line).", Pack("photos", "out", "8", "--encoding", "bmp"));
        Assert.Equal(ExitCode.BadInput, run.Invoke("data", "pack"));
        Assert.Equal(
        [
            "mae: --data is missing: name the folder of images to pack.",
            "mae: --output is missing: name the file to write.",
            "mae: --max-side is missing: say how many pixels the longer side of a packed image may have, such as 400.",
        ], run.ErrorLines);
        Assert.Equal(ExitCode.BadInput, run.Invoke(Pack("photos", "out", "8")));
        Assert.StartsWith(
            "mae: 1 of 2 images could not be read so far, which is more than the 1 % allowed (--max-bad-fraction); for example: ",
            run.ErrorLines[^1]);
        Assert.Equal("mine", File.ReadAllText(run["there"]));
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(run.Folder).Count());
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Synth_Folder_HoldsTheSourcesPixelsAndLatents()
    {
        Directory.CreateDirectory(run["made"]);                                     // an empty one is no obstacle
        run.Succeed("data", "synth", "--out", "made/", "--images", "7", "--size", "12", "--classes", "3", "--seed", "4", "--split", "val");

        Assert.Equal(["Wrote 7 images of 3 classes into made, and their 101 latents into made/latents.csv."], run.OutputLines);
        Assert.StartsWith("7/7 images  ", Assert.Single(run.ErrorLines));
        Assert.Equal(["latents.csv", "latents.json", "synthetic-00", "synthetic-01", "synthetic-02"],
            Directory.EnumerateFileSystemEntries(run["made"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var source = new SyntheticSource(7, 12, classes: 3, seed: 4, SyntheticSplit.Validation);
        ImageFolder folder = ImageFolder.Open("made");
        Assert.Equal(source.ClassNames, folder.ClassNames);
        Assert.Equal(7, folder.Count);
        Dictionary<string, int> numbers = Enumerable.Range(0, folder.Count).ToDictionary(folder.NameOf);
        string[] rows = run.ReadLines("made/latents.csv");
        Assert.Equal(["file", "class_name", .. source.World.Variables.Select(variable => variable.Name)], rows[0].Split(','));
        Assert.Equal(8, rows.Length);
        for (int i = 0; i < source.Count; i++)
        {
            string[] row = rows[i + 1].Split(',');
            Assert.Equal(source.ClassNames[i % 3], row[1]);
            Assert.Equal(source.SceneOf(i, 0).Latents, row[2..].Select(text => double.Parse(text, CultureInfo.InvariantCulture)));
            int number = numbers[Path.Combine("made", row[0])];
            Assert.Equal(i % 3, folder.LabelOf(number));
            Assert.Equal(Pixels(source, i), Pixels(folder, number));
        }
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Synth_VariablesFile_DescribesTheColumns()
    {
        run.Succeed("data", "synth", "--out", "made", "--images", "1", "--size", "8", "--classes", "1");
        Assert.Equal("Wrote 1 images of 1 class into made, and their 101 latents into made/latents.csv.", run.OutputLines[0]);
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(run["made/latents.json"]));
        JsonElement[] variables = [.. file.RootElement.GetProperty("variables").EnumerateArray()];
        Assert.Equal(run.ReadLines("made/latents.csv")[0].Split(',')[2..], variables.Select(one => one.GetProperty("name").GetString()));
        Assert.Equal("""{"name":"class","level":3,"kind":"discrete","classes":1}""", Compact(variables[0]));
        Assert.Equal("""{"name":"pose.x","level":3,"kind":"continuous","classes":0}""", Compact(variables[1]));
        Assert.Equal("""{"name":"part1.shape","level":2,"kind":"discrete","classes":8}""", Compact(variables[9]));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Synth_Stopped_LeavesNoFolder()
    {
        run.OnErrorLine = line => run.Stop(ExitCode.Interrupted);
        Assert.Equal(ExitCode.Interrupted, run.Invoke("data", "synth", "--out", "made", "--images", "10", "--size", "8"));
        Assert.Equal("mae: Stopped.", run.ErrorLines[^1]);
        Assert.Equal("", run.StandardOutput);
        Assert.Empty(Directory.EnumerateFileSystemEntries(run.Folder));
    }

    [Fact, Trait("Kind", "EndToEnd")]
    public void Synth_BadInput_IsRefusedWithALine()
    {
        TinyImages.Make(run["photos"], 1);
        run.Refuse("--out is missing: name the folder to write.", "data", "synth");
        run.Refuse("'photos' exists already and is not an empty folder: remove it, or give --out another name.",
            "data", "synth", "--out", "photos");
        run.Refuse($"'no/made' cannot be written: there is no folder '{run["no"]}'.", "data", "synth", "--out", "no/made");
        run.Refuse("--classes must be at least 1, but is 0.", "data", "synth", "--out", "made", "--classes", "0");
        run.Refuse("--images must be at least --classes (10), so that every class has one, but is 9.",
            "data", "synth", "--out", "made", "--images", "9");
        run.Refuse("--size must be between 8 and 4096, but is 7.", "data", "synth", "--out", "made", "--size", "7");
        run.Refuse("--split must be train or val, but is 'test'.", "data", "synth", "--out", "made", "--split", "test");
        run.Refuse($"--workers must be between 1 and {LoaderOptions.MaxWorkers}, but is 0.",
            "data", "synth", "--out", "made", "--workers", "0");
        Assert.Equal([run["photos"]], Directory.EnumerateFileSystemEntries(run.Folder));
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    private static byte[] Pixels(IImageSource source, int index)
    {
        using IImageReader reader = source.Open(index, epoch: 0);
        var rgb = new byte[reader.Height * reader.Width * 3];
        reader.Decode(PixelBox.Whole(reader.Height, reader.Width), rgb);
        return rgb;
    }
}
