using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Evaluation.Identifiability.Levels;

/// <summary>What <c>mae theory levels</c> needs; what is absent follows from the preset.</summary>
public sealed record LevelsOptions
{
    private const int FewestImages = 100;

    /// <summary>How much work to do.</summary>
    [Setting("preset", "quick (small models, a quarter of an hour on two cores) or full (ViT-tiny, for a GPU); the options below override it")]
    public LevelsPreset Preset { get; init; } = LevelsPreset.Quick;

    /// <summary>The folder of results.</summary>
    [Setting("output", "folder of models and report", Default = "runs/levels-<time>")]
    public string? Output { get; init; }

    /// <summary>Whether to go on with what is in the output folder.</summary>
    [Setting("resume", "go on with the grid in --output, with its configuration: true or false")]
    public bool Resume { get; init; }

    /// <summary>Mask ratios.</summary>
    [Setting("ratios", "mask ratios, with commas between; a:b:step is a range", Default = "the preset's")]
    public string? Ratios { get; init; }

    /// <summary>Sides of mask units in tokens.</summary>
    [Setting("units", "tokens along a side of a mask unit (mask patch / ViT patch), with commas between", Default = "the preset's")]
    public string? Units { get; init; }

    /// <summary>Models of each ratio and unit.</summary>
    [Setting("seeds", "worlds and models of each ratio and unit, of the seeds 0, 1, ...", Default = "the preset's")]
    public int? Seeds { get; init; }

    /// <summary>The model's preset.</summary>
    [Setting("model", "model: vit-micro, vit-tiny, vit-small, vit-base, vit-large or vit-huge", Default = "the preset's")]
    public string? Model { get; init; }

    /// <summary>Image side in pixels.</summary>
    [Setting("image-size", "image side in pixels")]
    public int ImageSize { get; init; } = 64;

    /// <summary>The ViT's patch side in pixels.</summary>
    [Setting("patch", "ViT patch side in pixels")]
    public int Patch { get; init; } = 8;

    /// <summary>Optimizer steps of a model.</summary>
    [Setting("steps", "optimizer steps of each model", Default = "the preset's")]
    public int? Steps { get; init; }

    /// <summary>Images of a step.</summary>
    [Setting("batch-size", "images of a step")]
    public int BatchSize { get; init; } = 64;

    /// <summary>The peak learning rate.</summary>
    [Setting("lr", "peak learning rate")]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Whether the target is each patch normalised by its own statistics.</summary>
    [Setting("norm-pix-loss", "predict each patch normalised by its own mean and variance: true or false")]
    public bool NormPixLoss { get; init; }

    /// <summary>Regions of an image with a feature of their own.</summary>
    [Setting("regions", "regions a side of the image that features keep apart, each the norm of the mean of its patch tokens")]
    public int Regions { get; init; } = 4;

    /// <summary>Images that the probes are fitted on.</summary>
    [Setting("probe-images", "images that the probes of the latents are fitted on", Default = "the preset's")]
    public int? ProbeImages { get; init; }

    /// <summary>Images that the probes are scored on.</summary>
    [Setting("test-images", "images that the probes are scored on", Default = "the preset's")]
    public int? TestImages { get; init; }

    /// <summary>Scenes that the prediction looks at.</summary>
    [Setting("prediction-scenes", "scenes of each seed for which Algorithm 1 predicts the level, under one mask each")]
    public int PredictionScenes { get; init; } = 500;

    /// <summary>The device's name.</summary>
    [Setting("device", "auto, cpu, cuda or cuda:N")]
    public string Device { get; init; } = "auto";

    /// <summary>The number format of matrix products.</summary>
    [Setting("precision", "number format of matrix products: fp32, bf16, or auto: bf16 where the device multiplies it natively")]
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Auto;

    /// <summary>Every fault, a line each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Output is not null && string.IsNullOrWhiteSpace(Output))
            yield return "--output names no folder; leave it out for one under runs/.";
        if (Resume && Output is null)
            yield return "--resume goes on with a grid: say which, with --output.";
        if (Ratios is { } ratios && NumberList.Parse(ratios) is null)
        {
            yield return $"--ratios must be up to {NumberList.Most} numbers, or ranges such as .1:.9:.1, with commas between, " +
                $"but is '{ratios}'.";
        }
        if (Units is { } units && NumberList.ParseWhole(units)?.All(unit => unit > 0) != true)
            yield return $"--units must be whole numbers of at least 1 with commas between, but is '{units}'.";
        if (Ratios is { } inRange && NumberList.Parse(inRange)?.Any(ratio => ratio is not (> 0 and < 1)) == true)
            yield return $"--ratios must lie above 0 and below 1, but are '{inRange}'.";
        if (Units is { } small && Patch > 0 && NumberList.ParseWhole(small)?.Any(unit => unit > ImageSize / Patch) == true)
            yield return $"--units must be at most the tokens along a side ({ImageSize / Patch}), but are '{small}'.";
        if (Seeds < 1)
            yield return $"--seeds must be at least 1, but is {Seeds}.";
        if (Steps < 1)
            yield return $"--steps must be at least 1, but is {Steps}.";
        if (Model is { } model && !ModelPresets.Exists(model))
            yield return $"--model must be one of {string.Join(", ", ModelPresets.Names)}, but is '{model}'.";
        if (Regions < 1 || Patch < 1 || ImageSize / Patch % Regions != 0)
            yield return $"--regions must divide the tokens along a side ({(Patch < 1 ? 0 : ImageSize / Patch)}), but is {Regions}.";
        if (ProbeImages < FewestImages)
            yield return $"--probe-images must be at least {FewestImages}, but is {ProbeImages}.";
        if (TestImages < FewestImages)
            yield return $"--test-images must be at least {FewestImages}, but is {TestImages}.";
        if (PredictionScenes < 2)
            yield return $"--prediction-scenes must be at least 2, but is {PredictionScenes}.";
    }

    /// <summary>Every fault of the trainings that follow, a line each; only for options without <see cref="Problems"/>.</summary>
    public IEnumerable<string> TrainingProblems()
    {
        var plan = new LevelsPlan(this);
        return plan.Cells.SelectMany(cell => plan.TrainingOf(cell).Problems()).Distinct();
    }
}
