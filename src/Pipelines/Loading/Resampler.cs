namespace MlPipelines.Pipelines.Loading;

/// <summary>How an image takes another size.</summary>
public enum Interpolation
{
    /// <summary>Each pixel is the one nearest to its place.</summary>
    Nearest,

    /// <summary>Each pixel is between the four around its place, as in tf.image.resize; shrinking much leaves pixels out.</summary>
    Bilinear,

    /// <summary>Shrinking, each pixel is the mean of the area it covers, which leaves nothing out; enlarging, as <see cref="Bilinear"/>.</summary>
    Area,
}

/// <summary>Gives images another size: first along rows, then along columns, each result a weighted sum of neighbouring pixels.</summary>
internal static class Resampler
{
    /// <summary>An image of another size.</summary>
    /// <param name="pixels">[height, width, channels].</param>
    /// <param name="from">Its size.</param>
    /// <param name="height">New height, at least 1.</param>
    /// <param name="width">New width, at least 1.</param>
    /// <param name="interpolation">How.</param>
    /// <returns>[height, width, channels], 0 to 255, not rounded.</returns>
    public static float[] Resize(ReadOnlySpan<byte> pixels, ImageShape from, int height, int width, Interpolation interpolation)
    {
        int channels = from.Channels;
        var across = new Taps(from.Width, width, interpolation);
        float[] narrow = new float[checked(from.Height * width * channels)];
        for (int y = 0; y < from.Height; y++)
            for (int x = 0; x < width; x++)
                for (int c = 0; c < channels; c++)
                {
                    int at = (y * from.Width + across.First(x)) * channels + c;
                    float sum = 0;
                    foreach (float weight in across.Weights(x))
                    {
                        sum += weight * pixels[at];
                        at += channels;
                    }
                    narrow[(y * width + x) * channels + c] = sum;
                }
        var down = new Taps(from.Height, height, interpolation);
        int row = width * channels;
        float[] result = new float[checked(height * row)];
        for (int y = 0; y < height; y++)
        {
            Span<float> to = result.AsSpan(y * row, row);
            int at = down.First(y) * row;
            foreach (float weight in down.Weights(y))
            {
                for (int i = 0; i < row; i++) to[i] += weight * narrow[at + i];
                at += row;
            }
        }
        return result;
    }

    /// <summary>A value as a pixel.</summary>
    public static byte Pixel(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);

    /// <summary>For each place along an axis, which pixels are summed with which weights.</summary>
    private readonly struct Taps
    {
        private readonly int[] _first;
        private readonly int[] _start;
        private readonly float[] _weights;

        public Taps(int from, int to, Interpolation interpolation)
        {
            _first = new int[to];
            _start = new int[to + 1];
            var weights = new List<float>(2 * to);
            double scale = (double)from / to;
            for (int i = 0; i < to; i++)
            {
                double middle = (i + 0.5) * scale;
                if (interpolation == Interpolation.Nearest)
                {
                    _first[i] = Math.Min((int)middle, from - 1);
                    weights.Add(1);
                }
                else if (interpolation == Interpolation.Area && scale > 1)
                {
                    double begin = i * scale, end = Math.Min((i + 1) * scale, from);
                    int first = _first[i] = (int)begin;
                    for (int p = first; p < end; p++) weights.Add((float)((Math.Min(p + 1, end) - Math.Max(p, begin)) / (end - begin)));
                }
                else
                {
                    double place = Math.Clamp(middle - 0.5, 0, from - 1);
                    int first = _first[i] = Math.Min((int)place, Math.Max(0, from - 2));
                    double second = place - first;
                    weights.Add((float)(1 - second));
                    if (from > 1) weights.Add((float)second);
                }
                _start[i + 1] = weights.Count;
            }
            _weights = [.. weights];
        }

        public int First(int i) => _first[i];

        public ReadOnlySpan<float> Weights(int i) => _weights.AsSpan(_start[i], _start[i + 1] - _start[i]);
    }
}
