using MaeUnderstand.Torch.Compute;
using TorchSharp;
using static TorchSharp.torch;

namespace MaeUnderstand.Torch.Tests.Compute;

public sealed class ComputeDeviceTests
{
    [Theory, Trait("Kind", "Unit")]
    [InlineData("auto")]
    [InlineData("cpu")]
    [InlineData("cuda")]
    [InlineData("cuda:0")]
    [InlineData("cuda:12")]
    public void ProblemWith_KnownName_IsNone(string name) => Assert.Null(ComputeDevice.ProblemWith(name));

    [Theory, Trait("Kind", "Unit")]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("CPU")]
    [InlineData("cpu:0")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    [InlineData("cuda:1x")]
    [InlineData("cuda:99999999999")]
    public void ProblemWith_OtherName_SaysWhatIsAllowed(string name)
    {
        string message = $"--device must be auto, cpu, cuda or cuda:N, but is '{name}'.";
        Assert.Equal(message, ComputeDevice.ProblemWith(name));
        ArgumentException fault = Assert.Throws<ArgumentException>(() => ComputeDevice.Resolve(name));
        Assert.Equal(message + " (Parameter 'name')", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Resolve_Cpu_IsTheCpu() => Assert.Equal(DeviceType.CPU, ComputeDevice.Resolve("cpu").type);

    [Fact, Trait("Kind", "Unit")]
    public void Resolve_Auto_IsTheFirstCudaDeviceElseTheCpu()
    {
        Device device = ComputeDevice.Resolve("auto");
        Assert.Equal(cuda.is_available() ? "cuda:0" : "cpu", device.ToString());
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("cuda")]
    [InlineData("cuda:1")]
    public void Resolve_CudaWithoutCuda_SaysWhatToDo(string name)
    {
        Assert.SkipWhen(cuda.is_available(), "This machine has CUDA.");
        NotSupportedException fault = Assert.Throws<NotSupportedException>(() => ComputeDevice.Resolve(name));
        Assert.Equal($"--device {name}: CUDA is not available: there is no NVIDIA driver, or this libtorch is the CPU's. Build with " +
            "-p:TorchBackend=cuda or point --libtorch at a PyTorch with CUDA; --device cpu works everywhere.", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Resolve_CudaDeviceBeyondTheLast_SaysHowManyThereAre()
    {
        Assert.SkipUnless(cuda.is_available(), "This machine has no CUDA.");
        int count = cuda.device_count();
        NotSupportedException fault = Assert.Throws<NotSupportedException>(() => ComputeDevice.Resolve($"cuda:{count}"));
        Assert.Equal($"--device cuda:{count}: there are {count} CUDA devices, numbered from 0.", fault.Message);
        Assert.Equal("cuda:0", ComputeDevice.Resolve("cuda").ToString());
        Assert.Equal($"cuda:{count - 1}", ComputeDevice.Resolve($"cuda:{count - 1}").ToString());
    }
}
