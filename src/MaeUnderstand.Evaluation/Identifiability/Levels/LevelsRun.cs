using System.Globalization;
using System.Text.Json;
using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Identifiability.LatentProbing;
using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Models;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Theory.Images;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Files;
using MaeUnderstand.Training.Pretraining;
using MaeUnderstand.Training.Runs;
using Serilog;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability.Levels;

/// <summary>
/// Trains a masked autoencoder for every cell of the grid, reads every latent off its frozen features, and sets the theory's prediction
/// beside it. What a run that was stopped has finished is found in the folder; a training goes on from its checkpoint.
/// </summary>
/// <param name="plan">The grid.</param>
/// <param name="folder">The folder of results; made if need be.</param>
/// <param name="device">Where to train.</param>
/// <param name="log">Told how it goes.</param>
public sealed class LevelsRun(LevelsPlan plan, string folder, Device device, ILogger log)
{
    private const string ScoresName = "scores.json";

    private readonly LevelsOptions options = plan.Options;

    /// <summary>Does what is not done yet.</summary>
    /// <param name="progress">Told of a model's training.</param>
    /// <param name="stop">Ends the work after a step of training, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="TrainingFailedException">A training failed.</exception>
    public LevelsReport Execute(IProgress<TrainingProgress> progress, CancellationToken stop)
    {
        List<CellResult> untrained = [], trained = [];
        foreach (int seed in plan.Seeds)
        {
            IReadOnlyList<IReadOnlyList<double>>? latents = null;
            untrained.Add(Saved(UntrainedName(seed), null, seed, () => ProbeUntrained(seed, ref latents, stop)));
            foreach (LevelsCell cell in plan.Cells.Where(cell => cell.Seed == seed))
            {
                trained.Add(Saved(cell.Name, cell, seed, () => TrainAndProbe(cell, ref latents, progress, stop)));
                log.Information("{Done} of {Count} models are done", trained.Count, plan.Cells.Count);
            }
        }
        return Report(trained, untrained, stop);
    }

    /// <summary>Looks through what the folder holds of the grid.</summary>
    /// <exception cref="InvalidDataException">A result is damaged, or was made otherwise.</exception>
    public void CheckSaved()
    {
        foreach (int seed in plan.Seeds)
            ReadIfThere(UntrainedName(seed), null, seed);
        foreach (LevelsCell cell in plan.Cells)
            ReadIfThere(cell.Name, cell, cell.Seed);
    }

    private static string UntrainedName(long seed) => string.Create(CultureInfo.InvariantCulture, $"untrained-seed-{seed}");

    /// <summary>A result that is there, or a new one, which is written.</summary>
    private CellResult Saved(string name, LevelsCell? cell, long seed, Func<CellResult> compute)
    {
        if (ReadIfThere(name, cell, seed) is { } saved)
            return saved;
        string path = Path.Combine(folder, name, ScoresName);
        Directory.CreateDirectory(Path.Combine(folder, name));
        CellResult result = compute();
        AtomicFile.WriteText(path, JsonSerializer.Serialize(result, ReportJson.Options) + "\n");
        return result;
    }

    private CellResult? ReadIfThere(string name, LevelsCell? cell, long seed)
    {
        string path = Path.Combine(folder, name, ScoresName);
        if (!File.Exists(path))
            return null;
        CellResult? result;
        try
        {
            result = JsonSerializer.Deserialize<CellResult>(File.ReadAllText(path), ReportJson.Options);
        }
        catch (JsonException)
        {
            result = null;
        }
        if (result is null || (result.Ratio, result.Unit, result.Seed) != (cell?.Ratio, cell?.Unit, seed))
            throw new InvalidDataException($"'{path}' is damaged: delete it, and its model is probed again.");
        return result.Recipe == plan.Recipe ? result : throw new InvalidDataException(
            $"'{path}' was made otherwise ({result.Recipe}; now {plan.Recipe}): give the same options, or another --output.");
    }

    private CellResult TrainAndProbe(LevelsCell cell, ref IReadOnlyList<IReadOnlyList<double>>? latents,
        IProgress<TrainingProgress> progress, CancellationToken stop)
    {
        PretrainReport report = Train(cell, progress, stop);
        stop.ThrowIfCancellationRequested();
        using FrozenEncoder encoder = FrozenEncoder.Load(
            new EncoderChoice { Checkpoint = report.Checkpoint, Pooling = Pooling.GlobalAverage, Precision = options.Precision }, device);
        return new CellResult
        {
            Recipe = plan.Recipe,
            Ratio = cell.Ratio,
            Unit = cell.Unit,
            Seed = cell.Seed,
            Loss = report.LastEpochLoss,
            Scores = Probe(encoder, cell.Seed, ref latents, stop),
        };
    }

    private PretrainReport Train(LevelsCell cell, IProgress<TrainingProgress> progress, CancellationToken stop)
    {
        PretrainOptions training = plan.TrainingOf(cell);
        using RunDirectory run = RunDirectory.Open(Path.Combine(folder, cell.Name), isResumed: true);
        using var trainer = new Pretrainer(
            new PretrainPlan(training, training.SyntheticImages), TrainingLoader.OpenSource(training), run, device, log);
        trainer.RestoreLatest();
        return trainer.Run(progress, stop);
    }

    private CellResult ProbeUntrained(int seed, ref IReadOnlyList<IReadOnlyList<double>>? latents, CancellationToken stop)
    {
        VitConfig vit = ModelPresets.Encoder(plan.Model, options.ImageSize, options.Patch);
        using FrozenEncoder encoder = FrozenEncoder.Untrained(
            vit, Pooling.GlobalAverage, seed, ComputeDevice.Resolve(options.Precision, device), device);
        return new CellResult { Recipe = plan.Recipe, Seed = seed, Scores = Probe(encoder, seed, ref latents, stop) };
    }

    private IReadOnlyList<LatentScore> Probe(
        FrozenEncoder encoder, long seed, ref IReadOnlyList<IReadOnlyList<double>>? latents, CancellationToken stop)
    {
        SyntheticSource source = ScenesOf(seed);
        var scenes = new SceneFeatures(source, options.ImageSize, options.Regions);
        latents ??= scenes.Latents();
        using var scope = NewDisposeScope();
        Tensor features = scenes.Of(encoder, stop);
        return LatentProbe.Score(
            source.World.Variables,
            features.narrow(0, 0, plan.ProbeImages), [.. latents.Take(plan.ProbeImages)],
            features.narrow(0, plan.ProbeImages, plan.TestImages), [.. latents.Skip(plan.ProbeImages)],
            known: source.World.Variables.ToList().FindIndex(variable => variable.Name == ImageWorld.ClassName), stop);
    }

    private SyntheticSource ScenesOf(long seed) =>
        new(plan.ProbeImages + plan.TestImages, options.ImageSize, seed: seed, split: SyntheticSplit.Validation);

    private LevelsReport Report(List<CellResult> trained, List<CellResult> untrained, CancellationToken stop)
    {
        IReadOnlyList<LatentVariable> variables = ScenesOf(0).World.Variables;
        int[] levels = [.. variables.Select(variable => variable.Level).Distinct().OrderDescending()];
        var predictions = Predict(levels, stop);
        return new LevelsReport
        {
            Model = plan.Model,
            ImageSize = options.ImageSize,
            Patch = options.Patch,
            Steps = plan.Steps,
            BatchSize = options.BatchSize,
            Regions = options.Regions,
            ProbeImages = plan.ProbeImages,
            TestImages = plan.TestImages,
            Levels = levels,
            Variables = variables,
            Decodability =
            [
                .. from unit in plan.Units
                   from ratio in plan.Ratios
                   from level in levels
                   select new LevelsPoint(ratio, unit, level, SeedInterval.Of(
                       trained.Where(cell => cell.Ratio == ratio && cell.Unit == unit).Select(cell => cell.MeanOf(level)))),
            ],
            Untrained = [.. levels.Select(level => SeedInterval.Of(untrained.Select(cell => cell.MeanOf(level))))],
            Prediction =
            [
                .. from place in predictions
                   from level in Enumerable.Range(0, levels.Length)
                   select new LevelsPoint(place.Key.Ratio, place.Key.Unit, levels[level],
                       SeedInterval.Of(place.Value.Select(seed => seed.Determined[level]))),
            ],
            PredictedLevels =
            [
                .. from place in predictions
                   select new PredictedLevel(place.Key.Ratio, place.Key.Unit, SeedInterval.Of(place.Value.Select(seed => seed.MeanLevel))),
            ],
            Cuts =
            [
                .. from unit in plan.Units
                   from ratio in plan.Ratios
                   where !plan.HasWholeUnits(ratio, unit)
                   select new LevelsCut(ratio, unit),
            ],
            Trends = LevelsTrends.Of(plan, trained, levels),
            Models = trained,
            UntrainedModels = untrained,
        };
    }

    private Dictionary<(double Ratio, int Unit), List<(double[] Determined, double MeanLevel)>> Predict(int[] levels, CancellationToken stop)
    {
        var ofPlaces = new Dictionary<(double Ratio, int Unit), List<(double[] Determined, double MeanLevel)>>();
        foreach (int seed in plan.Seeds)
        {
            stop.ThrowIfCancellationRequested();
            var prediction = new ScenePrediction(ScenesOf(seed).World, options.PredictionScenes, plan.GridSize, seed);
            foreach (LevelsCell cell in plan.Cells.Where(cell => cell.Seed == seed))
            {
                if (!ofPlaces.TryGetValue((cell.Ratio, cell.Unit), out List<(double[] Determined, double MeanLevel)>? ofSeeds))
                    ofPlaces[(cell.Ratio, cell.Unit)] = ofSeeds = [];
                ofSeeds.Add(prediction.Of(cell.Ratio, cell.Unit, levels));
            }
        }
        return ofPlaces;
    }
}
