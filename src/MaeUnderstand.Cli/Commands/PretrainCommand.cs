using System.CommandLine;
using System.Globalization;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Cli.Terminal;
using MaeUnderstand.Data;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Checkpoints;
using MaeUnderstand.Training.Pretraining;
using MaeUnderstand.Training.Runs;
using TorchSharp;

namespace MaeUnderstand.Cli.Commands;

/// <summary><c>mae pretrain</c>.</summary>
internal sealed class PretrainCommand
{
    /// <summary>The resource that holds <c>configs/tiny.json</c>.</summary>
    public const string DemonstrationResource = "tiny.json";

    private static readonly SettingTable Table = SettingTable.Of<PretrainOptions>();

    private readonly CliContext context;
    private readonly SettingOptions settings;

    private PretrainCommand(CliContext context, Command command)
    {
        this.context = context;
        settings = new SettingOptions(command, Table);
        command.SetAction(Execute);
    }

    public static Command Create(CliContext context)
    {
        var command = new Command("pretrain", "Train a masked autoencoder. Without --data and --config: a small one, on synthetic images.");
        _ = new PretrainCommand(context, command);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        SettingStack stack = settings.Stack(parsed, context.Environment, Underneath);
        PretrainOptions options = stack.Bind<PretrainOptions>();
        InputException.ThrowIfAny(options.Problems());

        torch.Device device = ComputeDevice.Resolve(options.Device);
        if (options.Threads is { } threads)
            torch.set_num_threads(threads);
        IImageSource source = TrainingLoader.OpenSource(options);
        var plan = new PretrainPlan(options, source.Count);
        string output = options.Output ?? Path.Combine("runs", $"pretrain-{context.Time.GetLocalNow():yyyyMMdd-HHmmss}");
        using RunDirectory run = RunDirectory.Open(output, isResumed: options.Resume is not null);
        using var display = new ProgressDisplay(context, run.LogPath);
        foreach (string line in stack.Describe(options).Prepend("Options:"))
            context.Error.WriteLine(line);

        using var trainer = new Pretrainer(plan, source, run, device, display.Log);
        if (CheckpointToResume(options, run) is { } checkpoint)
            trainer.Restore(checkpoint);
        run.WriteConfig(SettingStack.ToJson(Table, options, "output", "resume"));         // after that: a refused resume changes nothing
        display.Log.Information("Training {ParameterCount} parameters on {ImageCount} images for {TotalSteps} steps of {EffectiveBatchSize}, on {Device}, into {Run}",
            trainer.ParameterCount, plan.ImageCount, plan.TotalSteps, plan.EffectiveBatchSize, device.ToString(), output);
        PretrainReport report = display.Show(() => trainer.Run(display, context.Signals.Token));
        Print(report);
        return report.IsInterrupted ? context.Signals.Code : ExitCode.Success;
    }

    /// <summary>Under the user's own layers: a resumed run's configuration, or the small demonstration where there is neither data nor
    /// configuration.</summary>
    private IEnumerable<SettingLayer> Underneath(IReadOnlyList<SettingLayer> layers)
    {
        bool Has(string name) => layers.Any(layer => layer.Values.ContainsKey(name));
        string? output = layers.Select(layer => layer.Values.GetValueOrDefault("output")).LastOrDefault(value => value is not null);
        string? saved = output is null ? null : Path.Combine(output, RunDirectory.ConfigName);
        if (Has("resume") && output is null && string.IsNullOrEmpty(layers.Select(layer => layer.Values.GetValueOrDefault("resume")).Last(value => value is not null)))
            throw new InputException("--resume goes on with a run: say which, with --output RUN, or give it a checkpoint.");
        if (Has("resume") && File.Exists(saved))
            return [SettingLayer.FromFile(saved, Table)];
        bool isDemonstration = !Has("data") && layers.All(layer => !layer.Origin.StartsWith('\''));
        return isDemonstration ? [SettingLayer.FromResource("demonstration", DemonstrationResource, Table)] : [];
    }

    private static string? CheckpointToResume(PretrainOptions options, RunDirectory run)
    {
        if (options.Resume is null)
            return null;
        return options.Resume.Length > 0 ? CheckpointPath.Resolve(options.Resume) : run.Checkpoints.Latest();
    }

    private void Print(PretrainReport report)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        context.Output.WriteLine(string.Create(culture,
            $"{(report.IsInterrupted ? "Stopped" : "Finished")} at step {report.Steps} after {report.Elapsed:hh\\:mm\\:ss}."));
        context.Output.WriteLine(string.Create(culture,
            $"Loss: {report.FirstEpochLoss:F4} in the first epoch, {report.LastEpochLoss:F4} in the last ({report.LastEpochLoss / report.FirstEpochLoss:P1})."));
        context.Output.WriteLine($"Checkpoint: {report.Checkpoint}");
    }
}
