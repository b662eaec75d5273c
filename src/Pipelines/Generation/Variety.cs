namespace MlPipelines.Pipelines.Generation;

/// <summary>How much images differ from each other.</summary>
internal static class Variety
{
    /// <summary>
    /// Root of the mean variance of a pixel, over the images of a group: 0 where all are the same picture. Half of the mean square distance of two images,
    /// pixel by pixel, without comparing pairs.
    /// </summary>
    /// <param name="images">Images of <see cref="SignedImages.Size"/> bytes.</param>
    /// <param name="groups">Each image's group, such as its class; empty for one group.</param>
    public static double Of(ReadOnlySpan<byte> images, ReadOnlySpan<byte> groups = default)
    {
        const int Size = SignedImages.Size;
        int count = images.Length / Size;
        double variance = 0;
        int counted = 0;
        foreach (byte group in groups.IsEmpty ? [0] : groups.ToArray().Distinct())
        {
            double[] sums = new double[Size], squares = new double[Size];
            int members = 0;
            for (int i = 0; i < count; i++)
            {
                if (!groups.IsEmpty && groups[i] != group) continue;
                members++;
                for (int p = 0; p < Size; p++)
                {
                    double value = images[i * Size + p];
                    sums[p] += value;
                    squares[p] += value * value;
                }
            }
            if (members < 2) continue;
            for (int p = 0; p < Size; p++) variance += (squares[p] - sums[p] * sums[p] / members) / (members - 1) * members / Size;
            counted += members;
        }
        return counted == 0 ? 0 : Math.Sqrt(variance / counted);
    }

    /// <summary>A share of what real images vary; 1 where these do not vary at all.</summary>
    public static double Share(double made, double real) => real > 0 ? made / real : 1;
}
