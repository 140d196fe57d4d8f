using System.Globalization;
using MaeUnderstand.Masking;
using MaeUnderstand.Training.Configuration;
using MaeUnderstand.Training.Pretraining;

namespace MaeUnderstand.Evaluation.Identifiability.Levels;

/// <summary>What follows from the options of <c>mae theory levels</c>: the grid of models, and how each is trained and probed.</summary>
public sealed class LevelsPlan
{
    /// <summary>Batches that the loader takes for an epoch. Synthetic images never repeat, so it only sets how often losses are averaged.
    /// </summary>
    private const int BatchesPerEpoch = 20;

    private const double WarmupShare = 0.1;

    /// <summary>Derives the plan.</summary>
    /// <param name="options">Without <see cref="LevelsOptions.Problems"/>.</param>
    public LevelsPlan(LevelsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        bool isQuick = options.Preset == LevelsPreset.Quick;
        Options = options;
        Ratios = options.Ratios is { } ratios ? NumberList.Parse(ratios)!
            : isQuick ? [0.125, 0.5, 0.75, 0.875] : [0.1, 0.25, 0.5, 0.75, 0.9];
        Units = options.Units is { } units ? NumberList.ParseWhole(units)! : isQuick ? [1, 2] : [1, 2, 4];
        Seeds = [.. Enumerable.Range(0, options.Seeds ?? 3)];
        Model = options.Model ?? (isQuick ? "vit-micro" : "vit-tiny");
        Steps = options.Steps ?? (isQuick ? 700 : 20_000);
        ProbeImages = options.ProbeImages ?? (isQuick ? 2000 : 8000);
        TestImages = options.TestImages ?? (isQuick ? 1000 : 4000);
        Cells = [.. from seed in Seeds from unit in Units from ratio in Ratios select new LevelsCell(ratio, unit, seed)];
    }

    /// <summary>The options.</summary>
    public LevelsOptions Options { get; }

    /// <summary>Mask ratios, ascending.</summary>
    public IReadOnlyList<double> Ratios { get; }

    /// <summary>Sides of mask units in tokens, ascending.</summary>
    public IReadOnlyList<int> Units { get; }

    /// <summary>Seeds of worlds and models.</summary>
    public IReadOnlyList<int> Seeds { get; }

    /// <summary>The model's preset.</summary>
    public string Model { get; }

    /// <summary>Optimizer steps of a model.</summary>
    public int Steps { get; }

    /// <summary>Images that probes are fitted on.</summary>
    public int ProbeImages { get; }

    /// <summary>Images that probes are scored on.</summary>
    public int TestImages { get; }

    /// <summary>
    /// Whether masks of a cell are made of whole units; else the visible or the masked part ends inside a unit, as tokens are counted.
    /// </summary>
    public bool HasWholeUnits(double ratio, int unit) =>
        GridSize % unit == 0 && MaskLayout.KeepCountOf(GridSize * GridSize, ratio) % (unit * unit) == 0;

    /// <summary>Tokens along a side of an image.</summary>
    public int GridSize => Options.ImageSize / Options.Patch;

    /// <summary>The models, seed by seed.</summary>
    public IReadOnlyList<LevelsCell> Cells { get; }

    /// <summary>How every model is trained and probed, in words.</summary>
    public string Recipe => string.Create(CultureInfo.InvariantCulture,
        $"{Model}, {Options.ImageSize} pixels, patch {Options.Patch}, {Steps} steps of {Options.BatchSize}, rate {Options.LearningRate}, " +
        $"{(Options.NormPixLoss ? "normalised pixels" : "pixels")}, {Options.Regions}x{Options.Regions} regions, " +
        $"probes of {ProbeImages} and {TestImages} images, {Options.Precision.ToString().ToLowerInvariant()}");

    /// <summary>How a model is trained: on whole scenes, each seen once, so that nothing but the mask differs between models.</summary>
    public PretrainOptions TrainingOf(LevelsCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return new PretrainOptions
        {
            Model = Model,
            ImageSize = Options.ImageSize,
            Patch = Options.Patch,
            NormPixLoss = Options.NormPixLoss,
            MaskRatio = cell.Ratio,
            MaskPatch = cell.Unit * Options.Patch,
            Augment = Augmentation.None,
            SyntheticImages = BatchesPerEpoch * Options.BatchSize,
            BatchSize = Options.BatchSize,
            Steps = Steps,
            LearningRate = Options.LearningRate,
            WarmupEpochs = WarmupShare * Steps / BatchesPerEpoch,
            Seed = cell.Seed,
            Device = Options.Device,
            Precision = Options.Precision,
            SampleEvery = 0,
            Keep = 1,
        };
    }
}
