namespace MlPipelines.Pipelines.Augmentation;

/// <summary>
/// For each pixel of a moved image, the place in the original that it comes from. Places are fixed-point numbers of 32 bits below the
/// point: whole pixels and right angles are exact, and every machine computes the same ones.
/// </summary>
internal readonly struct AffineMap
{
    private const double One = 1L << 32;

    // Half of the 1/256 that places are cut to, so that they are rounded.
    private const long Rounding = 1L << 23;

    private readonly double _xx, _xy, _yx, _yy, _centreX, _centreY, _fromX, _fromY;

    /// <summary>The inverse of: mirror, zoom, shear, rotate (all about the centre), shift.</summary>
    public AffineMap(int height, int width, double rotation, double shiftX, double shiftY, double zoom, double shear, bool mirror, bool upset)
    {
        (double sin, double cos) = Angle.SinCos(rotation);
        (double slope, double run) = Angle.SinCos(shear);
        double tan = slope / run, horizontal = mirror ? -1 : 1, vertical = upset ? -1 : 1;
        // y runs downwards: back by the rotation is [cos -sin; sin cos], back by the shear [1 tan; 0 1].
        _xx = (cos + tan * sin) / zoom * horizontal;
        _xy = (tan * cos - sin) / zoom * horizontal;
        _yx = sin / zoom * vertical;
        _yy = cos / zoom * vertical;
        (_centreX, _centreY) = ((width - 1) * 0.5, (height - 1) * 0.5);
        (_fromX, _fromY) = (_centreX + shiftX, _centreY + shiftY);
        (StepX, StepY) = ((long)Math.Round(_xx * One), (long)Math.Round(_yx * One));
    }

    /// <summary>What a step to the right in the result moves the place's column by.</summary>
    public long StepX { get; }

    /// <summary>What a step to the right in the result moves the place's row by.</summary>
    public long StepY { get; }

    /// <summary>The place that the first pixel of a row comes from.</summary>
    public (long X, long Y) Row(int row)
    {
        double right = -_fromX, down = row - _fromY;
        return ((long)Math.Round((_centreX + _xx * right + _xy * down) * One) + Rounding,
            (long)Math.Round((_centreY + _yx * right + _yy * down) * One) + Rounding);
    }
}

/// <summary>Sine and cosine by basic arithmetic, which is exact to the same bit everywhere; those of C libraries differ in the last one.</summary>
internal static class Angle
{
    /// <summary>Sine and cosine of an angle in degrees, at most 360 either way; of multiples of 90 exact.</summary>
    public static (double Sin, double Cos) SinCos(double degrees)
    {
        int quarter = (int)Math.Round(degrees / 90);
        double x = (degrees - 90 * quarter) * (Math.PI / 180), square = x * x, sin = 0, cos = 0;
        // Taylor series up to x^17, |x| at most pi / 4: the next term is below 1e-18. Nested, from the last term on.
        for (int n = 16; n >= 2; n -= 2)
        {
            sin = (1 + sin) * -square / (n * (n + 1));
            cos = (1 + cos) * -square / (n * (n - 1));
        }
        (sin, cos) = (x * (1 + sin), 1 + cos);
        return (quarter & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }
}
