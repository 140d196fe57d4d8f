using System.CommandLine;
using System.Globalization;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Cli.Terminal;
using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Evaluation.Robustness;
using MaeUnderstand.Masking;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Torch.Native;
using TorchSharp;

namespace MaeUnderstand.Cli.Commands;

/// <summary><c>mae robustness</c>.</summary>
internal sealed class RobustnessCommand
{
    private const int ExtractionBatch = 64;

    private readonly CliContext context;
    private readonly SettingOptions settings;

    private RobustnessCommand(CliContext context, Command command)
    {
        this.context = context;
        settings = new SettingOptions(command, SettingTable.Of<RobustnessOptions>());
        command.SetAction(Execute);
    }

    public static Command Create(CliContext context)
    {
        var command = new Command("robustness", "Test a probed encoder on ImageNet-v2, ObjectNet, ImageNet-R, ImageNet-A and ImageNet-Sketch.");
        _ = new RobustnessCommand(context, command);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        RobustnessOptions options = settings.Stack(parsed, context.Environment).Bind<RobustnessOptions>();
        InputException.ThrowIfAny(options.Problems());
        ProbedRun probe = ProbedRun.Open(options.Probe!, options.Head, options.Checkpoint);
        var opened = new List<RobustnessImages>();
        try
        {
            foreach ((RobustnessSet set, string folder) in options.Folders)
                opened.Add(RobustnessImages.Open(set, folder, options.JpegDecoder));
            return Evaluate(options, probe, opened);
        }
        finally
        {
            opened.ForEach(images => images.Dispose());
        }
    }

    private int Evaluate(RobustnessOptions options, ProbedRun probe, List<RobustnessImages> opened)
    {
        BlockReuse.Enable();
        CancellationToken cancel = context.Signals.Listen();
        torch.Device device = ComputeDevice.Resolve(options.Device);          // as in the probe: without TF32
        if (options.Threads is { } threads)
            torch.set_num_threads(threads);
        using var display = new ProbeDisplay(context);
        using ProbeClassifier classifier = ProbeClassifier.Load(
            probe.HeadPath, probe.Options.EncoderAt(probe.Checkpoint), device, options.Cache ?? probe.Options.Cache,
            options.CacheFormat ?? probe.Options.CacheFormat, new ImageReading(ExtractionBatch, options.Workers, options.MaxBadFraction), display);
        var evaluator = new RobustnessEvaluator(classifier);
        foreach (RobustnessImages images in opened.Where(images => images.CountWarning is not null))
            context.Error.WriteLine($"warning: {images.CountWarning}");
        var folder = new RobustnessFolder(options.Output);
        folder.Create();
        var results = new List<RobustnessResult>();
        RobustnessReport report;
        using ModelFile model = ModelFile.Open(probe.Checkpoint, probe.Options.EncoderAt(probe.Checkpoint).Hints);
        do
        {
            RobustnessImages images = opened[results.Count];
            string identity = evaluator.IdentityOf(images);
            RobustnessResult? known = folder.Find(images.Set, identity);
            RobustnessResult result = known ?? evaluator.Evaluate(images, cancel);
            display.Dispose();
            if (known is null)
                folder.Write(result, identity);
            results.Add(result);
            report = ReportOf(options, probe, model.Description, results);
            folder.WriteReport(report);
            context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{result.Set}: top-1 {result.Top1:P2} of {result.Images} images{(known is null ? "" : ", as of an earlier run")}"));
        }
        while (results.Count < opened.Count);
        context.Output.Write(RobustnessTable.Of(report));
        return ExitCode.Success;
    }

    private static RobustnessReport ReportOf(
        RobustnessOptions options, ProbedRun probe, ModelDescription model, IReadOnlyList<RobustnessResult> results)
    {
        // A probe of random weights measures none of the paper's models.
        MaskConfig? mask = probe.Options.HasRandomWeights ? null : model.Mask;
        bool isMeasured = results.Any(result => result.Column == RobustnessSets.ImageNetValidation.Column);
        double? in1k = isMeasured ? null : options.Head == HeadChoice.Best ? probe.Report?.BestTop1 : probe.Report?.Top1;
        return new RobustnessReport
        {
            Checkpoint = probe.Checkpoint,
            Head = probe.HeadPath,
            HasRandomWeights = probe.Options.HasRandomWeights,
            VitPatch = model.Encoder.PatchSize,
            MaskRatio = mask?.Ratio,
            MaskPatch = mask?.PatchSize,
            In1kSource = isMeasured ? "--imagenet-val" : in1k is null ? null : probe.ReportPath,
            In1kImages = isMeasured || in1k is null ? null : probe.Report!.Images,
            Top1AmongThousand = RobustnessReport.RowOf(results, in1k, isRestricted: false),
            Top1AmongSetClasses = RobustnessReport.RowOf(results, in1k, isRestricted: true),
            Paper = mask is null ? [] : PaperRows.Of(mask.Ratio, mask.PatchSize, model.Encoder.PatchSize),
            Sets = results,
        };
    }
}
