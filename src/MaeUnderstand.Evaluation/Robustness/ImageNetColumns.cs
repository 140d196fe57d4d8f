using MaeUnderstand.Evaluation.Sources;

namespace MaeUnderstand.Evaluation.Robustness;

/// <summary>Where a classifier's logits of ImageNet's classes stand.</summary>
internal static class ImageNetColumns
{
    /// <summary>Matches a classifier's classes with ImageNet's by their WordNet ids.</summary>
    /// <returns>[1000] The column of each class.</returns>
    /// <exception cref="InvalidDataException">Its classes are not ImageNet's thousand.</exception>
    public static int[] Of(IImageClassifier classifier)
    {
        IReadOnlyList<ImageNetClass> known = ImageNetClasses.All;
        Dictionary<string, int> columnByName = [];
        foreach ((int column, string name) in classifier.ClassNames.Index())
            columnByName.TryAdd(name, column);
        if (classifier.ClassNames.Count != known.Count || !known.All(one => columnByName.ContainsKey(one.Wnid)))
        {
            throw new InvalidDataException($"'{classifier.Name}' is a head of {classifier.ClassNames.Count} classes " +
                $"({NameList.First(classifier.ClassNames)}); the robustness data sets need one of ImageNet's {known.Count}, named by " +
                $"their WordNet ids ('{known[0].Wnid}' to '{known[^1].Wnid}'): probe on ImageNet-1K's own folders.");
        }
        return [.. known.Select(one => columnByName[one.Wnid])];
    }
}
