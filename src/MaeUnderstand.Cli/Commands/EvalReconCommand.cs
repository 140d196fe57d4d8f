using System.CommandLine;
using System.Globalization;
using MaeUnderstand.Cli.Plots;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Cli.Terminal;
using MaeUnderstand.Data;
using MaeUnderstand.Evaluation.Reconstruction;
using MaeUnderstand.Evaluation.Sources;
using MaeUnderstand.Masking;
using MaeUnderstand.Models;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Reporting;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Files;
using MaeUnderstand.Training.Checkpoints;
using MaeUnderstand.Training.Reconstruction;
using TorchSharp;

namespace MaeUnderstand.Cli.Commands;

/// <summary><c>mae eval-recon</c>.</summary>
internal sealed class EvalReconCommand
{
    private readonly CliContext context;
    private readonly SettingOptions settings;

    private EvalReconCommand(CliContext context, Command command)
    {
        this.context = context;
        settings = new SettingOptions(command, SettingTable.Of<EvalReconOptions>());
        command.SetAction(Execute);
    }

    public static Command Create(CliContext context)
    {
        var command = new Command("eval-recon", "Score reconstructions by MSE, PSNR, SSIM and FSIM; several models are compared.");
        _ = new EvalReconCommand(context, command);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        EvalReconOptions options = settings.Stack(parsed, context.Environment).Bind<EvalReconOptions>();
        InputException.ThrowIfAny(options.Problems());
        CancellationToken cancel = context.Signals.Listen();
        torch.Device device = ComputeDevice.ResolveForTraining(options.Device);
        IImageSource all = ImageSources.Open(options.Data!, options.JpegDecoder);
        using var owned = all as IDisposable;
        IImageSource source = ReconstructionEvaluator.Chosen(all, options);
        var folder = new EvalReconFolder(options.Output);
        folder.Create();
        var reports = new List<ReconstructionReport>();
        foreach (string checkpoint in options.Checkpoints)
        {
            reports.Add(Evaluate(options, checkpoint, source, folder, device, cancel));
            folder.WriteSummary(reports);
        }
        Draw(reports, folder);
        Print(reports);
        return ExitCode.Success;
    }

    private ReconstructionReport Evaluate(EvalReconOptions options, string checkpoint, IImageSource source, EvalReconFolder folder,
        torch.Device device, CancellationToken cancel)
    {
        string path = CheckpointPath.Resolve(checkpoint);
        using ModelFile file = ModelFile.Open(path, new ModelHints
        {
            Heads = options.Heads,
            DecoderHeads = options.DecoderHeads,
            NormPixLoss = options.NormPixLoss,
        });
        VitConfig encoder = file.RequireMae().Encoder;
        if (encoder.ImageSize < ReconstructionScorer.SmallestSide)
        {
            throw new InputException($"'{path}' is a model of {encoder.ImageSize}-pixel images, and SSIM's window needs " +
                $"{ReconstructionScorer.SmallestSide}: such images cannot be scored.");
        }
        MaskConfig? mask = MaskOf(options, file.Description.Mask, encoder);
        TrainingPrecision precision = ComputeDevice.Resolve(options.Precision, device);
        string checksum = ChecksumFile.Of(file.Weights.Path);
        string identity = string.Join('|', checksum, SourceFingerprint.Of(options.Data!, source), mask, options.Seed, options.Recovery, precision);
        using MaskedAutoencoder model = file.LoadMae(
            device, precision == TrainingPrecision.Bf16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32);
        var evaluator = new ReconstructionEvaluator(model, source, options, mask);
        using ScoreFile scores = folder.OpenScores(checkpoint, identity, ScoreColumns.Of(mask is not null));
        int before = scores.Scores.Count;
        context.Error.WriteLine($"{checkpoint}: {encoder.Width} wide, {encoder.Depth} blocks, patch {encoder.PatchSize}, " +
            $"{precision.ToString().ToLowerInvariant()}{(before > 0 ? $"; {before} of {source.Count} images are scored already" : "")}");
        using var display = new ImageCountDisplay(context);
        int bad = evaluator.Run(scores, display.Warn, new ActionProgress(done => display.Report(done, source.Count, before)), cancel);
        display.Dispose();
        foreach ((string kind, int[] indices) in RankedSheet.Choose(scores.Scores, options.SaveImages).Where(_ => options.SaveImages > 0))
        {
            IReadOnlyList<TokenMask>? masks = mask is null ? null : ReconstructionSheet.Masks(mask, model, options.Seed, indices);
            RankedSheet.Draw(model, options.Recovery, source, indices, masks)
                .WritePng(folder.PictureOf(checkpoint, identity, kind));
        }
        return evaluator.Report(file, checkpoint, checksum, scores.Scores, bad);
    }

    private static MaskConfig? MaskOf(EvalReconOptions options, MaskConfig? trained, VitConfig encoder)
    {
        if (options.MaskRatio is not { } ratio)
            return null;
        MaskConfig known = trained ?? new MaskConfig { PatchSize = encoder.PatchSize };
        MaskConfig mask = known with { Ratio = ratio, PatchSize = options.MaskPatch ?? known.PatchSize };
        InputException.ThrowIfAny(mask.Problems(encoder.ImageSize, encoder.PatchSize, isTraining: true));
        return mask;
    }

    private void Draw(List<ReconstructionReport> reports, EvalReconFolder folder)
    {
        if (reports.Count < 2)
            return;
        if (Fonts.Problem is { } problem)
        {
            context.Error.WriteLine($"warning: no plots: {problem}");
            return;
        }
        foreach (string path in ReconstructionFigure.Write(reports, folder.PlotOf))
            context.Error.WriteLine($"Drew {path}");
    }

    private void Print(List<ReconstructionReport> reports)
    {
        string[] scores = [.. reports[0].Means.Keys];
        TableColumn[] columns =
        [
            new("checkpoint"), new("patch", ColumnAlignment.Right), new("mask ratio", ColumnAlignment.Right),
            new("mask patch", ColumnAlignment.Right), .. scores.Select(score => new TableColumn(score, ColumnAlignment.Right)),
        ];
        IEnumerable<IReadOnlyList<string>> rows = reports.Select(report => (IReadOnlyList<string>)
        [
            report.Checkpoint, Text(report.Patch), Text(report.TrainedMask?.Ratio), Text(report.TrainedMask?.PatchSize),
            .. scores.Select(score => report.Means[score].ToString("F5", CultureInfo.InvariantCulture)),
        ]);
        context.Output.Write(new TextTable(columns, rows).ToText());
    }

    private static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";

    private sealed class ActionProgress(Action<int> action) : IProgress<int>
    {
        public void Report(int value) => action(value);
    }
}
