using System.Globalization;
using MaeUnderstand.Torch.Files;

namespace MaeUnderstand.Data;

/// <summary>
/// Packs a folder of images into one file for <see cref="PackedImages"/>: shrunk once, so that no epoch decodes pixels that the crop
/// averages away, and in one file that is opened once (the idea of FFCV, github.com/libffcv/ffcv).
/// </summary>
/// <param name="recipe">Without <see cref="PackRecipe.Problems"/>.</param>
/// <param name="progress">Told now and then, on the caller's thread.</param>
/// <param name="onBadImage">Told of each image that cannot be read, in the folder's order, on the caller's thread.</param>
public sealed class ImagePacker(PackRecipe recipe, IProgress<PackProgress>? progress = null, Action<BadImage>? onBadImage = null)
{
    // Images in memory at a time: enough that no thread waits long for the last image of a round.
    private const int ImagesOfARoundPerWorker = 16;

    private readonly ImageShrinker shrinker = new(recipe.MaxSide, recipe.Encoding, recipe.Quality);

    /// <summary>Packs the images of a folder that can be read, in its order; the others are left out.</summary>
    /// <param name="folder">Class folders or a flat folder; see <see cref="ImageFolder"/>.</param>
    /// <param name="output">The file; its folder must exist. Nothing is there before the whole file is.</param>
    /// <param name="cancel">Stops between images and leaves no file.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="InvalidDataException">The folder holds no images, or too many of them cannot be read.</exception>
    /// <exception cref="IOException">The folder is missing, or the file cannot be written.</exception>
    public PackReport Pack(string folder, string output, CancellationToken cancel = default)
    {
        ImageFolder source = ImageFolder.Open(folder);
        PackReport? report = null;
        AtomicFile.Write(output, temporary =>
        {
            using FileStream file = File.Create(temporary);
            report = Pack(folder, source, file, cancel);
        });
        return report!;
    }

    private PackReport Pack(string folder, ImageFolder source, FileStream file, CancellationToken cancel)
    {
        var writer = new PackWriter(file);
        (int packed, int shrunk, int bad, long bytesBefore) = (0, 0, 0, 0);
        var round = new (StoredImage? Image, BadImage? Bad)[recipe.Workers * ImagesOfARoundPerWorker];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = recipe.Workers, CancellationToken = cancel };
        for (int first = 0; first < source.Count; first += round.Length)
        {
            int count = Math.Min(round.Length, source.Count - first);
            Parallel.For(0, count, parallel, i => round[i] = TryShrink(source.NameOf(first + i)));
            for (int i = 0; i < count; i++)
            {
                if (round[i].Bad is { } badImage)
                {
                    bad++;
                    onBadImage?.Invoke(badImage);
                    ThrowIfTooMany(bad, source.Count, badImage);
                    continue;
                }
                StoredImage image = round[i].Image!;
                writer.Add(image, source.LabelOf(first + i), RelativePath(folder, source.NameOf(first + i)));
                packed++;
                shrunk += image.IsShrunk ? 1 : 0;
                bytesBefore += image.FileBytes;
            }
            progress?.Report(new PackProgress(first + count, source.Count));
        }
        if (packed == 0)
            throw new InvalidDataException($"None of the {bad} images of '{folder}' could be read.");
        return new PackReport
        {
            Images = packed,
            Shrunk = shrunk,
            Bad = bad,
            Classes = source.ClassNames.Count,
            BytesBefore = bytesBefore,
            BytesAfter = writer.Finish(source.ClassNames, recipe.MaxSide),
        };
    }

    private (StoredImage? Image, BadImage? Bad) TryShrink(string path)
    {
        try
        {
            return (shrinker.Shrink(path), null);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return (null, new BadImage(path, fault.Message));
        }
    }

    private void ThrowIfTooMany(int bad, int imageCount, BadImage example)
    {
        if (bad / (double)imageCount <= recipe.MaxBadFraction)
            return;
        string limit = (recipe.MaxBadFraction * 100).ToString("0.####", CultureInfo.InvariantCulture);
        throw new InvalidDataException($"{bad} of {imageCount} images could not be read so far, which is more than the {limit} % allowed " +
            $"(--max-bad-fraction); for example: {example.Sentence}");
    }

    private static string RelativePath(string folder, string path) =>
        Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
}
