using MaeUnderstand.Data;

namespace MaeUnderstand.Evaluation.Sources;

/// <summary>Gives images the labels that somebody else's classes have, by the classes' names.</summary>
internal static class LabelMatching
{
    /// <summary>A source under other labels.</summary>
    /// <param name="classNames">The names of the labels wanted.</param>
    /// <param name="owner">Whose they are, for messages.</param>
    /// <param name="source">The images, which may lack classes, but have no other ones; borrowed.</param>
    /// <param name="path">The folder or file that they come from, for messages.</param>
    /// <returns>The source itself where its labels are those already.</returns>
    /// <exception cref="InvalidDataException">It has a class that is not among the names.</exception>
    public static IImageSource To(IReadOnlyList<string> classNames, string owner, IImageSource source, string path)
    {
        Dictionary<string, int> labelByName =
            classNames.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        string[] unknown = [.. source.ClassNames.Where(name => !labelByName.ContainsKey(name))];
        if (unknown.Length > 0)
        {
            throw new InvalidDataException($"'{path}' has {unknown.Length} of {source.ClassNames.Count} classes that " +
                $"'{owner}' lacks: {NameList.First(unknown)}. Classes are matched by their folders' names.");
        }
        return source.ClassNames.SequenceEqual(classNames)
            ? source
            : SourceView.Labelled(source, classNames, [.. source.ClassNames.Select(name => (int?)labelByName[name])]);
    }
}
