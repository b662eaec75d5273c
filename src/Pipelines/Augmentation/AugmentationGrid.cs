using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>A sheet of one image under an augmentation, to look at before training with it.</summary>
public static class AugmentationGrid
{
    /// <summary>
    /// Writes a PNG with a row for each option that is on, that one alone, and a last row with all of them. Each row begins with the image as
    /// it was.
    /// </summary>
    /// <param name="path">The file to make or to replace.</param>
    /// <param name="augmentation">The options.</param>
    /// <param name="image">[height, width, channels]; channels 1 to 4.</param>
    /// <param name="shape">Its size.</param>
    /// <param name="copies">Changed images in a row, at least 1.</param>
    /// <param name="enlarge">How many pixels wide and high a pixel becomes, at least 1.</param>
    /// <param name="seed">Any number.</param>
    /// <returns>What each row shows, from the top.</returns>
    /// <exception cref="ArgumentException">The size does not fit the image, or a number is out of bounds.</exception>
    public static IReadOnlyList<string> Save(string path, ClassicalAugmentation augmentation, ReadOnlySpan<byte> image, ImageShape shape, int copies = 12,
        int enlarge = 2, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        ArgumentOutOfRangeException.ThrowIfLessThan(copies, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(enlarge, 1);
        List<(string Name, ClassicalAugmentation Options)> rows = [.. Alone(augmentation), ("all", augmentation)];
        var sheet = new ContactSheet(rows.Count, copies + 1, shape, enlarge);
        byte[] changed = new byte[shape.Size];
        for (int row = 0; row < rows.Count; row++)
        {
            for (int column = 0; column <= copies; column++)
            {
                // The first one by no option at all, which also checks the size.
                ClassicalAugmentation options = column == 0 ? new ClassicalAugmentation() : rows[row].Options;
                options.Apply(image, changed, shape.Height, shape.Width, shape.Channels, seed, rowId: 0, copy: column);
                sheet.Put(row, column, changed);
            }
        }
        sheet.Save(path);
        return [.. rows.Select(row => row.Name)];
    }

    /// <summary>Each option that is on, alone.</summary>
    private static IEnumerable<(string Name, ClassicalAugmentation Options)> Alone(ClassicalAugmentation all)
    {
        var none = new ClassicalAugmentation { Fill = all.Fill, ElasticSigma = all.ElasticSigma };
        (string, ClassicalAugmentation)[] rows =
        [
            ($"rotation by {all.Rotation} degrees", none with { Rotation = all.Rotation }),
            ($"shift to the right by {all.ShiftX} pixels", none with { ShiftX = all.ShiftX }),
            ($"shift down by {all.ShiftY} pixels", none with { ShiftY = all.ShiftY }),
            ($"zoom by {all.Zoom}", none with { Zoom = all.Zoom }),
            ($"shear by {all.Shear} degrees", none with { Shear = all.Shear }),
            ("left and right change places", none with { FlipHorizontal = all.FlipHorizontal }),
            ("top and bottom change places", none with { FlipVertical = all.FlipVertical }),
            ($"elastic distortion, strength {all.ElasticAlpha}", none with { ElasticAlpha = all.ElasticAlpha }),
            ($"strokes thicker by {all.StrokeThickness} pixels", none with { StrokeThickness = all.StrokeThickness }),
            ($"noise of {all.Noise} grey levels", none with { Noise = all.Noise }),
        ];
        return rows.Where(row => !row.Item2.IsIdentity);
    }
}
