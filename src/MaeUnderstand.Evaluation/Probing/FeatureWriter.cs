using System.Buffers.Binary;
using MaeUnderstand.Torch.Files;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Probing;

/// <summary>Fills a folder of features, from where an earlier process was interrupted. One process at a time may.</summary>
internal sealed class FeatureWriter : IDisposable
{
    private readonly string folder;
    private readonly FeatureIdentity identity;
    private readonly SafeFileHandle features;
    private readonly SafeFileHandle index;
    private readonly List<int> images = [];              // of the rows that count

    private FeatureWriter(string folder, FeatureIdentity identity, SafeFileHandle index)
    {
        (this.folder, this.identity, this.index) = (folder, identity, index);
        features = File.OpenHandle(FeatureFiles.Features(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        ReadIndex();
    }

    /// <summary>The image to go on with: the one after the last that is stored.</summary>
    public int NextImage => images.Count == 0 ? 0 : images[^1] + 1;

    /// <summary>Opens a folder to write to.</summary>
    /// <param name="folder">Made if need be.</param>
    /// <param name="identity">What the features are of; a folder with others in it is begun anew.</param>
    /// <exception cref="IOException">Another process writes to it, or it cannot be written.</exception>
    public static FeatureWriter Open(string folder, FeatureIdentity identity)
    {
        Directory.CreateDirectory(folder);
        SafeFileHandle index = Lock(folder);
        try
        {
            string path = FeatureFiles.Identity(folder);
            if (!File.Exists(path) || File.ReadAllText(path) != identity.ToText())
            {
                File.Delete(FeatureFiles.Complete(folder));
                RandomAccess.SetLength(index, 0);
                AtomicFile.WriteText(path, identity.ToText());
            }
            return new FeatureWriter(folder, identity, index);
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    /// <summary>Removes the rows of an image and of all after it.</summary>
    public void BackTo(int image)
    {
        while (images.Count > 0 && images[^1] >= image)
            images.RemoveAt(images.Count - 1);
        RandomAccess.SetLength(index, (long)images.Count * FeatureFiles.EntryBytes);
    }

    /// <summary>Appends rows; they count once this returns, whatever happens then.</summary>
    /// <param name="rows">[B, D] of any device and format; borrowed.</param>
    /// <param name="imageOfRow">[B] The images' numbers, ascending from <see cref="NextImage"/>.</param>
    /// <param name="labels">[B].</param>
    public void Append(Tensor rows, IReadOnlyList<int> imageOfRow, IReadOnlyList<int> labels)
    {
        if (imageOfRow.Count == 0)
            return;
        using var scope = NewDisposeScope();
        Tensor stored = rows.to(FeatureFiles.IsBf16(identity) ? bfloat16 : float32).cpu().contiguous();
        RandomAccess.Write(features, stored.bytes, (long)images.Count * FeatureFiles.RowBytes(identity));
        RandomAccess.FlushToDisk(features);
        var entries = new byte[imageOfRow.Count * FeatureFiles.EntryBytes];
        for (int row = 0; row < imageOfRow.Count; row++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(entries.AsSpan(row * FeatureFiles.EntryBytes), imageOfRow[row]);
            BinaryPrimitives.WriteInt32LittleEndian(entries.AsSpan(row * FeatureFiles.EntryBytes + 4), labels[row]);
        }
        RandomAccess.Write(index, entries, (long)images.Count * FeatureFiles.EntryBytes);
        images.AddRange(imageOfRow);
    }

    /// <summary>Says that no image is left.</summary>
    public void Complete()
    {
        RandomAccess.SetLength(features, (long)images.Count * FeatureFiles.RowBytes(identity));
        RandomAccess.FlushToDisk(features);
        RandomAccess.FlushToDisk(index);
        AtomicFile.WriteText(FeatureFiles.Complete(folder), "");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        features.Dispose();
        index.Dispose();
    }

    private static SafeFileHandle Lock(string folder)
    {
        try
        {
            return File.OpenHandle(FeatureFiles.Index(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault) when (File.Exists(FeatureFiles.Index(folder)))
        {
            throw new IOException($"Another process is filling the feature store '{folder}'. Wait for it, or give another --cache.", fault);
        }
    }

    /// <summary>Takes the entries that are whole, in order, and have their feature.</summary>
    private void ReadIndex()
    {
        var entries = new byte[RandomAccess.GetLength(index)];
        int length = RandomAccess.Read(index, entries, 0);
        long stored = RandomAccess.GetLength(features) / FeatureFiles.RowBytes(identity);
        for (int at = 0; at + FeatureFiles.EntryBytes <= length && images.Count < stored; at += FeatureFiles.EntryBytes)
        {
            int image = BinaryPrimitives.ReadInt32LittleEndian(entries.AsSpan(at));
            if (image < NextImage)
                break;
            images.Add(image);
        }
    }
}
