using System.Buffers;
using System.Numerics;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>
/// A random move for each pixel, smooth from pixel to pixel: noise even over [-1, 1], smoothed by a Gaussian that is cut at three standard
/// deviations, times a strength. Outside the image the noise counts as 0.
/// </summary>
/// <remarks>
/// The Gaussian runs along rows, then along columns. Both passes work on vectors along a row; rows are as long as whole vectors, with room for
/// the Gaussian on both sides, so there are no tails. Each sum adds its terms in one order: the bits are the same at any vector length.
/// </remarks>
internal readonly struct ElasticField : IDisposable
{
    private readonly float[] _moves;
    private readonly int _height, _rowLength;

    /// <summary>Draws a field.</summary>
    public ElasticField(int height, int width, double alpha, double sigma, ref StrokeRandom random)
    {
        int radius = (int)Math.Ceiling(3 * sigma);
        int length = (width + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        float[] weights = ArrayPool<float>.Shared.Rent(radius + 1);
        Weights(weights.AsSpan(0, radius + 1), sigma);

        // Two fields, one above the other: moves to the right, moves down.
        int noiseLength = length + 2 * radius, rows = 2 * height, blockRows = height + 2 * radius;
        float[] noise = ArrayPool<float>.Shared.Rent(rows * noiseLength), smoothed = ArrayPool<float>.Shared.Rent(2 * blockRows * length);
        noise.AsSpan(0, rows * noiseLength).Clear();
        smoothed.AsSpan(0, 2 * blockRows * length).Clear();
        for (int row = 0; row < rows; row++)
        {
            foreach (ref float value in noise.AsSpan(row * noiseLength + radius, width)) value = (float)(random.Uniform(-1, 1) * alpha);
        }
        for (int row = 0; row < rows; row++)
        {
            int block = row / height;
            Smooth(noise.AsSpan(row * noiseLength, noiseLength), 1, smoothed.AsSpan((block * blockRows + radius + row % height) * length, length),
                weights, radius);
        }
        (_moves, _height, _rowLength) = (ArrayPool<float>.Shared.Rent(rows * length), height, length);
        for (int row = 0; row < rows; row++)
        {
            int block = row / height;
            Smooth(smoothed.AsSpan((block * blockRows + row % height) * length, (2 * radius + 1) * length), length, _moves.AsSpan(row * length, length),
                weights, radius);
        }
        ArrayPool<float>.Shared.Return(weights);
        ArrayPool<float>.Shared.Return(noise);
        ArrayPool<float>.Shared.Return(smoothed);
    }

    /// <summary>Moves of a row's pixels to the right.</summary>
    public ReadOnlySpan<float> Right(int row) => _moves.AsSpan(row * _rowLength, _rowLength);

    /// <summary>Moves of a row's pixels downwards.</summary>
    public ReadOnlySpan<float> Down(int row) => _moves.AsSpan((_height + row) * _rowLength, _rowLength);

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => ArrayPool<float>.Shared.Return(_moves);

    /// <summary>One row of sums: of values <paramref name="step"/> apart, 2 * radius + 1 of them, the nearest first.</summary>
    private static void Smooth(ReadOnlySpan<float> source, int step, Span<float> sums, float[] weights, int radius)
    {
        int middle = radius * step;
        for (int at = 0; at < sums.Length; at += Vector<float>.Count)
        {
            Vector<float> sum = new Vector<float>(source[(middle + at)..]) * weights[0];
            for (int k = 1; k <= radius; k++)
                sum += (new Vector<float>(source[(middle + at - k * step)..]) + new Vector<float>(source[(middle + at + k * step)..])) * weights[k];
            sum.CopyTo(sums[at..]);
        }
    }

    /// <summary>The Gaussian's weights at 0, 1, 2, ..., which sum to 1 over both sides.</summary>
    /// <remarks>
    /// Neighbouring weights have the ratio q, q^3, q^5, ... with q = exp(-1 / (2 sigma^2)); q by its Taylor series, as libraries' exponentials
    /// differ in the last bit.
    /// </remarks>
    private static void Weights(Span<float> weights, double sigma)
    {
        double power = -1 / (2 * sigma * sigma), q = 1;
        for (int n = 30; n >= 1; n--) q = 1 + q * power / n;
        double total = 1, weight = 1, ratio = q;
        for (int k = 1; k < weights.Length; k++, ratio *= q * q) total += 2 * (weight *= ratio);
        weight = 1 / total;
        ratio = q;
        weights[0] = (float)weight;
        for (int k = 1; k < weights.Length; k++, ratio *= q * q) weights[k] = (float)(weight *= ratio);
    }
}
