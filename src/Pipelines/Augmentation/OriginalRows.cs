using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>Reads the rows of a view that no program made.</summary>
internal static class OriginalRows
{
    /// <summary>Images and labels, in the view's order; rows without a label and synthetic ones are left out.</summary>
    /// <exception cref="ArgumentException">There is none, or there are more classes than a byte counts.</exception>
    public static DigitSet Read(IDataView view, GeneratedDigitsOptions options)
    {
        ImageShape shape = ImageColumns.FindPixels(view.Schema, options.PixelsColumn, out DataViewSchema.Column pixels);
        DataViewSchema.Column label = ImageColumns.FindLabel(view.Schema, options.LabelColumn), id = ImageColumns.Find(view.Schema, options.IdColumn);
        string[] classes = ImageColumns.ClassNames(label);
        if (classes.Length > 256) throw new ArgumentException($"The rows have {classes.Length} classes; generated digits have at most 256.", nameof(view));
        var images = new List<byte>();
        var labels = new List<byte>();
        using DataViewRowCursor cursor = view.GetRowCursor([pixels, label, id]);
        ValueGetter<VBuffer<byte>> getPixels = cursor.GetGetter<VBuffer<byte>>(pixels);
        ValueGetter<uint> getLabel = cursor.GetGetter<uint>(label);
        ValueGetter<long> getId = cursor.GetGetter<long>(id);
        VBuffer<byte> image = default;
        uint key = 0;
        long number = 0;
        while (cursor.MoveNext())
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            getLabel(ref key);
            getId(ref number);
            if (key == 0 || key > (uint)classes.Length || ImageColumns.IsSynthetic(number)) continue;
            getPixels(ref image);
            if (image.Length != shape.Size)
                throw new InvalidDataException($"The row with Id {number} has {image.Length} pixels, expected {shape.Size} ({shape}). Resize the images first.");
            int at = images.Count;
            CollectionsMarshal.SetCount(images, at + shape.Size);
            image.CopyTo(CollectionsMarshal.AsSpan(images)[at..]);
            labels.Add((byte)(key - 1));
        }
        if (labels.Count == 0)
            throw new ArgumentException("The view has no original row with a label; generated digits follow one or more. Check the file it was loaded from, and "
                + "the steps before this one.", nameof(view));
        return new DigitSet([.. images], [.. labels], shape.Height, shape.Width, shape.Channels, classes);
    }
}
