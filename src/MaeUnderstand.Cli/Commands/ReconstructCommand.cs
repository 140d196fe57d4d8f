using System.CommandLine;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Data;
using MaeUnderstand.Masking;
using MaeUnderstand.Models;
using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Compute;
using MaeUnderstand.Training.Checkpoints;
using MaeUnderstand.Training.Pretraining;
using MaeUnderstand.Training.Reconstruction;

namespace MaeUnderstand.Cli.Commands;

/// <summary><c>mae reconstruct</c>.</summary>
internal sealed class ReconstructCommand
{
    private static readonly SettingTable Table = SettingTable.Of<ReconstructOptions>();

    private readonly CliContext context;
    private readonly SettingOptions settings;

    private ReconstructCommand(CliContext context, Command command)
    {
        this.context = context;
        settings = new SettingOptions(command, Table);
        command.SetAction(Execute);
    }

    public static Command Create(CliContext context)
    {
        var command = new Command("reconstruct", "Draw images, their masked form and what the model makes of it, as a PNG.");
        _ = new ReconstructCommand(context, command);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        ReconstructOptions options = settings.Stack(parsed, context.Environment).Bind<ReconstructOptions>();
        InputException.ThrowIfAny(options.Problems());
        InputException.ThrowIfNoFolderFor(options.Out);
        string path = CheckpointPath.Resolve(options.Checkpoint!);
        using ModelFile file = ModelFile.Open(path, new ModelHints
        {
            Heads = options.Heads,
            DecoderHeads = options.DecoderHeads,
            NormPixLoss = options.NormPixLoss,
        });
        VitConfig encoder = file.RequireMae().Encoder;
        MaskConfig mask = options.MaskFor(file.Description.Mask, encoder);
        InputException.ThrowIfAny(mask.Problems(encoder.ImageSize, encoder.PatchSize, isTraining: false));

        IImageSource source = options.Images == PretrainOptions.Synthetic
            ? new SyntheticSource(options.Count, encoder.ImageSize, seed: options.Seed, split: SyntheticSplit.Validation)
            : ImageSources.Open(options.Images!);
        using var owned = source as IDisposable;
        using MaskedAutoencoder model = file.LoadMae(ComputeDevice.Resolve(options.Device));
        using SampleImages images = SampleImages.Read(source, options.Count, encoder.ImageSize,
            bad => context.Error.WriteLine($"warning: cannot read {bad.Path}: {bad.Reason}"));
        RgbImage sheet = ReconstructionSheet.Draw(
            model, images.Pixels, ReconstructionSheet.Masks(mask, model, options.Seed, images.Indices));
        sheet.WritePng(options.Out);
        context.Output.WriteLine($"Drew {images.Indices.Count} images to {options.Out}.");
        return ExitCode.Success;
    }
}
