using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MaeUnderstand.Data;

namespace MaeUnderstand.Evaluation.Sources;

/// <summary>Tells one set of labelled images from another without reading them: by paths, sizes, times and labels.</summary>
public static class SourceFingerprint
{
    /// <summary>The fingerprint of a source.</summary>
    /// <param name="root">The folder or file that it was opened by.</param>
    /// <param name="source">Borrowed.</param>
    public static string Of(string root, IImageSource source)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in source.ClassNames)
            Append(name);
        AppendFile(root);
        for (int i = 0; i < source.Count; i++)
        {
            Append(source.LabelOf(i).ToString(CultureInfo.InvariantCulture));
            AppendFile(source.NameOf(i));
        }
        return Convert.ToHexStringLower(hash.GetCurrentHash());

        void AppendFile(string path)
        {
            Append(Path.GetFullPath(path));
            var file = new FileInfo(path);
            if (file.Exists)
                Append($"{file.Length} {file.LastWriteTimeUtc.Ticks}");
        }

        void Append(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
    }
}
