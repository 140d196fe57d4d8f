using System.Globalization;
using System.Security.Cryptography;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Files;
using MaeUnderstand.Torch.Optimizers;
using MaeUnderstand.Torch.Parameters;
using MaeUnderstand.Torch.Safetensors;
using static TorchSharp.torch;

namespace MaeUnderstand.Training.Checkpoints;

/// <summary>
/// The files of a checkpoint: <c>model.safetensors</c>, the weights under the reference's names with the model's description, and
/// <c>training.safetensors</c>, AdamW's moments (<c>exp_avg.NAME</c>, <c>exp_avg_sq.NAME</c>) and the place in the run; and the
/// checksums of both.
/// </summary>
internal static class TrainingState
{
    private const string StateName = "training.safetensors";
    private const string MeanPrefix = "exp_avg.";
    private const string SquarePrefix = "exp_avg_sq.";
    private const string StepKey = "step";
    private const string IdentityKey = "run";
    private const string SetbacksKey = "setbacks";

    /// <summary>Writes the files of a pretraining run, flushed to disk.</summary>
    public static void Write(
        string folder, nn.Module model, FlatParameters parameters, FusedAdamW optimizer, IRunIdentity identity, Setbacks setbacks) =>
        Write(folder, model, parameters, optimizer, identity,
            setbacks == Setbacks.None ? [] : [KeyValuePair.Create(SetbacksKey, setbacks.ToText())]);

    /// <summary>Writes the files, flushed to disk.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="model">Borrowed.</param>
    /// <param name="parameters">The model's; borrowed.</param>
    /// <param name="optimizer">Borrowed.</param>
    /// <param name="identity">Of the run.</param>
    /// <param name="notes">What else the run needs to go on.</param>
    public static void Write(
        string folder, nn.Module model, FlatParameters parameters, FusedAdamW optimizer, IRunIdentity identity,
        IEnumerable<KeyValuePair<string, string>> notes)
    {
        using var scope = NewDisposeScope();
        using IncrementalHash weightsSum = ChecksumFile.Begin();
        SafetensorsWriter.Write(
            Path.Combine(folder, ModelFile.WeightsName), ModelWeights.Of(model), identity.Model.ToMetadata(), weightsSum);
        var place = new Dictionary<string, string>
        {
            [StepKey] = optimizer.StepCount.ToString(CultureInfo.InvariantCulture),
            [IdentityKey] = identity.ToText(),
        };
        foreach ((string key, string text) in notes)
            place[key] = text;
        using IncrementalHash stateSum = ChecksumFile.Begin();
        SafetensorsWriter.Write(
            Path.Combine(folder, StateName),
            [
                .. parameters.Slots.Select(slot => KeyValuePair.Create(MeanPrefix + slot.Name, slot.View(optimizer.Means))),
                .. parameters.Slots.Select(slot => KeyValuePair.Create(SquarePrefix + slot.Name, slot.View(optimizer.Squares))),
            ],
            place,
            stateSum);
        ChecksumFile.Write(folder, (ModelFile.WeightsName, weightsSum), (StateName, stateSum));
    }

    /// <summary>Restores weights, moments and step count of a pretraining run.</summary>
    /// <returns>What had gone wrong in the run by then.</returns>
    /// <inheritdoc cref="ReadNote"/>
    public static Setbacks Read(
        string folder, nn.Module model, FlatParameters parameters, FusedAdamW optimizer, IRunIdentity identity)
    {
        string? text = ReadNote(folder, model, parameters, optimizer, identity, SetbacksKey);
        return text is null
            ? Setbacks.None
            : Setbacks.Parse(text) ?? throw new InvalidDataException(
                $"'{Path.Combine(folder, StateName)}' has '{SetbacksKey}' in its metadata that are none: '{text}'.");
    }

    /// <summary>Restores weights, moments and step count.</summary>
    /// <param name="folder">The checkpoint.</param>
    /// <param name="model">Borrowed.</param>
    /// <param name="parameters">The model's; borrowed.</param>
    /// <param name="optimizer">Borrowed.</param>
    /// <param name="identity">Of the run that goes on.</param>
    /// <param name="note">The key of what else the run needs.</param>
    /// <returns>That note; <see langword="null"/> where there is none.</returns>
    /// <exception cref="DamagedFileException">A file does not match its checksum; nothing was restored.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, of another model, or of a run of another identity.</exception>
    public static string? ReadNote(
        string folder, nn.Module model, FlatParameters parameters, FusedAdamW optimizer, IRunIdentity identity, string note)
    {
        string statePath = Path.Combine(folder, StateName);
        if (!File.Exists(statePath))
            throw new FileNotFoundException($"'{folder}' holds no {StateName}, so no training can go on from it.");
        ChecksumFile.Verify(statePath);
        using (ModelFile file = ModelFile.Open(folder, ModelHints.None))
            ModelWeights.Load(model, file.Weights);

        using SafetensorsFile state = SafetensorsFile.Open(statePath);
        RefuseOtherRun(state, identity);
        foreach (FlatSlot slot in parameters.Slots)
        {
            Restore(state, MeanPrefix + slot.Name, slot, optimizer.Means);
            Restore(state, SquarePrefix + slot.Name, slot, optimizer.Squares);
        }
        optimizer.StepCount = Number(state, StepKey);
        return state.Metadata.GetValueOrDefault(note);
    }

    private static void RefuseOtherRun(SafetensorsFile state, IRunIdentity identity)
    {
        IEnumerable<string> found = state.Metadata.TryGetValue(IdentityKey, out string? text) && identity.DifferencesOf(text) is { } known
            ? known
            : throw new InvalidDataException($"'{state.Path}' does not say which run it is of: it is no training state.");
        string differences = string.Join("; ", found);
        if (differences.Length > 0)
        {
            throw new InvalidDataException($"'{state.Path}' is of a run with {differences}: going on would not repeat that run. " +
                "Give the same options, or start anew in another --output.");
        }
    }

    private static void Restore(SafetensorsFile state, string name, FlatSlot slot, Tensor buffer)
    {
        if (!state[name].Shape.SequenceEqual(slot.Shape))
        {
            throw new InvalidDataException($"'{state.Path}' has {name} [{string.Join(", ", state[name].Shape)}], " +
                $"the optimizer needs [{string.Join(", ", slot.Shape)}].");
        }
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        slot.View(buffer).copy_(state.Read(name));
    }

    private static long Number(SafetensorsFile state, string key) =>
        state.Metadata.TryGetValue(key, out string? text) && long.TryParse(text, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new InvalidDataException($"'{state.Path}' has no whole number '{key}' in its metadata: it is no training state.");
}
