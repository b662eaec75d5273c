namespace MlPipelines.Pipelines.Search;

/// <summary>
/// Exponential and logarithm of nothing but additions, multiplications and divisions, which IEEE 754 fixes to the last bit. <see cref="Math"/>'s
/// come from the system's library and differ between machines; a search must not.
/// </summary>
internal static class PortableMath
{
    // ln 2 in two parts: multiples of the first are exact.
    private const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10, Log2E = 1.4426950408889634;
    private static readonly double[] InverseFactorials = MakeInverseFactorials();

    /// <summary>e to a power, within some 2 units of the last place; 0 below -745 and infinity above 709.78.</summary>
    public static double Exp(double x)
    {
        if (!(x < 709.78)) return double.IsNaN(x) ? x : double.PositiveInfinity;
        if (x < -745) return 0;
        double k = Math.Floor(x * Log2E + 0.5), r = x - k * Ln2High - k * Ln2Low, sum = 0;
        // |r| <= ln 2 / 2: the 15th term is below 1e-17.
        for (int i = InverseFactorials.Length - 1; i >= 0; i--) sum = sum * r + InverseFactorials[i];
        return k is > -1022 and < 1024 ? sum * BitConverter.Int64BitsToDouble((long)k + 1023 << 52) : Math.ScaleB(sum, (int)k);
    }

    /// <summary>Natural logarithm of a positive number, within some 2 units of the last place.</summary>
    public static double Log(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x)) return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        int e = Math.ILogB(x);
        double m = Math.ScaleB(x, -e);
        if (m > 1.4142135623730951) (m, e) = (m / 2, e + 1);
        // ln m = 2 artanh f with |f| < 0.172.
        double f = (m - 1) / (m + 1), square = f * f, sum = 0;
        for (int i = 23; i >= 3; i -= 2) sum = (sum + 1.0 / i) * square;
        return e * Ln2High + (e * Ln2Low + 2 * f * sum + 2 * f);
    }

    private static double[] MakeInverseFactorials()
    {
        var inverse = new double[15];
        double factorial = 1;
        for (int i = 0; i < inverse.Length; i++)
        {
            inverse[i] = 1 / factorial;
            factorial *= i + 1;
        }
        return inverse;
    }
}
