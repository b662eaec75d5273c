using System.Numerics;
using MlPipelines.Pipelines.Loading;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Operations;

namespace MlPipelines.Pipelines.Training;

/// <summary>Turns images into what a model takes: numbers from 0 to 1, of the model's height, width and channels, in the model's shape.</summary>
/// <param name="Image">Size of the images that the model sees.</param>
/// <param name="Sample">Shape of one sample: [height, width, channels], [height, width] or one axis of all pixels.</param>
internal sealed record ModelInput(ImageShape Image, Shape Sample)
{
    /// <summary>How images of another size are resized: <see cref="Interpolation.Nearest"/> or <see cref="Interpolation.Bilinear"/>.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    // ITU-R BT.601, as the image files' readers weigh colours.
    private const float Red = 0.299f, Green = 0.587f, Blue = 0.114f;

    /// <summary>Finds out what a model takes.</summary>
    /// <param name="model">One input; where its sizes are open, they are those of the images.</param>
    /// <param name="source">Size of the images it is trained on.</param>
    /// <exception cref="ArgumentException">The model's input is no image.</exception>
    public static ModelInput Of(Model model, ImageShape source)
    {
        if (model.inputs.Count > 1)
            throw new ArgumentException($"The model '{model.Name}' has {model.inputs.Count} inputs; this trainer gives it one, the image. Build a model of one input.");
        if (model.inputs.Count == 0) return new ModelInput(source, Shape.Of(source.Height, source.Width, source.Channels));
        Shape sample = model.inputs[0].shape[1..];
        int Size(int axis, int open) => sample[axis] < 0 ? open : checked((int)sample[axis]);
        switch (sample.ndim)
        {
            case 1:
                int pixels = Size(0, source.Size), side = (int)Math.Sqrt(pixels);
                if (pixels == source.Size) return new ModelInput(source, Shape.Of(pixels));
                if (side * side == pixels) return new ModelInput(new ImageShape(side, side), Shape.Of(pixels));
                break;
            case 2:
                return new ModelInput(new ImageShape(Size(0, source.Height), Size(1, source.Width)), Shape.Of(Size(0, source.Height), Size(1, source.Width)));
            case 3 when Size(2, source.Channels) is 1 or 3:
                var image = new ImageShape(Size(0, source.Height), Size(1, source.Width), Size(2, source.Channels));
                return new ModelInput(image, Shape.Of(image.Height, image.Width, image.Channels));
        }
        throw new ArgumentException($"The model '{model.Name}' takes samples of shape {sample}; images of {source} are given as [height, width, channels] "
            + $"with 1 or 3 channels, [height, width] or [{source.Size}]. Let the model begin with one of these.");
    }

    /// <summary>An empty batch of images of some size, in the model's own shape where no more than its values is to be filled in.</summary>
    public Tensor Begin(int rows, ImageShape source) =>
        Tensor.Empty(source == Image ? Shape.Of([rows, .. Sample.Span]) : Shape.Of(rows, source.Height, source.Width, source.Channels));

    /// <summary>Brings a batch that <see cref="Begin"/> made to the model's height, width and channels. Rows do not mix.</summary>
    public Tensor Finish(Tensor batch, ImageShape source)
    {
        if (source == Image) return batch;
        if (source.Channels > Image.Channels) batch = Brightness(batch);
        if ((source.Height, source.Width) != (Image.Height, Image.Width))
            batch = ImageOps.Resize(batch, Image.Height, Image.Width, Interpolation == Interpolation.Nearest ? "nearest" : "bilinear");
        if (source.Channels < Image.Channels) batch = ArrayOps.Concat([batch, batch, batch], -1);
        return ArrayOps.Reshape(batch, Shape.Of([batch.shape[0], .. Sample.Span]));
    }

    /// <summary>Bytes divided by 255, as float32: the same bits as the division of tensors gives.</summary>
    public static void Scale(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        int i = 0, lanes = Vector<float>.Count;
        var divisor = new Vector<float>(255f);
        // Each vector of bytes becomes two of 16-bit numbers, then four of 32-bit ones, which stand in order.
        for (; i <= pixels.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(pixels[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> a, out Vector<uint> b);
            Vector.Widen(high, out Vector<uint> c, out Vector<uint> d);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(a)) / divisor).CopyTo(values[i..]);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(b)) / divisor).CopyTo(values[(i + lanes)..]);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(c)) / divisor).CopyTo(values[(i + 2 * lanes)..]);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(d)) / divisor).CopyTo(values[(i + 3 * lanes)..]);
        }
        for (; i < pixels.Length; i++) values[i] = pixels[i] / 255f;
    }

    private static Tensor Brightness(Tensor colours)
    {
        Shape shape = colours.shape;
        Tensor grey = Tensor.Empty(Shape.Of(shape[0], shape[1], shape[2], 1));
        ReadOnlySpan<float> from = colours.AsSpan<float>();
        Span<float> to = grey.Span<float>();
        for (int i = 0; i < to.Length; i++) to[i] = Red * from[3 * i] + Green * from[3 * i + 1] + Blue * from[3 * i + 2];
        GC.KeepAlive(colours);
        return grey;
    }
}
