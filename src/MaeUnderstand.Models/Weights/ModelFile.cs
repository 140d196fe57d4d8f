using MaeUnderstand.Models.Configuration;
using MaeUnderstand.Torch.Files;
using MaeUnderstand.Torch.Safetensors;
using static TorchSharp.torch;

namespace MaeUnderstand.Models.Weights;

/// <summary>
/// A trained model on disk, in any of the forms of the field: our own checkpoint (a safetensors file or the folder that holds it), a
/// <c>.pth</c> of the reference, a folder of Hugging Face's <c>ViTMAEForPreTraining</c>.
/// </summary>
public sealed class ModelFile : IDisposable
{
    /// <summary>The name of the weights in a checkpoint's or a Hugging Face folder.</summary>
    public const string WeightsName = "model.safetensors";

    private const string HuggingFaceConfigName = "config.json";

    private ModelFile(IWeightSource weights, ModelDescription description)
    {
        Weights = weights;
        Description = description;
    }

    /// <summary>The weights; owned by this object.</summary>
    public IWeightSource Weights { get; }

    /// <summary>The model's shape and masking.</summary>
    public ModelDescription Description { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="path">A <c>.safetensors</c>, a <c>.pth</c>, or a folder that holds <see cref="WeightsName"/>.</param>
    /// <param name="hints">What the file may fail to say.</param>
    /// <exception cref="FileNotFoundException">There is nothing there.</exception>
    /// <exception cref="DamagedFileException">It does not match the checksum beside it.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or no masked autoencoder or vision transformer.</exception>
    public static ModelFile Open(string path, ModelHints hints)
    {
        ArgumentNullException.ThrowIfNull(hints);
        string weightsPath = Directory.Exists(path) ? Path.Combine(path, WeightsName) : path;
        if (!File.Exists(weightsPath))
        {
            throw new FileNotFoundException(Directory.Exists(path)
                ? $"The folder '{path}' holds no {WeightsName}: it is neither a checkpoint nor a Hugging Face model."
                : $"There is no checkpoint '{path}'.");
        }
        ChecksumFile.Verify(weightsPath);
        string configPath = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(weightsPath))!, HuggingFaceConfigName);
        if (!weightsPath.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            return Described(new PthWeights(weightsPath), described: null, hints);

        var file = new SafetensorsWeights(SafetensorsFile.Open(weightsPath));
        try
        {
            if (file.Names.Contains("vit.embeddings.cls_token"))
                return OpenHuggingFace(file, configPath, hints);
            return Described(file, ModelDescription.FromMetadata(weightsPath, file.Metadata), hints);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The shape of the whole autoencoder.</summary>
    /// <exception cref="InvalidDataException">The checkpoint holds an encoder alone, or nothing says what it predicts; the message
    /// says why that does not do.</exception>
    public MaeConfig RequireMae()
    {
        if (Description.Decoder is not { } decoder)
            throw new InvalidDataException(ModelWeights.EncoderOnlyMessage(Weights.Path));
        bool normPixLoss = Description.NormPixLoss ?? throw new InvalidDataException(
            $"'{Weights.Path}' does not say whether it predicts normalised patches, and reconstructions would be wrong if guessed; " +
            "give --norm-pix-loss true or false.");
        return new MaeConfig { Encoder = Description.Encoder, Decoder = decoder, NormPixLoss = normPixLoss };
    }

    /// <summary>Builds the autoencoder with these weights.</summary>
    /// <param name="device">Where it computes.</param>
    /// <param name="type">The number format of its matrix products.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="InvalidDataException">The checkpoint holds an encoder alone, or a tensor is missing or of another shape.</exception>
    public MaskedAutoencoder LoadMae(Device device, ScalarType type = ScalarType.Float32)
    {
        var model = MaskedAutoencoder.Unset(RequireMae(), device, type);
        try
        {
            ModelWeights.Load(model, Weights);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Builds the encoder with these weights, for features.</summary>
    /// <param name="pooling">How the tokens become one feature. A checkpoint without <c>fc_norm</c> gets a fresh one for
    /// <see cref="Pooling.GlobalAverage"/>, as in the reference's linear probe.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="type">The format of matrix products.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="InvalidDataException">A tensor is missing or of another shape, or the model was fine-tuned with the other pooling
    /// and has no norm of the cls token.</exception>
    public VisionTransformer LoadEncoder(Pooling pooling, Device device, ScalarType type)
    {
        RequireNormFor(pooling);
        return Filled(
            VisionTransformer.WithoutHead(Description.Encoder, pooling, device, seed: 0, type), Weights,
            isFresh: name => name.StartsWith("fc_norm.", StringComparison.Ordinal));
    }

    /// <summary>The classification head.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public ClassifierDescription RequireClassifier() => Description.Classifier
        ?? throw new InvalidDataException($"'{Weights.Path}' has no classification head: it was not fine-tuned.");

    /// <summary>Builds the fine-tuned classifier with these weights.</summary>
    /// <param name="device">Where it computes.</param>
    /// <param name="type">The format of matrix products.</param>
    /// <returns>Owned by the caller. Its outputs are the classes of <see cref="ClassifierDescription.ClassNames"/>.</returns>
    /// <exception cref="InvalidDataException">The checkpoint has no classification head, or a tensor is missing or of another shape.
    /// </exception>
    public VisionTransformer LoadClassifier(Device device, ScalarType type = ScalarType.Float32)
    {
        ClassifierDescription classifier = RequireClassifier();
        return Filled(
            VisionTransformer.Unset(Description.Encoder, classifier.ClassCount, classifier.Pooling, device, type), Weights, isFresh: null);
    }

    /// <summary>
    /// Builds a classifier to be fine-tuned, float32 (the reference's <c>main_finetune.py</c>): the encoder's weights are these, with the
    /// position embedding fitted to the image size; a decoder is dropped. The head is these weights' where they have one of the same
    /// classes and pooling, else fresh, as <c>fc_norm</c> is where they have none.
    /// </summary>
    /// <param name="classNames">The classes.</param>
    /// <param name="imageSize">Image side in pixels, a multiple of the patch.</param>
    /// <param name="pooling">How the tokens become the feature that the head reads.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="seed">Fixes the fresh weights.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="InvalidDataException">A tensor is missing or of another shape, or the model was fine-tuned with the other pooling
    /// and has no norm of the cls token.</exception>
    public VisionTransformer LoadForFineTuning(
        IReadOnlyList<string> classNames, int imageSize, Pooling pooling, Device device, long seed)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        RequireNormFor(pooling);
        VitConfig vit = Description.Encoder with { ImageSize = imageSize };
        var start = new FineTuningWeights(Weights, vit.GridSize, KeepsHead(classNames, pooling));
        return Filled(
            new VisionTransformer(vit, classNames.Count, pooling, device, seed), start,
            isFresh: name => name.StartsWith("fc_norm.", StringComparison.Ordinal) || FineTuningWeights.IsHead(name));
    }

    /// <summary>Whether fine-tuning on some classes would go on with this model's head: where it names the same ones.</summary>
    /// <param name="classNames">The classes.</param>
    /// <param name="pooling">How the tokens become the feature that the head reads.</param>
    public bool KeepsHead(IReadOnlyList<string> classNames, Pooling pooling)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        return Description.Classifier is { } own && own.Pooling == pooling
            && own.ClassNames?.SequenceEqual(classNames) == true;
    }

    /// <summary>Writes the model as one safetensors file with the reference's names, in the state dict's order.</summary>
    /// <param name="path">The file; replaced if it is there.</param>
    public void WriteSafetensors(string path)
    {
        using var scope = NewDisposeScope();
        Write(path, KnownNames().Select(name => KeyValuePair.Create(name, Weights.Read(name))));
    }

    /// <summary>Writes the model as a folder that <c>ViTMAEForPreTraining.from_pretrained</c> reads.</summary>
    /// <param name="folder">Made if need be; <c>config.json</c> and <c>model.safetensors</c> in it are replaced.</param>
    /// <exception cref="InvalidDataException">The checkpoint holds an encoder alone.</exception>
    public void WriteHuggingFace(string folder)
    {
        MaeConfig model = RequireMae();
        Directory.CreateDirectory(folder);
        using var scope = NewDisposeScope();
        Write(Path.Combine(folder, WeightsName), KnownNames().SelectMany(ReadForHuggingFace));
        HuggingFaceConfig.From(model, Description.Mask).Write(Path.Combine(folder, HuggingFaceConfigName));
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();

    private static ModelFile OpenHuggingFace(SafetensorsWeights file, string configPath, ModelHints hints)
    {
        if (!File.Exists(configPath))
            throw new InvalidDataException($"'{file.Path}' is a Hugging Face model, but there is no {HuggingFaceConfigName} beside it.");
        MaeConfig config = HuggingFaceConfig.Read(configPath).ToMaeConfig();
        ModelDescription? own = ModelDescription.FromMetadata(file.Path, file.Metadata);      // written by this program: knows the mask
        bool hasDecoder = file.Names.Contains("decoder.mask_token");
        var weights = new HuggingFaceWeights(file, config.Encoder.Depth, hasDecoder ? config.Decoder.Depth : 0);
        ModelDescription description = ModelDescription.Of(config, own?.Mask);
        hints.RefuseContradiction(file.Path, description);
        return new ModelFile(weights, hasDecoder ? description : description with { Decoder = null });
    }

    private static ModelFile Described(IWeightSource weights, ModelDescription? described, ModelHints hints)
    {
        if (described is null)
            return new ModelFile(weights, ModelInference.Describe(weights, hints).Checked(weights.Path));
        hints.RefuseContradiction(weights.Path, described);
        return new ModelFile(weights, described with { NormPixLoss = described.NormPixLoss ?? hints.NormPixLoss });
    }

    private void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        AtomicFile.Write(path, temporary => SafetensorsWriter.Write(temporary, tensors, Description.ToMetadata()));

    private static VisionTransformer Filled(VisionTransformer model, IWeightSource weights, Func<string, bool>? isFresh)
    {
        try
        {
            ModelWeights.Load(model, weights, isFresh);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private void RequireNormFor(Pooling pooling)
    {
        if (pooling == Pooling.ClsToken && !Weights.Names.Contains("norm.weight") && Weights.Names.Contains("fc_norm.weight"))
        {
            throw new InvalidDataException($"'{Weights.Path}' was fine-tuned with the mean of the patch tokens and has no norm for the " +
                "cls token; give --pool gap.");
        }
    }

    private string[] KnownNames()
    {
        int depth = Description.Encoder.Depth;
        string[] names = Description.Classifier is { } classifier
            ? [.. ParameterNames.Classifier(depth, classifier.Pooling)]
            : [.. ParameterNames.All(depth, Description.Decoder?.Depth ?? 0)];
        string? missing = names.FirstOrDefault(name => !Weights.Names.Contains(name));
        return missing is null
            ? names
            : throw new InvalidDataException($"'{Weights.Path}' has no tensor '{missing}': it is not a whole " +
                $"{(Description.Classifier is null ? "masked autoencoder" : "classifier")}.");
    }

    private IEnumerable<KeyValuePair<string, Tensor>> ReadForHuggingFace(string name)
    {
        IReadOnlyList<string> theirs = HuggingFaceNames.FromReference(name);
        Tensor tensor = Weights.Read(name);
        return theirs.Count == 1
            ? [KeyValuePair.Create(theirs[0], tensor)]
            : theirs.Zip(tensor.chunk(theirs.Count, dim: 0), KeyValuePair.Create);
    }
}
