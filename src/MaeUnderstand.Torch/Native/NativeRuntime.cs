using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace MaeUnderstand.Torch.Native;

/// <summary>
/// Makes TorchSharp's native half load. As shipped it asks for a newer libstdc++ than Debian 12, Ubuntu 22.04 and older systems have;
/// there, and only there, a copy without that needless demand takes its place (see <see cref="SymbolVersionPatch"/>). It also serves
/// the libtorch of an existing PyTorch installation. Registered when this assembly loads, so that a program that uses any type of
/// MaeUnderstand needs to do nothing; a program that calls TorchSharp first calls <see cref="Register"/>.
/// </summary>
public static class NativeRuntime
{
    private const string Bridge = "LibTorchSharp";
    private const string LibTorchVersion = "2.10";              // what this TorchSharp was built against

    private static readonly Lock Gate = new();
    private static bool isRegistered;
    private static string? externalDirectory;
    private static nint bridgeHandle;

    /// <summary>Where the bridge was taken from once it has loaded; <see langword="null"/> before that.</summary>
    public static string? BridgePath { get; private set; }

    /// <summary>Whether the patched copy of the bridge serves this process.</summary>
    public static bool IsPatched { get; private set; }

    /// <summary>The directory whose libtorch this process uses: an external one, or the program's own.</summary>
    public static string LibTorchDirectory => externalDirectory ?? Path.GetDirectoryName(FindShipped(LibraryFile("torch_cpu"))) ?? "";

    /// <summary>The version of the libtorch in use: the package's, or what an external one says of itself.</summary>
    public static string LibTorch => externalDirectory is null
        ? torch.__version__
        : ExternalVersion(externalDirectory) ?? $"{LibTorchVersion} expected, the folder does not say";

    /// <summary>The version of the TorchSharp package in use.</summary>
    public static string TorchSharpVersion => InformationalVersion(typeof(torch).Assembly);

#pragma warning disable CA2255 // a library must not rely on its caller for native loading: that is this type's whole purpose
    /// <summary>Registers the native loader; further calls do nothing. Runs by itself when this assembly loads.</summary>
    [ModuleInitializer]
    public static void Register()
#pragma warning restore CA2255
    {
        lock (Gate)
        {
            if (isRegistered)
                return;
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
            isRegistered = true;
        }
    }

    /// <summary>Uses the libtorch in <paramref name="directory"/> (for instance <c>site-packages/torch/lib</c>) instead of the
    /// program's own. Must come before the first tensor.</summary>
    /// <param name="directory">Holds <c>libtorch_cpu.so</c> (or the platform's equivalent), of the version that TorchSharp was built for.</param>
    /// <exception cref="DirectoryNotFoundException">The directory holds no libtorch.</exception>
    /// <exception cref="InvalidOperationException">libtorch is loaded already.</exception>
    /// <exception cref="DllNotFoundException">The libraries do not load; the message says why.</exception>
    public static void UseLibTorch(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string full = Path.GetFullPath(directory);
        if (!File.Exists(Path.Combine(full, LibraryFile("torch_cpu"))))
        {
            throw new DirectoryNotFoundException($"'{full}' holds no {LibraryFile("torch_cpu")}; --libtorch and MAE_LIBTORCH name the " +
                "directory of libtorch's libraries, in a PyTorch installation site-packages/torch/lib.");
        }
        lock (Gate)
        {
            if (bridgeHandle != 0 || BridgePath is not null)
                throw new InvalidOperationException("libtorch is loaded already: choose another one before the first tensor is made.");
            RefuseOtherVersion(full);
            externalDirectory = full;
            LoadSiblings(full);
            LoadBridge();
            MarkAsLoaded();
        }
    }

    /// <summary>Loads libtorch now, so that a failure tells its own reason: TorchSharp, left to itself, blames a missing package.</summary>
    /// <exception cref="DllNotFoundException">A library does not load; the message says why.</exception>
    public static void Load()
    {
        lock (Gate)
        {
            if (BridgePath is null && OperatingSystem.IsLinux())
                LoadOwn();
        }
    }

    private static nint Resolve(Assembly assembly, string name)
    {
        if (name is not (Bridge or $"lib{Bridge}" or $"lib{Bridge}.so"))
            return 0;
        lock (Gate)
        {
            if (bridgeHandle == 0 && OperatingSystem.IsLinux())
                LoadOwn();
            return bridgeHandle;
        }
    }

    private static void LoadOwn()
    {
        if (FindShipped(LibraryFile("torch_cpu")) is { } sibling)
            LoadSiblings(Path.GetDirectoryName(sibling)!);
        LoadBridge();
    }

    /// <summary>
    /// Keeps TorchSharp from loading the program's own libtorch beside the external one, which it would do by full path at the first
    /// tensor: two copies in a process register every operator twice, and that ends it.
    /// </summary>
    private static void MarkAsLoaded()
    {
        foreach (string name in (string[])["nativeBackendLoaded", "nativeBackendCudaLoaded"])
        {
            FieldInfo field = typeof(torch).GetField(name, BindingFlags.NonPublic | BindingFlags.Static)
                ?? throw new NotSupportedException($"This TorchSharp ({TorchSharpVersion}) cannot use another libtorch.");
            field.SetValue(null, true);
        }
    }

    /// <summary>A Python installation says its version beside the libraries; another one than TorchSharp's would crash, not work.</summary>
    private static void RefuseOtherVersion(string directory)
    {
        if (ExternalVersion(directory) is { } version && !version.StartsWith(LibTorchVersion + ".", StringComparison.Ordinal))
        {
            throw new NotSupportedException($"'{directory}' is libtorch {version}, but TorchSharp {TorchSharpVersion} needs " +
                $"{LibTorchVersion}: use a PyTorch of that version.");
        }
    }

    private static string? ExternalVersion(string directory)
    {
        string path = Path.Combine(directory, "..", "version.py");                          // of a Python package
        if (!File.Exists(path))
            return null;
        string? line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith("__version__", StringComparison.Ordinal));
        return line?.Split('=', 2)[^1].Trim().Trim('\'', '"');
    }

    private static void LoadBridge()
    {
        string shipped = FindShipped(LibraryFile(Bridge)) ?? throw new DllNotFoundException(
            $"{LibraryFile(Bridge)} is neither beside the program nor in its runtimes folder; was it published for another platform?");
        if (NativeLibrary.TryLoad(shipped, out bridgeHandle))
        {
            BridgePath = shipped;
            return;
        }
        if (!OperatingSystem.IsLinux())
            bridgeHandle = NativeLibrary.Load(shipped);                       // throws with the loader's reason

        string patched = SymbolVersionPatch.PatchedCopy(shipped, TorchSharpVersion, CacheDirectories());
        bridgeHandle = NativeLibrary.Load(patched);
        BridgePath = patched;
        IsPatched = true;
    }

    /// <summary>
    /// Loads libtorch itself by full path: the shipped bridge finds its siblings beside it, a copy elsewhere needs them in the process.
    /// </summary>
    private static void LoadSiblings(string directory)
    {
        foreach (string name in (string[])["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"])
        {
            string path = Path.Combine(directory, LibraryFile(name));
            if (File.Exists(path))
                NativeLibrary.Load(path);
        }
    }

    private static string? FindShipped(string file)
    {
        string program = Path.GetDirectoryName(typeof(torch).Assembly.Location) is { Length: > 0 } location
            ? location
            : AppContext.BaseDirectory;
        string[] candidates =
        [
            Path.Combine(program, file),
            Path.Combine(program, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", file),
            Path.Combine(program, "runtimes", PortableIdentifier(), "native", file),
        ];
        return candidates.FirstOrDefault(File.Exists);
    }

    private static string PortableIdentifier()
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    }

    private static string LibraryFile(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    /// <summary>Where a patched copy may be kept, the best place first: with the user's data, else among the temporary files.</summary>
    private static IEnumerable<string> CacheDirectories()
    {
        const string name = "maeunderstand";
        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (data.Length > 0)
            yield return Path.Combine(data, name);
        yield return Path.Combine(Path.GetTempPath(), $"{name}-{Environment.UserName}");
    }

    private static string InformationalVersion(Assembly assembly)
    {
        string version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version?.ToString() ?? "unknown";
        return version.Split('+')[0];
    }
}
