using Tensorflow.Operations;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>How images are changed at random: the settings of an <see cref="ImageDataGenerator"/> that draw numbers.</summary>
/// <remarks>All of an image's movements make one transform, so that it is read only once.</remarks>
internal sealed record ImageChanges(double RotationDegrees, ShiftRange Width, ShiftRange Height, (double Least, double Most)? Brightness,
    double ShearDegrees, ZoomRange Zoom, double ChannelShift, string FillMode, double FillValue, bool FlipHorizontally, bool FlipVertically,
    string Interpolation)
{
    /// <summary>
    /// Random numbers an image takes. Each image takes as many whatever the settings, so that one setting does not change what another
    /// draws.
    /// </summary>
    private const int Draws = 12;

    private const int TransformSize = 6;

    private bool Moves => RotationDegrees != 0 || !Width.IsNone || !Height.IsNone || ShearDegrees != 0 || !Zoom.IsNone || FlipHorizontally
        || FlipVertically;

    /// <summary>The images, changed.</summary>
    /// <param name="images">[images, height, width, channels], float32; may be changed.</param>
    /// <param name="stream">Where the numbers come from.</param>
    public Tensor Apply(Tensor images, RandomStream stream)
    {
        if (!Moves && ChannelShift == 0 && Brightness is null) return images;
        int count = (int)images.shape[0], height = (int)images.shape[1], width = (int)images.shape[2], channels = (int)images.shape[3];
        double[] draws = RandomOps.Uniform(Shape.Of(count, Draws), dtype: TF_DataType.TF_DOUBLE, stream: stream).ToArray<double>();
        if (Moves)
        {
            double[] transforms = new double[count * TransformSize];
            for (int i = 0; i < count; i++)
                Transform(draws.AsSpan(i * Draws, Draws), height, width, transforms.AsSpan(i * TransformSize, TransformSize));
            using Tensor moves = Tensor.From<double>(transforms, Shape.Of(count, TransformSize));
            Tensor moved = ImageOps.AffineTransform(images, moves, Interpolation, FillMode, FillValue);
            images.Dispose();
            images = moved;
        }
        if (ChannelShift == 0 && Brightness is null) return images;
        int size = height * width * channels;
        for (int i = 0; i < count; i++)
            Recolour(images.Span<float>().Slice(i * size, size), channels, draws[i * Draws + 9], draws[i * Draws + 10]);
        return images;
    }

    /// <summary>From a pixel of the result to the one of the image it comes from, in columns x and rows y.</summary>
    internal void Transform(ReadOnlySpan<double> draws, int height, int width, Span<double> result)
    {
        double angle = (2 * draws[0] - 1) * RotationDegrees * Math.PI / 180, shear = (2 * draws[5] - 1) * ShearDegrees * Math.PI / 180;
        double down = Height.Draw(height, draws[1], draws[2]), right = Width.Draw(width, draws[3], draws[4]);
        double zoomY = Zoom.Draw(draws[6]), zoomX = Zoom.Draw(draws[7]);
        (double sin, double cos) = Math.SinCos(angle);
        (double shearSin, double shearCos) = Math.SinCos(shear);
        // Keras' product rotation x shift x shear x zoom, on (row, column) counted from the middle of the image.
        double yy = cos * zoomY, yx = (-cos * shearSin - sin * shearCos) * zoomX, y0 = cos * down - sin * right;
        double xy = sin * zoomY, xx = (-sin * shearSin + cos * shearCos) * zoomX, x0 = sin * down + cos * right;
        double middleY = height / 2.0 - 0.5, middleX = width / 2.0 - 0.5;
        y0 += middleY - yy * middleY - yx * middleX;
        x0 += middleX - xy * middleY - xx * middleX;
        // What is turned over last is looked up first: column x of the result is column width - 1 - x of the moved image.
        if (FlipHorizontally && draws[8] < 0.5) (xx, x0, yx, y0) = (-xx, x0 + xx * (width - 1), -yx, y0 + yx * (width - 1));
        if (FlipVertically && draws[11] < 0.5) (xy, x0, yy, y0) = (-xy, x0 + xy * (height - 1), -yy, y0 + yy * (height - 1));
        (result[0], result[1], result[2], result[3], result[4], result[5]) = (xx, xy, x0, yx, yy, y0);
    }

    /// <summary>Makes an image's values brighter or darker, within the range they had.</summary>
    private void Recolour(Span<float> image, int channels, double shift, double brightness)
    {
        float least = float.PositiveInfinity, most = float.NegativeInfinity;
        foreach (float value in image) (least, most) = (Math.Min(least, value), Math.Max(most, value));
        if (ChannelShift != 0)
        {
            float by = (float)((2 * shift - 1) * ChannelShift);
            foreach (ref float value in image) value = Math.Clamp(value + by, least, most);
        }
        if (Brightness is not { } range) return;
        float factor = (float)(range.Least + (range.Most - range.Least) * brightness);
        foreach (ref float value in image) value = Math.Clamp(least + (value - least) * factor, least, most);
    }
}
