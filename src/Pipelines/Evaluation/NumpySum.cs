namespace MlPipelines.Pipelines.Evaluation;

/// <summary>
/// Sums in the order NumPy adds in (eight running sums, blocks of 128, halves of longer arrays). Reports round to a few decimals, and an
/// average may lie on the border between two of them: then the last bit decides what is printed.
/// </summary>
internal static class NumpySum
{
    private const int Lanes = 8, Block = 128;

    public static double Of(ReadOnlySpan<double> values)
    {
        if (values.Length > Block)
        {
            int half = values.Length / 2;
            half -= half % Lanes;
            return Of(values[..half]) + Of(values[half..]);
        }
        double sum = 0;
        int i = 0;
        if (values.Length >= Lanes)
        {
            Span<double> lanes = stackalloc double[Lanes];
            values[..Lanes].CopyTo(lanes);
            for (i = Lanes; i < values.Length - values.Length % Lanes; i += Lanes)
                for (int lane = 0; lane < Lanes; lane++) lanes[lane] += values[i + lane];
            sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
        }
        for (; i < values.Length; i++) sum += values[i];
        return sum;
    }
}
