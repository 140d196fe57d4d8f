using System.CommandLine;
using MaeUnderstand.Models.Weights;
using MaeUnderstand.Torch.Native;
using MaeUnderstand.Training.Checkpoints;

namespace MaeUnderstand.Cli.Commands;

/// <summary><c>mae convert</c>.</summary>
internal static class ConvertCommand
{
    public static Command Create(CliContext context)
    {
        var input = new Argument<string>("in") { Description = "run directory, checkpoint, .safetensors, .pth or Hugging Face folder" };
        var output = new Argument<string>("out") { Description = "NAME.safetensors, or a folder for a Hugging Face ViTMAEForPreTraining" };
        var heads = new Option<int?>("--heads")
        {
            Description = "attention heads of the encoder, where the input does not say",
            HelpName = "number",
        };
        var decoderHeads = new Option<int?>("--decoder-heads")
        {
            Description = "attention heads of the decoder, where the input does not say",
            HelpName = "number",
        };
        var normPixLoss = new Option<bool?>("--norm-pix-loss")
        {
            Description = "whether the model predicts normalised patches, where the input does not say [default: false]",
        };
        var command = new Command("convert", "Convert a model between PyTorch, safetensors and Hugging Face, bit for bit.")
        {
            input, output, heads, decoderHeads, normPixLoss,
        };
        command.SetAction(parsed =>
        {
            var hints = new ModelHints
            {
                Heads = parsed.GetValue(heads),
                DecoderHeads = parsed.GetValue(decoderHeads),
                NormPixLoss = parsed.GetValue(normPixLoss),
            };
            Convert(parsed.GetRequiredValue(input), parsed.GetRequiredValue(output), hints, context);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Convert(string input, string output, ModelHints hints, CliContext context)
    {
        NativeRuntime.Load();
        using ModelFile file = ModelFile.Open(CheckpointPath.Resolve(input), hints);
        bool isFile = output.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);
        if (Path.GetExtension(output).ToLowerInvariant() is ".pth" or ".pt" or ".bin" or ".ckpt")
        {
            throw new InputException($"'{output}' is neither a .safetensors file nor a folder: " +
                "those are what can be written (PyTorch reads safetensors too).");
        }
        if (isFile)
        {
            InputException.ThrowIfNoFolderFor(output);
            file.WriteSafetensors(output);
        }
        else
            file.WriteHuggingFace(output);
        ModelDescription model = file.Description;
        string targets = model.NormPixLoss switch { true => "normalised", false => "plain", null => "unknown" };
        context.Output.WriteLine(
            $"Wrote {output}: {model.Encoder.Width}-wide encoder of {model.Encoder.Depth} blocks, " +
            (model.Decoder is { } decoder ? $"{decoder.Width}-wide decoder of {decoder.Depth}, " : "no decoder, ") +
            (model.Classifier is { } classifier ? $"head of {classifier.ClassCount} classes, " : "") +
            $"patch {model.Encoder.PatchSize}, image {model.Encoder.ImageSize}, {targets} targets.");
    }
}
