using System.Buffers.Binary;
using System.Text;
using MaeUnderstand.Torch.Safetensors;

namespace MaeUnderstand.Torch.Tests.Safetensors;

/// <summary>Faulty files, made by hand: each is refused with one line.</summary>
public sealed class SafetensorsFaultTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string FilePath => folder["bad.safetensors"];

    public void Dispose() => folder.Dispose();

    [Theory, Trait("Kind", "Unit")]
    [InlineData("[1]", 0, "has a header that is a JSON Array, not an object.")]
    [InlineData("{\"a\":", 0, "has a header that is not JSON (line 1, byte 5).")]
    [InlineData("{\"a\":3}", 0, "is faulty: tensor 'a' is described by a JSON Number, not by an object.")]
    [InlineData("{\"a\":{}}", 0, "is faulty: tensor 'a' has no dtype.")]
    [InlineData("{\"a\":{'dtype':'F32','dtype':'F32'}}", 0, "is faulty: tensor 'a' has more than one dtype.")]
    [InlineData("{'a':{'dtype':'F8','shape':[1],'data_offsets':[0,1]}}", 1,
        "is faulty: tensor 'a' has the unknown dtype 'F8'; known are F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL.")]
    [InlineData("{'a':{'dtype':7,'shape':[1],'data_offsets':[0,1]}}", 1,
        "is faulty: tensor 'a' has the unknown dtype '7'; known are F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL.")]
    [InlineData("{'a':{'dtype':'U8','shape':[-1],'data_offsets':[0,1]}}", 1, "is faulty: tensor 'a' has the impossible shape [-1].")]
    [InlineData("{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]}}", 0,
        "is faulty: tensor 'a' has the impossible shape [4294967296, 4294967296].")]
    [InlineData("{'a':{'dtype':'U8','shape':[1.5],'data_offsets':[0,1]}}", 1,
        "is faulty: tensor 'a' has a shape with '1.5', which is not a 64-bit integer.")]
    [InlineData("{'a':{'dtype':'U8','shape':{},'data_offsets':[0,1]}}", 1,
        "is faulty: tensor 'a' has a shape that is a JSON Object, not an array of integers.")]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}", 4,
        "is faulty: tensor 'a' has 4 bytes of data, but its shape [2] of F32 takes 8.")]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}", 4,
        "is faulty: tensor 'a' has the data_offsets [0, 8], but the file holds 4 bytes of data.")]
    [InlineData("{'a':{'dtype':'U8','shape':[1],'data_offsets':[2,1]}}", 4,
        "is faulty: tensor 'a' has the data_offsets [2, 1], but the file holds 4 bytes of data.")]
    [InlineData("{'a':{'dtype':'U8','shape':[1],'data_offsets':[-1,0]}}", 4,
        "is faulty: tensor 'a' has the data_offsets [-1, 0], but the file holds 4 bytes of data.")]
    [InlineData("{'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1,2]}}", 4,
        "is faulty: tensor 'a' has the data_offsets [0, 1, 2], but the file holds 4 bytes of data.")]
    [InlineData("{'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]},'b':{'dtype':'U8','shape':[2],'data_offsets':[1,3]}}", 3,
        "is faulty: tensor 'b' overlaps another one by 1 bytes.")]
    [InlineData("{'b':{'dtype':'U8','shape':[2],'data_offsets':[4,6]},'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]}}", 6,
        "is faulty: tensor 'b' comes after 2 bytes that belong to no tensor.")]
    [InlineData("{'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]}}", 5, "has 3 bytes after the last tensor.")]
    [InlineData("{'a':{'dtype':'U8','shape':[0],'data_offsets':[0,0]},'a':{'dtype':'U8','shape':[0],'data_offsets':[0,0]}}", 0,
        "names 'a' twice.")]
    [InlineData("{'__metadata__':[]}", 0, "has a __metadata__ that is a JSON Array, not an object of texts.")]
    [InlineData("{'__metadata__':{'k':1}}", 0, "has a __metadata__ entry 'k' that is a JSON Number, not a text.")]
    [InlineData("{'__metadata__':{'k':'1','k':'2'}}", 0, "has the __metadata__ entry 'k' twice.")]
    [InlineData("{'\\ud800':1}", 0, "has a header with a text that is not Unicode.")]
    public void Open_FaultyHeader_SaysWhatIsWrong(string header, int dataLength, string text)
    {
        Write(Encoding.UTF8.GetBytes(header.Replace('\'', '"')), dataLength);
        Assert.Equal($"'{FilePath}' {text}", Fault());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_HeaderThatIsNotUtf8_SaysWhere()
    {
        Write([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}'], 0);
        Assert.Equal($"'{FilePath}' has a header that is not UTF-8 (byte 2).", Fault());
    }

    [Fact, Trait("Kind", "Unit")]
    public void Open_ControlCharactersInAName_StayOutOfTheMessage()
    {
        Write(Encoding.UTF8.GetBytes("{\"a\\nb\\u001b[31m\":{}}"), 0);
        Assert.Equal($"'{FilePath}' is faulty: tensor 'a?b?[31m' has no dtype.", Fault());
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(new byte[0], "is 0 bytes long, but a safetensors file starts with 8 bytes of length.")]
    [InlineData(new byte[] { 2, 0, 0 }, "is 3 bytes long, but a safetensors file starts with 8 bytes of length.")]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, 1 }, "declares a header of 9 bytes, but 1 follow; was it cut short?")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0 }, "has a header that is not JSON (line 1, byte 0).")]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
        "declares a header of 18446744073709551615 bytes, above 100000000; is it a safetensors file?")]
    public void Open_FaultyStart_SaysWhatIsWrong(byte[] bytes, string text)
    {
        File.WriteAllBytes(FilePath, bytes);
        Assert.Equal($"'{FilePath}' {text}", Fault());
    }

    private void Write(byte[] header, int dataLength)
    {
        var bytes = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, 8);
        File.WriteAllBytes(FilePath, bytes);
    }

    private string Fault() => Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(FilePath)).Message;
}
