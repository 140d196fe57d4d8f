using System.Security.Cryptography;
using MaeUnderstand.Torch.Files;
using MaeUnderstand.Torch.Safetensors;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Tests;

public sealed class ChecksumFileTests : IDisposable
{
    private const string HashOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";       // FIPS 180-4's example

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Write_AFile_IsALineThatSha256sumChecks()
    {
        using IncrementalHash checksum = ChecksumFile.Begin();
        checksum.AppendData("ab"u8);
        checksum.AppendData("c"u8);
        ChecksumFile.Write(folder.FullName, ("abc", checksum));
        Assert.Equal($"{HashOfAbc}  abc\n", File.ReadAllText(folder["SHA256SUMS"]));
        File.WriteAllText(folder["abc"], "abc");
        ChecksumFile.Verify(folder["abc"]);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Write_Safetensors_IsTheChecksumOfTheFile()
    {
        using var scope = NewDisposeScope();
        using IncrementalHash checksum = ChecksumFile.Begin();
        SafetensorsWriter.Write(folder["a"], [new("x", arange(100_000)), new("y", ones(3))], checksum: checksum);
        Assert.Equal(SHA256.HashData(File.ReadAllBytes(folder["a"])), checksum.GetCurrentHash());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Verify_AnotherByte_IsRefusedWithBothSums()
    {
        File.WriteAllText(folder["abc"], "abd");
        File.WriteAllText(folder["SHA256SUMS"], $"{HashOfAbc}  abc\n");
        DamagedFileException fault = Assert.Throws<DamagedFileException>(() => ChecksumFile.Verify(folder["abc"]));
        Assert.Equal($"'{folder["abc"]}' is damaged: its SHA-256 is a52d159f262b…, but SHA256SUMS beside it says ba7816bf8f01…. " +
            "Use another checkpoint.", fault.Message);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData($"{HashOfAbc}  other\n")]
    [InlineData($"{HashOfAbc} *abc\n")]
    [InlineData(null)]
    public void Verify_NotListedOrListedOtherwise_Passes(string? list)
    {
        File.WriteAllText(folder["abc"], "abc");
        if (list is not null)
            File.WriteAllText(folder["SHA256SUMS"], list);
        ChecksumFile.Verify(folder["abc"]);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("")]
    [InlineData("ba7816bf  abc\n")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    public void Verify_ListThatIsNone_IsRefused(string list)
    {
        File.WriteAllText(folder["abc"], "abc");
        File.WriteAllText(folder["SHA256SUMS"], list);
        DamagedFileException fault = Assert.Throws<DamagedFileException>(() => ChecksumFile.Verify(folder["abc"]));
        Assert.Equal($"'{folder["SHA256SUMS"]}' is damaged: it is no list of SHA-256 checksums. Use another checkpoint.", fault.Message);
    }
}
