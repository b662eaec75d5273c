using System.Globalization;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>
/// Changes images as handwriting varies: moves and bends them, makes strokes thicker or thinner, adds noise. What is drawn follows from a
/// seed, the row's id and the copy's number alone, so any row of any epoch can be made by itself, on any thread and machine, with the same bits.
/// </summary>
/// <remarks>
/// Every option is off unless set. An image is mirrored, zoomed, sheared, rotated about its centre, moved and distorted, in this order,
/// by one bilinear pass over the inverse of the whole; then come the thickness of strokes and the noise. What comes from outside the
/// image is <see cref="Fill"/>. Images of bytes are 0 (paper) to 255 (ink). Images of Single keep their scale, and the options given in grey
/// levels are in that scale.
/// </remarks>
/// <example><code>
/// var augmentation = new ClassicalAugmentation { Rotation = (-10, 10), ShiftX = (-2, 2), ShiftY = (-2, 2), Zoom = (0.9, 1.1) };
/// augmentation.Apply(image, result, height: 28, width: 28, channels: 1, seed: 1, rowId: 5, copy: 0);
/// </code></example>
public sealed record ClassicalAugmentation
{
    // Odd, so that each copy's number gives another stream; see StrokeRandom, whose streams are numbered.
    private const ulong CopyStep = 0xD1342543DE82EF95;

    /// <summary>What keeps a digit of 28 x 28 pixels readable: up to 10 degrees, 2 pixels, a tenth larger or smaller, and 5 degrees of slant.</summary>
    public static ClassicalAugmentation Mild { get; } = new()
    {
        Rotation = (-10, 10),
        ShiftX = (-2, 2),
        ShiftY = (-2, 2),
        Zoom = (0.9, 1.1),
        Shear = (-5, 5),
    };

    /// <summary>Turn about the centre in degrees, counter-clockwise, -180 to 180; 0 is off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is out of bounds or its ends are out of order.</exception>
    public ValueRange Rotation { get; init => field = value.Within(-180, 180, "degrees", nameof(Rotation)); } = 0;

    /// <summary>Move to the right in pixels, -10000 to 10000; 0 is off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is out of bounds or its ends are out of order.</exception>
    public ValueRange ShiftX { get; init => field = value.Within(-10000, 10000, "pixels", nameof(ShiftX)); } = 0;

    /// <summary>Move down in pixels, -10000 to 10000; 0 is off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is out of bounds or its ends are out of order.</exception>
    public ValueRange ShiftY { get; init => field = value.Within(-10000, 10000, "pixels", nameof(ShiftY)); } = 0;

    /// <summary>Factor of size, 0.1 to 10: above 1 the image grows about its centre; 1 is off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is out of bounds or its ends are out of order.</exception>
    public ValueRange Zoom { get; init => field = value.Within(0.1, 10, "times the size", nameof(Zoom)); } = 1;

    /// <summary>Slant in degrees, -60 to 60: above 0 the top leans to the right; 0 is off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is out of bounds or its ends are out of order.</exception>
    public ValueRange Shear { get; init => field = value.Within(-60, 60, "degrees", nameof(Shear)); } = 0;

    /// <summary>How often left and right change places, 0 (never) to 1 (always). Harms digits: only 0, 1 and 8 stay what they are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of bounds.</exception>
    public double FlipHorizontal { get; init => field = new ValueRange(value, value).Within(0, 1, "of the images", nameof(FlipHorizontal)).Low; }

    /// <summary>How often top and bottom change places, 0 (never) to 1 (always). Harms digits: only 0, 1, 3 and 8 stay what they are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of bounds.</exception>
    public double FlipVertical { get; init => field = new ValueRange(value, value).Within(0, 1, "of the images", nameof(FlipVertical)).Low; }

    /// <summary>
    /// Strength of the elastic distortion, 0 to 1000: the factor of a field of random moves, even over [-1, 1], smoothed by a Gaussian; 0 is
    /// off. With a <see cref="ElasticSigma"/> of 4, a strength of 34 moves pixels by 1.4 in the middle of the image, as the root of the mean square.
    /// </summary>
    /// <remarks>Simard, Steinkraus and Platt, "Best practices for convolutional neural networks applied to visual document analysis", ICDAR 2003, section 2.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The range is out of bounds or its ends are out of order.</exception>
    public ValueRange ElasticAlpha { get; init => field = value.Within(0, 1000, "times the field", nameof(ElasticAlpha)); } = 0;

    /// <summary>Standard deviation, in pixels, of the Gaussian that smooths the elastic distortion; 0.5 to 50.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of bounds.</exception>
    public double ElasticSigma { get; init => field = new ValueRange(value, value).Within(0.5, 50, "pixels", nameof(ElasticSigma)).Low; } = 4;

    /// <summary>Pixels by which every edge of bright strokes moves outwards, or inwards below 0; -3 to 3, fractions too; 0 is off.</summary>
    /// <remarks>Grey dilation and erosion with the four neighbours of a pixel; a fraction goes part of the way to the next step.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The range is out of bounds or its ends are out of order.</exception>
    public ValueRange StrokeThickness { get; init => field = value.Within(-3, 3, "pixels", nameof(StrokeThickness)); } = 0;

    /// <summary>Standard deviation, in grey levels, of bell-shaped noise added to every value; 0 to 255; 0 is off. Bytes stay within 0 and 255.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is out of bounds or its ends are out of order.</exception>
    public ValueRange Noise { get; init => field = value.Within(0, 255, "grey levels", nameof(Noise)); } = 0;

    /// <summary>The grey level of what lies outside the image; for bytes 0 to 255, 0 (paper) unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of bounds.</exception>
    public double Fill { get; init => field = new ValueRange(value, value).Within(-255, 255, "grey levels", nameof(Fill)).Low; }

    /// <summary>Whether every option is off, so that images stay as they are.</summary>
    public bool IsIdentity => !Warps && StrokeThickness == 0 && Noise == 0;

    private bool Warps => Rotation != 0 || ShiftX != 0 || ShiftY != 0 || Zoom != 1 || Shear != 0 || FlipHorizontal != 0 || FlipVertical != 0
        || ElasticAlpha != 0;

    /// <summary>Makes a changed copy of an image of bytes.</summary>
    /// <param name="image">[height, width, channels].</param>
    /// <param name="result">Receives as many values; another place than <paramref name="image"/>.</param>
    /// <param name="height">Pixels, at least 1.</param>
    /// <param name="width">Pixels, at least 1.</param>
    /// <param name="channels">Values of a pixel, at least 1; all of them move together.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="rowId">The row's id.</param>
    /// <param name="copy">Which copy of the row, or which epoch.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, the places overlap, or <see cref="Fill"/> is below 0.</exception>
    public void Apply(ReadOnlySpan<byte> image, Span<byte> result, int height, int width, int channels, ulong seed, long rowId, int copy)
    {
        if (Fill < 0)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"Got {nameof(Fill)} = {Fill} for an image of bytes; expected 0 to 255. Set it to 0 for paper."), nameof(image));
        Apply<byte, BytePixel>(image, result, height, width, channels, seed, rowId, copy);
    }

    /// <summary>Makes a changed copy of an image of Single, by the same moves as one of bytes.</summary>
    /// <param name="image">[height, width, channels].</param>
    /// <param name="result">Receives as many values; another place than <paramref name="image"/>.</param>
    /// <param name="height">Pixels, at least 1.</param>
    /// <param name="width">Pixels, at least 1.</param>
    /// <param name="channels">Values of a pixel, at least 1; all of them move together.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="rowId">The row's id.</param>
    /// <param name="copy">Which copy of the row, or which epoch.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or the places overlap.</exception>
    public void Apply(ReadOnlySpan<float> image, Span<float> result, int height, int width, int channels, ulong seed, long rowId, int copy) =>
        Apply<float, SinglePixel>(image, result, height, width, channels, seed, rowId, copy);

    private void Apply<T, TPixel>(ReadOnlySpan<T> image, Span<T> result, int height, int width, int channels, ulong seed, long rowId, int copy)
        where T : unmanaged
        where TPixel : IPixel<T>
    {
        if (height < 1 || width < 1 || channels < 1 || image.Length != (long)height * width * channels || result.Length != image.Length)
            throw new ArgumentException($"Got an image of {image.Length} values and room for {result.Length}; {height} x {width} pixels of "
                + $"{channels} channels need as many in both. Give spans of one image each.", nameof(image));
        if (image.Overlaps(result))
            throw new ArgumentException("The result lies where the image does; pixels are read more than once. Give a span of its own.", nameof(result));

        // Always ten draws in one order: switching an option on or off leaves what the others do to a row.
        var random = new StrokeRandom(seed, (ulong)rowId + (ulong)copy * CopyStep);
        double rotation = Rotation.At(random.Uniform()), shiftX = ShiftX.At(random.Uniform()), shiftY = ShiftY.At(random.Uniform());
        double zoom = Zoom.At(random.Uniform()), shear = Shear.At(random.Uniform());
        bool mirror = random.Uniform() < FlipHorizontal, upset = random.Uniform() < FlipVertical;
        double alpha = ElasticAlpha.At(random.Uniform()), thickness = StrokeThickness.At(random.Uniform()), noise = Noise.At(random.Uniform());

        if (Warps)
        {
            var map = new AffineMap(height, width, rotation, shiftX, shiftY, zoom, shear, mirror, upset);
            T fill = TPixel.Of(Fill);
            if (alpha > 0)
            {
                using ElasticField field = new(height, width, alpha, ElasticSigma, ref random);
                ImageWarp<T, TPixel>.Bend(image, result, height, width, channels, map, field, fill);
            }
            else
            {
                ImageWarp<T, TPixel>.Move(image, result, height, width, channels, map, fill);
            }
        }
        else
        {
            image.CopyTo(result);
        }
        if (thickness != 0) StrokeEdges<T, TPixel>.Move(result, height, width, channels, thickness);
        if (noise > 0)
        {
            foreach (ref T value in result) value = TPixel.Plus(value, noise * random.Bell());
        }
    }
}
