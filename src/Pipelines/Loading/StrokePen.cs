namespace MlPipelines.Pipelines.Loading;

/// <summary>Draws one digit: chooses a form, bends and tilts it, and inks it into 28 x 28 pixels.</summary>
/// <remarks>
/// Only additions, multiplications, divisions, square roots, comparisons and rounding in double precision are used, which IEEE 754
/// fixes to the bit (and which .NET never fuses), so the pixels are the same on every machine. One instance serves one thread.
/// </remarks>
internal sealed class StrokePen
{
    public const int Side = 28;
    private const int MostPoints = 1024, MostStrokePoints = 32, StepsASpan = 8, Grid = 3;
    private const double BoxSide = 20, EdgeWidth = 1.3;

    private readonly double[] _x = new double[MostPoints], _y = new double[MostPoints], _radius = new double[MostPoints];
    private readonly bool[] _starts = new bool[MostPoints];
    private readonly double[] _bendX = new double[Grid * Grid], _bendY = new double[Grid * Grid];
    private readonly double[] _ink = new double[Side * Side];
    private int _points;

    /// <summary>Draws picture number <paramref name="stream"/> of a seed.</summary>
    /// <param name="digit">0 to 9.</param>
    /// <param name="seed">Seed of the data set.</param>
    /// <param name="stream">Number of the picture.</param>
    /// <param name="pixels">784 bytes, row by row: 0 paper, 255 ink.</param>
    public void Draw(int digit, ulong seed, ulong stream, Span<byte> pixels)
    {
        var random = new StrokeRandom(seed, stream);
        int[][][] forms = StrokeGlyphs.Forms[digit];
        int[][] strokes = forms[Math.Min(random.Below(forms.Length), random.Below(forms.Length + 1))];

        // Most writers are neat, some hurry: haste is the common scale of all that goes wrong.
        double haste = random.Uniform();
        haste = 0.35 + 1.65 * haste * haste * haste;
        Trace(strokes, ref random, 0.024 * haste);
        Bend(ref random, 0.05 * haste);
        Tilt(ref random, haste);
        Place(ref random);
        Ink(pixels);
    }

    /// <summary>Lays a smooth line (Catmull-Rom) through the points of each stroke, each point moved a little.</summary>
    private void Trace(int[][] strokes, ref StrokeRandom random, double jitter)
    {
        _points = 0;
        double overlap = 0.02 + jitter;
        Span<double> pointsX = stackalloc double[MostStrokePoints], pointsY = stackalloc double[MostStrokePoints];
        foreach (int[] stroke in strokes)
        {
            int count = stroke.Length / 2;
            Span<double> x = pointsX[..count], y = pointsY[..count];
            double shiftX = strokes.Length > 1 ? overlap * random.Bell() : 0, shiftY = strokes.Length > 1 ? overlap * random.Bell() : 0;
            for (int i = 0; i < count; i++)
            {
                bool corner = IsCorner(stroke, i);
                x[i] = corner ? x[i - 1] : stroke[2 * i] / 100.0 - 0.5 + shiftX + jitter * random.Bell();
                y[i] = corner ? y[i - 1] : stroke[2 * i + 1] / 100.0 - 0.5 + shiftY + jitter * random.Bell();
            }
            // The pen begins or ends a little early.
            double from = random.Uniform(0, 0.35), to = random.Uniform(0, 0.35);
            bool first = true;
            for (int i = 0; i + 1 < count; i++)
            {
                if (IsCorner(stroke, i + 1)) continue;
                int before = i == 0 || IsCorner(stroke, i) ? i : i - 1;
                int after = i + 2 == count || IsCorner(stroke, i + 2) ? i + 1 : i + 2;
                double low = i == 0 ? from : 0, high = i + 2 == count ? 1 - to : 1;
                for (int step = first ? 0 : 1; step <= StepsASpan; step++)
                {
                    double t = low + (high - low) * step / StepsASpan;
                    Add(Spline(x[before], x[i], x[i + 1], x[after], t), Spline(y[before], y[i], y[i + 1], y[after], t), first);
                    first = false;
                }
            }
        }
    }

    /// <summary>The elastic change: a 3 x 3 grid of random shifts over the box, blended smoothly in between.</summary>
    private void Bend(ref StrokeRandom random, double amount)
    {
        for (int i = 0; i < Grid * Grid; i++)
        {
            _bendX[i] = amount * random.Bell();
            _bendY[i] = amount * random.Bell();
        }
        for (int i = 0; i < _points; i++)
        {
            double gx = Math.Clamp((_x[i] + 0.5) * (Grid - 1), 0, Grid - 1), gy = Math.Clamp((_y[i] + 0.5) * (Grid - 1), 0, Grid - 1);
            int cx = Math.Min((int)gx, Grid - 2), cy = Math.Min((int)gy, Grid - 2);
            double fx = Smooth(gx - cx), fy = Smooth(gy - cy);
            int at = cy * Grid + cx;
            _x[i] += Blend(_bendX, at, fx, fy);
            _y[i] += Blend(_bendY, at, fx, fy);
        }
    }

    /// <summary>Narrow or wide, slanted, rotated.</summary>
    private void Tilt(ref StrokeRandom random, double haste)
    {
        double wide = random.Uniform(0.64, 1.22), slant = 0.18 + 0.24 * random.Bell();
        // A rotation by angle a from h = tan(a / 2), without sine and cosine; 0.06 is about 7 degrees.
        double h = 0.06 * Math.Min(haste, 1.3) * random.Bell(), sum = 1 + h * h, cos = (1 - h * h) / sum, sin = 2 * h / sum;
        for (int i = 0; i < _points; i++)
        {
            double x = _x[i] * wide - _y[i] * slant, y = _y[i];
            _x[i] = x * cos - y * sin;
            _y[i] = x * sin + y * cos;
        }
    }

    /// <summary>As in MNIST: the digit fills a box of 20 pixels and its ink has its centre of mass in the middle; both only about so.</summary>
    private void Place(ref StrokeRandom random)
    {
        double left = _x[0], right = left, top = _y[0], bottom = top;
        for (int i = 1; i < _points; i++)
        {
            left = Math.Min(left, _x[i]);
            right = Math.Max(right, _x[i]);
            top = Math.Min(top, _y[i]);
            bottom = Math.Max(bottom, _y[i]);
        }
        double radius = random.Uniform(0.75, 1.75), fade = random.Uniform(-0.25, 0.25);
        double scale = (BoxSide * random.Uniform(0.88, 1.04) - 2 * radius) / Math.Max(Math.Max(right - left, bottom - top), 0.2);

        double weight = 0, sumX = 0, sumY = 0;
        for (int i = 1; i < _points; i++)
        {
            if (_starts[i]) continue;
            double dx = _x[i] - _x[i - 1], dy = _y[i] - _y[i - 1], length = Math.Sqrt(dx * dx + dy * dy);
            weight += length;
            sumX += length * (_x[i] + _x[i - 1]) / 2;
            sumY += length * (_y[i] + _y[i - 1]) / 2;
        }
        double middleX = Side / 2.0 + 0.6 * random.Bell() - scale * sumX / weight, middleY = Side / 2.0 + 0.6 * random.Bell() - scale * sumY / weight;
        for (int i = 0; i < _points; i++)
        {
            _x[i] = _x[i] * scale + middleX;
            _y[i] = _y[i] * scale + middleY;
            _radius[i] = radius * (1 + fade * (2.0 * i / _points - 1)); // the pen presses harder at one end
        }
    }

    /// <summary>Inks every pixel by its distance from the line: full inside, fading over the edge.</summary>
    private void Ink(Span<byte> pixels)
    {
        Array.Clear(_ink);
        for (int i = 1; i < _points; i++)
        {
            if (_starts[i]) continue;
            double ax = _x[i - 1], ay = _y[i - 1], dx = _x[i] - ax, dy = _y[i] - ay, square = dx * dx + dy * dy;
            double reach = _radius[i] + EdgeWidth;
            int x0 = Clamp(Math.Min(ax, _x[i]) - reach), x1 = Clamp(Math.Max(ax, _x[i]) + reach);
            int y0 = Clamp(Math.Min(ay, _y[i]) - reach), y1 = Clamp(Math.Max(ay, _y[i]) + reach);
            for (int y = y0; y <= y1; y++)
            {
                for (int x = x0; x <= x1; x++)
                {
                    double px = x + 0.5 - ax, py = y + 0.5 - ay;
                    double along = square > 0 ? Math.Clamp((px * dx + py * dy) / square, 0, 1) : 0;
                    px -= along * dx;
                    py -= along * dy;
                    double ink = (_radius[i] - Math.Sqrt(px * px + py * py)) / EdgeWidth + 0.5;
                    if (ink > _ink[y * Side + x]) _ink[y * Side + x] = ink;
                }
            }
        }
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(Math.Min(_ink[i], 1) * 255 + 0.5);
    }

    private void Add(double x, double y, bool starts)
    {
        _x[_points] = x;
        _y[_points] = y;
        _starts[_points++] = starts;
    }

    private static bool IsCorner(int[] stroke, int i) => i > 0 && stroke[2 * i] == stroke[2 * i - 2] && stroke[2 * i + 1] == stroke[2 * i - 1];

    private static double Spline(double before, double a, double b, double after, double t) =>
        a + 0.5 * t * (b - before + t * (2 * before - 5 * a + 4 * b - after + t * (3 * (a - b) + after - before)));

    private static double Smooth(double t) => t * t * (3 - 2 * t);

    private static double Blend(double[] grid, int at, double fx, double fy) =>
        (grid[at] * (1 - fx) + grid[at + 1] * fx) * (1 - fy) + (grid[at + Grid] * (1 - fx) + grid[at + Grid + 1] * fx) * fy;

    private static int Clamp(double pixel) => (int)Math.Clamp(pixel, 0, Side - 1);
}
