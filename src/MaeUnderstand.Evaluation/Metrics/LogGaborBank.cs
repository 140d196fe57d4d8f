using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Metrics;

/// <summary>
/// The log-Gabor filters of phase congruency (Kovesi 1999, as in Zhang et al. 2011) for images of one size, in the frequency domain,
/// with index 0 at frequency 0.
/// </summary>
internal sealed class LogGaborBank : IDisposable
{
    private const double LowPassCutoff = 0.45;          // of the sampling frequency
    private const double LowPassOrder = 30;             // the exponent: 2 · 15
    private const double NoiseRescale = 1.7;            // Kovesi's empirical correction of the threshold

    private readonly Tensor[] filters;
    private readonly double[] noiseFactors;

    /// <summary>Makes the filters.</summary>
    /// <param name="options">Borrowed; without problems.</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <param name="type">float32 or float64.</param>
    /// <param name="device">Where the filters live.</param>
    public LogGaborBank(FsimOptions options, int height, int width, ScalarType type, Device device)
    {
        (Height, Width, Type) = (height, width, type);
        using var scope = NewDisposeScope();
        double[] rowFrequencies = Frequencies(height), columnFrequencies = Frequencies(width);
        Tensor[] radial = [.. Enumerable.Range(0, options.Scales).Select(scale => Radial(options, scale, rowFrequencies, columnFrequencies))];
        filters = new Tensor[options.Orientations];
        noiseFactors = new double[options.Orientations];
        for (int orientation = 0; orientation < filters.Length; orientation++)
        {
            Tensor angular = Angular(options, orientation, rowFrequencies, columnFrequencies);
            Tensor exact = stack(radial) * angular;
            noiseFactors[orientation] = NoiseFactor(options, exact);
            filters[orientation] = exact.to(type).to(device).DetachFromDisposeScope();
        }
    }

    /// <summary>Rows of the images.</summary>
    public int Height { get; }

    /// <summary>Columns of the images.</summary>
    public int Width { get; }

    /// <summary>Number format.</summary>
    public ScalarType Type { get; }

    /// <summary>Scales.</summary>
    public int Scales => (int)filters[0].shape[0];

    /// <summary>Orientations.</summary>
    public int Orientations => filters.Length;

    /// <summary>Whether the filters live on a device.</summary>
    public bool IsOn(Device device) => filters[0].device_type == device.type && filters[0].device_index == device.index;

    /// <summary>[scales, H, W], the filters of an orientation, real; owned by the bank.</summary>
    public Tensor Filters(int orientation) => filters[orientation];

    /// <summary>The energy below which responses of an orientation are noise, over the root of the median squared amplitude of the
    /// smallest scale.</summary>
    public double NoiseFactorOf(int orientation) => noiseFactors[orientation];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor filter in filters)
            filter.Dispose();
    }

    /// <summary>Cycles a pixel from index 0 on: 0 first, then the positive half, then the negative one.</summary>
    private static double[] Frequencies(int length)
    {
        int middle = length / 2;
        double range = Math.Max(length % 2 == 0 ? length : length - 1, 1);
        return [.. Enumerable.Range(0, length).Select(i => ((i + middle) % length - middle) / range)];
    }

    private static Tensor Radial(FsimOptions options, int scale, double[] rows, double[] columns)
    {
        double wavelength = options.MinWavelength * Math.Pow(options.ScaleFactor, scale);
        double spread = Math.Log(options.SigmaOnFrequency);
        return Fill(rows, columns, (u, v) =>
        {
            double radius = Math.Sqrt(u * u + v * v);
            if (radius == 0)
                return 0;
            double octave = Math.Log(radius * wavelength);
            return Math.Exp(-octave * octave / (2 * spread * spread)) / (1 + Math.Pow(radius / LowPassCutoff, LowPassOrder));
        });
    }

    private static Tensor Angular(FsimOptions options, int orientation, double[] rows, double[] columns)
    {
        double angle = orientation * Math.PI / options.Orientations;
        double sigma = Math.PI / (options.Orientations * options.AngleOnSigma);
        return Fill(rows, columns, (u, v) =>
        {
            double difference = Math.IEEERemainder(Math.Atan2(-v, u) - angle, 2 * Math.PI);
            return Math.Exp(-difference * difference / (2 * sigma * sigma));
        });
    }

    private static Tensor Fill(double[] rows, double[] columns, Func<double, double, double> value)
    {
        var values = new double[rows.Length * columns.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = value(rows[i / columns.Length], columns[i % columns.Length]);
        return tensor(values, [rows.Length, columns.Length]);
    }

    /// <summary>
    /// Kovesi's estimate: the noise has a Rayleigh-distributed energy of τ = √(p · Σ(Σ_s a_s)²), where p is the power of the noise, the
    /// median squared amplitude of the smallest scale / (ln 2 · Σ filter²), and a_s are the filters in space, times √(H·W).
    /// </summary>
    private static double NoiseFactor(FsimOptions options, Tensor exact)
    {
        double filterPower = exact[0].square().sum().item<double>();
        Tensor inSpace = fft.ifft2(exact.sum(0, keepdim: true)).real;
        double energy = inSpace.square().sum().item<double>() * inSpace.numel();
        double tau = Math.Sqrt(energy / (Math.Log(2) * filterPower));
        return tau * (Math.Sqrt(Math.PI / 2) + options.NoiseDeviations * Math.Sqrt(2 - Math.PI / 2)) / NoiseRescale;
    }
}
