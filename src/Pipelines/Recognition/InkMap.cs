using Tensorflow.IO;

namespace MlPipelines.Pipelines.Recognition;

/// <summary>How much each pixel of a picture differs from the paper around it, whatever the colours of paper and ink.</summary>
/// <remarks>
/// The paper's colour is the median of small blocks, smoothed by the median of neighbouring blocks and interpolated between their centres: it follows
/// uneven lighting, and strokes are too thin to change it. Of a small picture it is the median of the border. Time and memory grow with the number of pixels.
/// </remarks>
internal sealed class InkMap
{
    /// <summary>Pictures up to this height and width have one paper colour, that of their border.</summary>
    private const int SmallSide = 64;

    private const int LeastBlock = 8, MostBlock = 64, BlocksAcross = 8;

    /// <summary>Ink differs from the paper by at least this many of 255 levels; paler pictures are blank.</summary>
    private const int LeastContrast = 16;

    /// <summary>Ink is what differs by so many standard deviations of the paper's noise.</summary>
    private const double NoiseFactor = 5;

    /// <summary>Shares of the ink's typical strength at which strokes end, and which each of them reaches somewhere.</summary>
    private const double EdgeShare = 0.28, CoreShare = 0.5;

    private InkMap(int height, int width, byte[] strength) => (Height, Width, Strength) = (height, width, strength);

    public int Height { get; }

    public int Width { get; }

    /// <summary>[height, width], 0 (paper) to 255.</summary>
    public byte[] Strength { get; }

    /// <summary>Pixels of at least this strength belong to a stroke.</summary>
    public int Edge { get; private init; }

    /// <summary>A stroke has a pixel of at least this strength.</summary>
    public int Core { get; private init; }

    /// <summary>The most the paper's noise reaches.</summary>
    public int Noise { get; private init; }

    /// <summary>True when nothing on the picture differs from its paper.</summary>
    public bool IsBlank => Edge == 0;

    /// <summary>Finds the ink of a picture.</summary>
    /// <param name="picture">Of any size; alpha is blended on white.</param>
    public static InkMap Of(ImageData picture)
    {
        ImageData page = picture.Opaque();
        byte[] strength = Math.Max(page.Height, page.Width) <= SmallSide ? OnPlainPaper(page) : OnUnevenPaper(page);
        Span<long> counts = stackalloc long[256];
        foreach (byte value in strength) counts[value]++;
        double deviation = Quantile(counts, 0.5) / 0.6745;
        int noise = (int)Math.Min(255, Math.Round(NoiseFactor * deviation));
        double typical = Typical(counts, noise);
        var map = new InkMap(page.Height, page.Width, strength) { Noise = noise };
        if (typical < Math.Max(LeastContrast, noise)) return map;
        int edge = Math.Max(1, Math.Max((int)Math.Round(EdgeShare * typical), Math.Min(noise, (int)(0.7 * typical))));
        return new InkMap(page.Height, page.Width, strength) { Noise = noise, Edge = edge, Core = Math.Max(edge, (int)Math.Round(CoreShare * typical)) };
    }

    private static byte[] OnPlainPaper(ImageData page)
    {
        (int height, int width, int channels) = (page.Height, page.Width, page.Channels);
        byte[] strength = new byte[height * width];
        Span<long> counts = stackalloc long[256];
        for (int c = 0; c < channels; c++)
        {
            counts.Clear();
            for (int x = 0; x < width; x++)
            {
                counts[page.Pixels[x * channels + c]]++;
                counts[page.Pixels[((height - 1) * width + x) * channels + c]]++;
            }
            for (int y = 1; y < height - 1; y++)
            {
                counts[page.Pixels[y * width * channels + c]]++;
                counts[page.Pixels[(y * width + width - 1) * channels + c]]++;
            }
            int paper = Quantile(counts, 0.5);
            for (int i = 0; i < strength.Length; i++) strength[i] = (byte)Math.Max(strength[i], Math.Abs(page.Pixels[i * channels + c] - paper));
        }
        return strength;
    }

    private static byte[] OnUnevenPaper(ImageData page)
    {
        (int height, int width, int channels) = (page.Height, page.Width, page.Channels);
        int block = Math.Clamp(Math.Min(height, width) / BlocksAcross, LeastBlock, MostBlock);
        int rows = (height + block - 1) / block, columns = (width + block - 1) / block;
        byte[] strength = new byte[height * width];
        byte[] medians = new byte[rows * columns];
        Span<long> counts = stackalloc long[256];
        for (int c = 0; c < channels; c++)
        {
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < columns; column++)
                {
                    counts.Clear();
                    int bottom = Math.Min(height, (row + 1) * block), right = Math.Min(width, (column + 1) * block);
                    for (int y = row * block; y < bottom; y++)
                        for (int x = column * block; x < right; x++) counts[page.Pixels[(y * width + x) * channels + c]]++;
                    medians[row * columns + column] = (byte)Quantile(counts, 0.5);
                }
            byte[] paper = Smooth(medians, rows, columns);
            for (int y = 0; y < height; y++)
            {
                (int up, int down, float low) = Place(y, block, rows);
                for (int x = 0; x < width; x++)
                {
                    (int left, int right, float far) = Place(x, block, columns);
                    float above = paper[up * columns + left] + far * (paper[up * columns + right] - paper[up * columns + left]);
                    float below = paper[down * columns + left] + far * (paper[down * columns + right] - paper[down * columns + left]);
                    float difference = Math.Abs(page.Pixels[(y * width + x) * channels + c] - (above + low * (below - above)));
                    int at = y * width + x;
                    strength[at] = (byte)Math.Max(strength[at], difference);
                }
            }
        }
        return strength;
    }

    /// <summary>The block before a pixel's place, the one behind it, and how far it is on the way between their centres.</summary>
    private static (int First, int Second, float Share) Place(int pixel, int block, int blocks)
    {
        float place = Math.Clamp((pixel + 0.5f) / block - 0.5f, 0, blocks - 1);
        int first = (int)place;
        return (first, Math.Min(first + 1, blocks - 1), place - first);
    }

    /// <summary>Each block's median with its neighbours, two on each side.</summary>
    private static byte[] Smooth(byte[] medians, int rows, int columns)
    {
        byte[] smooth = new byte[medians.Length];
        Span<byte> near = stackalloc byte[25];
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
            {
                int count = 0;
                for (int y = Math.Max(0, row - 2); y <= Math.Min(rows - 1, row + 2); y++)
                    for (int x = Math.Max(0, column - 2); x <= Math.Min(columns - 1, column + 2); x++) near[count++] = medians[y * columns + x];
                near[..count].Sort();
                smooth[row * columns + column] = near[count / 2];
            }
        return smooth;
    }

    /// <summary>How strong ink is: the mean above Otsu's threshold, of what is above the noise.</summary>
    private static double Typical(ReadOnlySpan<long> counts, int noise)
    {
        long all = 0, sum = 0;
        for (int value = 0; value < 256; value++) (all, sum) = (all + counts[value], sum + counts[value] * value);
        long below = 0, belowSum = 0;
        double best = -1, strength = 0;
        for (int value = 0; value < 255; value++)
        {
            below += counts[value];
            belowSum += counts[value] * value;
            if (below == 0 || below == all || value < noise) continue;
            double low = (double)belowSum / below, high = (double)(sum - belowSum) / (all - below);
            double between = (double)below * (all - below) * (high - low) * (high - low);
            if (between > best) (best, strength) = (between, high);
        }
        return strength;
    }

    private static int Quantile(ReadOnlySpan<long> counts, double share)
    {
        long all = 0, below = 0;
        foreach (long count in counts) all += count;
        int value = 0;
        while ((below += counts[value]) <= share * all && value < 255) value++;
        return value;
    }
}
