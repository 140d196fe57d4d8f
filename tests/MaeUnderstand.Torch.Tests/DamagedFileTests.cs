using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using MaeUnderstand.Torch.Pickle;
using MaeUnderstand.Torch.Safetensors;
using MaeUnderstand.Torch.Tests.Pickle;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Tests;

/// <summary>
/// Sound files with a few bytes overwritten, cut out, doubled or cut off: reading them gives values or one line that says what is
/// wrong, never another exception, and soon.
/// </summary>
public sealed class DamagedFileTests : IDisposable
{
    private const int DamageCount = 1000;
    private static readonly TimeSpan LongestReading = TimeSpan.FromSeconds(5);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void SafetensorsFile_AnyDamage_IsReadOrRefused()
    {
        string sound = folder["sound"];
        using (NewDisposeScope())
        {
            SafetensorsWriter.Write(sound, [new("a.weight", zeros(2, 3)), new("none", zeros(0, 2)), new("c", ones(5, dtype: int16))],
                new Dictionary<string, string> { ["format"] = "pt" });
        }
        CheckDamage(File.ReadAllBytes(sound), ReadSafetensors);
    }

    [Fact, Trait("Kind", "Unit")]
    public void PthFile_AnyDamageToAZip_IsReadOrRefused() =>
        CheckDamage(
            TestCheckpoint.Zip(Pickle(), ("a/data/0", new byte[24]), ("a/data/1", new byte[8]), ("a/byteorder", "little"u8.ToArray())),
            ReadCheckpoint);

    [Fact, Trait("Kind", "Unit")]
    public void PthFile_AnyDamageToALegacyFile_IsReadOrRefused() =>
        CheckDamage(TestCheckpoint.Legacy(Pickle(), ["0", "1"], (6, new byte[24]), (1, new byte[8])), ReadCheckpoint);

    [Fact, Trait("Kind", "Unit")]
    public void PthFile_RandomInstructions_AreReadOrRefused()
    {
        byte[] alphabet =
            [.. "(.012GJKMNQRTUXCB]}ate)usbhqjrc"u8, .. Enumerable.Range(0x80, 0x19).Select(code => (byte)code), 0, 1, 2, (byte)'\n'];
        Gen<byte[]> pickles = Gen.ArrayOf(Gen.Frequency((20, Gen.Elements(alphabet)), (1, Gen.Choose(0, 255).Select(code => (byte)code))));
        Check(pickles.Resize(60).Select(pickle => TestCheckpoint.Zip(new PickleBytes().Raw(0x80, 2).Raw(pickle))), ReadCheckpoint);
    }

    [Fact, Trait("Kind", "Golden")]
    public void PthFile_AnyDamageToAFileOfPyTorch_IsReadOrRefused()
    {
        CheckDamage(File.ReadAllBytes(Golden.File("mae", "zip_float16.pth")), ReadCheckpoint);
        CheckDamage(File.ReadAllBytes(Golden.File("mae", "legacy_float16.pth")), ReadCheckpoint);
    }

    private static PickleBytes Pickle() => new PickleBytes().Raw(0x80, 2).Op("}(")
        .Text("model").Op("}(").Text("w").Tensor("FloatStorage", "0", 6, 0, [3, 2], [1, 3]).Text("v").Vector("FloatStorage", "0", 6).Op("u")
        .Text("step").Vector("LongStorage", "1", 1).Text("list").Op("](").Int(1).Long(2).Op("K\u0003Nq\u0000h\u0000e")
        .Text("args").Global("argparse", "Namespace").Op(")").Raw(0x81).Op("}").Text("lr").Op("G").Raw(0, 0, 0, 0, 0, 0, 0, 0).Op("sbu.");

    private void ReadSafetensors(string path)
    {
        using DisposeScope scope = NewDisposeScope();
        using SafetensorsFile file = SafetensorsFile.Open(path);
        foreach (SafetensorsEntry entry in file.Entries)
            file.Read(entry.Name);
    }

    private void ReadCheckpoint(string path)
    {
        using DisposeScope scope = NewDisposeScope();
        Walk(PthFile.Load(path));
        foreach ((_, PthTensor tensor) in PthFile.LoadStateDict(path))
            tensor.ToTensor();
    }

    private static void Walk(object? value)
    {
        IEnumerable<object?> children = value switch
        {
            PthDictionary dictionary => dictionary.Values,
            PthNamespace space => space.Attributes.Values,
            IReadOnlyList<object?> list => list,
            _ => [],
        };
        foreach (object? child in children)
            Walk(child);
        if (value is PthTensor tensor)
            tensor.ToTensor();
    }

    private void CheckDamage(byte[] sound, Action<string> read)
    {
        Gen<byte> anyByte = Gen.Choose(0, 255).Select(value => (byte)value);
        Gen<byte> telling = Gen.Elements<byte>(0, 1, 0x7f, 0x80, 0xff, (byte)'.', (byte)'"', (byte)'-', (byte)'9', (byte)'(');
        Gen<Func<byte[], byte[]>> edit = Gen.Choose(0, sound.Length - 1).SelectMany(at => Gen.Frequency(
            (4, Gen.OneOf(anyByte, telling).Select(value => (Func<byte[], byte[]>)(bytes => Overwrite(bytes, at, [value])))),
            (1, Gen.Elements<byte>(0, 0xff, 0x7f).Select(
                value => (Func<byte[], byte[]>)(bytes => Overwrite(bytes, at, [value, value, value, value])))),
            (1, Gen.Constant((Func<byte[], byte[]>)(bytes => bytes[..Math.Min(at, bytes.Length)]))),
            (1, Gen.Choose(1, 9).Select(count => (Func<byte[], byte[]>)(bytes => [.. bytes.Take(at), .. bytes.Skip(at + count)]))),
            (1, Gen.Choose(1, 9).Select(count => (Func<byte[], byte[]>)(bytes => [.. bytes.Take(at + count), .. bytes.Skip(at)])))));
        Gen<byte[]> damaged = Gen.Choose(1, 3).SelectMany(count => Gen.ArrayOf(edit, count))
            .Select(edits => edits.Aggregate(sound, (bytes, apply) => apply(bytes)));
        Check(damaged, read);
    }

    private void Check(Gen<byte[]> files, Action<string> read)
    {
        string path = folder["damaged"];
        int refused = 0, readable = 0;
        bool IsReadOrRefused(byte[] bytes)
        {
            File.WriteAllBytes(path, bytes);
            long start = Stopwatch.GetTimestamp();
            try
            {
                read(path);
                readable++;
            }
            catch (InvalidDataException fault)
            {
                refused++;
                Assert.StartsWith($"'{path}' ", fault.Message);
                Assert.DoesNotContain('\n', fault.Message);
            }
            return Stopwatch.GetElapsedTime(start) < LongestReading;
        }
        Config config = Config.QuickThrowOnFailure.WithMaxTest(DamageCount).WithReplay(2026, 11).WithQuietOnSuccess(true);
        FsCheck.Check.One(config, Prop.ForAll(files.ToArbitrary(), IsReadOrRefused));
        Assert.True(refused > DamageCount / 10, $"{readable} read, {refused} refused: the damage is too mild to test anything.");
    }

    private static byte[] Overwrite(byte[] bytes, int at, byte[] values)
    {
        byte[] copy = [.. bytes];
        for (int i = 0; i < values.Length && at + i < copy.Length; i++)
            copy[at + i] = values[i];
        return copy;
    }
}
