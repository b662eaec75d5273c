using MlPipelines.Pipelines.Loading;
using Tensorflow.IO;

namespace MlPipelines.Tests.Recognition;

/// <summary>A page of digits.</summary>
/// <param name="Picture">The page.</param>
/// <param name="Digits">What is to be read on it, in order.</param>
/// <param name="Owners">[height, width]: number of the digit whose ink is strongest there, -1 where there is none.</param>
public sealed record DigitSheet(ImageData Picture, byte[] Digits, sbyte[] Owners);

/// <summary>
/// Pages composed of digits: 5 to 12 in one to three rows, 16 to 90 pixels high. On half of the pages the first two digits touch, and a fifth of the other neighbours. Either the
/// page is turned by up to 10 degrees or each digit by itself. Ink and paper have any colours that differ enough; blur, noise and uneven
/// lighting are added. Page n depends on n and on the digits alone.
/// </summary>
public static class DigitSheets
{
    private const int LeastDigits = 5, MostDigits = 12, MostRows = 3;
    private const double LeastHeight = 16, MostHeight = 90, MostTurn = 10 * Math.PI / 180;

    /// <summary>Ink of both where two digits meet, of 255.</summary>
    private const int Met = 96;

    /// <summary>MNIST's digits fill a box of so many of an image's 28 pixels.</summary>
    private const double Box = 20;

    /// <summary>Draws a page.</summary>
    /// <param name="digits">Images of 28 x 28.</param>
    /// <param name="number">The page's number: its seed.</param>
    public static DigitSheet Make(DigitSet digits, int number)
    {
        var random = new Random(number);
        double Between(double low, double high) => low + (high - low) * random.NextDouble();
        int count = random.Next(LeastDigits, MostDigits + 1), rows = random.Next(1, MostRows + 1);
        bool touching = number % 2 == 1, pageTurned = random.Next(2) == 0;
        double usual = LeastHeight * Math.Pow(MostHeight / LeastHeight, random.NextDouble());
        double turn = pageTurned ? Between(-MostTurn, MostTurn) : 0;

        var placed = new List<Placed>();
        double top = 0;
        for (int row = 0; row < rows; row++)
        {
            int inRow = count * (row + 1) / rows - count * row / rows;
            var line = new List<Placed>();
            double left = Between(0, usual);
            for (int i = 0; i < inRow; i++)
            {
                int index = random.Next(digits.Count);
                double height = Math.Clamp(usual * Between(0.88, 1.12), LeastHeight, MostHeight);
                var digit = new Placed(digits.Image(index).ToArray(), digits.Labels[index], height / Box, pageTurned ? 0 : Between(-MostTurn, MostTurn))
                {
                    Y = top + usual * Between(-0.06, 0.06) + usual / 2,
                };
                bool touches = touching && i > 0 && (random.NextDouble() < 0.2 || row == 0 && i == 1);
                double apart = Between(0.12, 0.7) * usual;
                digit.X = left + digit.HalfWidth;
                if (i > 0) digit.X = touches ? TouchingPlace(line[^1], digit) : line[^1].X + line[^1].HalfWidth + digit.HalfWidth + apart;
                line.Add(digit);
                left = digit.X + digit.HalfWidth;
            }
            placed.AddRange(line);
            top += usual * Between(1.35, 1.9);
        }
        ImageData picture = Paint(placed, turn, usual, random, out sbyte[] owners);
        return new DigitSheet(picture, [.. placed.Select(digit => digit.Label)], owners);
    }

    /// <summary>Where a digit's centre is when its strokes meet those of the one before it: a place where both have some ink.</summary>
    private static double TouchingPlace(Placed before, Placed digit)
    {
        double step = Math.Max(0.5, digit.Scale / 2);
        for (digit.X = before.X + before.HalfWidth + digit.HalfWidth + 2; digit.X > before.X; digit.X -= step)
        {
            for (double y = digit.Y - 12 * digit.Scale; y < digit.Y + 12 * digit.Scale; y += step)
                for (double x = digit.X - 14 * digit.Scale; x < before.X + before.HalfWidth + 2; x += step)
                    if (before.InkAt(x, y) > Met && digit.InkAt(x, y) > Met) return digit.X;
        }
        return before.X + before.HalfWidth + digit.HalfWidth;
    }

    private static ImageData Paint(List<Placed> digits, double turn, double usual, Random random, out sbyte[] owners)
    {
        double Between(double low, double high) => low + (high - low) * random.NextDouble();
        (double sin, double cos) = Math.SinCos(turn);
        // The page is as large as the turned digits need, with a margin.
        double Across(double x, double y) => x * cos - y * sin;
        double Down(double x, double y) => x * sin + y * cos;
        double margin = usual * Between(0.6, 1.5), reach = 0.75 * usual;
        double left = digits.Min(d => Across(d.X, d.Y)) - reach - margin, right = digits.Max(d => Across(d.X, d.Y)) + reach + margin;
        double top = digits.Min(d => Down(d.X, d.Y)) - reach - margin, bottom = digits.Max(d => Down(d.X, d.Y)) + reach + margin;
        int width = (int)Math.Ceiling(right - left), height = (int)Math.Ceiling(bottom - top);
        float[] ink = new float[height * width];
        owners = new sbyte[height * width];
        owners.AsSpan().Fill(-1);
        for (int i = 0; i < digits.Count; i++)
        {
            Placed digit = digits[i];
            double x0 = Across(digit.X, digit.Y) - left, y0 = Down(digit.X, digit.Y) - top, half = 20 * digit.Scale;
            for (int y = Math.Max(0, (int)(y0 - half)); y < Math.Min(height, y0 + half); y++)
                for (int x = Math.Max(0, (int)(x0 - half)); x < Math.Min(width, x0 + half); x++)
                {
                    double pageX = x + 0.5 + left, pageY = y + 0.5 + top;
                    float value = (float)digit.InkAt(pageX * cos + pageY * sin, pageY * cos - pageX * sin) / 255;
                    if (value <= ink[y * width + x]) continue;
                    (ink[y * width + x], owners[y * width + x]) = (value, (sbyte)i);
                }
        }
        Blur(ink, height, width, Between(0, 0.9) * Math.Clamp(usual / 28, 0.6, 2));

        (double[] paper, double[] pen) = Colours(random);
        double direction = Between(0, 2 * Math.PI), darkening = Between(0, 0.4), noise = Between(0, 9);
        (double lightY, double lightX) = Math.SinCos(direction);
        byte[] pixels = new byte[height * width * 3];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                double along = (lightX * (2.0 * x / width - 1) + lightY * (2.0 * y / height - 1)) / Math.Sqrt(2);
                double light = 1 - darkening * (1 + along) / 2, strength = ink[y * width + x];
                for (int c = 0; c < 3; c++)
                    pixels[(y * width + x) * 3 + c] = (byte)Math.Clamp(light * (paper[c] + strength * (pen[c] - paper[c])) + noise * Bell(random) + 0.5, 0, 255);
            }
        return new ImageData(height, width, 3, pixels);
    }

    private static (double[] Paper, double[] Pen) Colours(Random random)
    {
        for (; ; )
        {
            double[] paper = [.. Enumerable.Range(0, 3).Select(_ => 255 * random.NextDouble())], pen = [.. Enumerable.Range(0, 3).Select(_ => 255 * random.NextDouble())];
            double contrast = Math.Abs(0.299 * (paper[0] - pen[0]) + 0.587 * (paper[1] - pen[1]) + 0.114 * (paper[2] - pen[2]));
            if (contrast >= 90) return (paper, pen);
        }
    }

    private static double Bell(Random random)
    {
        double sum = -6;
        for (int i = 0; i < 12; i++) sum += random.NextDouble();
        return sum;
    }

    private static void Blur(float[] values, int height, int width, double sigma)
    {
        if (sigma < 0.2) return;
        int radius = (int)Math.Ceiling(3 * sigma);
        double[] weights = [.. Enumerable.Range(-radius, 2 * radius + 1).Select(i => Math.Exp(-i * i / (2 * sigma * sigma)))];
        double sum = weights.Sum();
        float[] between = new float[values.Length];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                double value = 0;
                for (int i = -radius; i <= radius; i++) value += weights[i + radius] * values[y * width + Math.Clamp(x + i, 0, width - 1)];
                between[y * width + x] = (float)(value / sum);
            }
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                double value = 0;
                for (int i = -radius; i <= radius; i++) value += weights[i + radius] * between[Math.Clamp(y + i, 0, height - 1) * width + x];
                values[y * width + x] = (float)(value / sum);
            }
    }

    /// <summary>A digit with its place, size and turn on a page that is not turned yet.</summary>
    private sealed class Placed
    {
        private const int Side = 28;

        private readonly byte[] _pixels;
        private readonly double _sin, _cos, _middleX, _middleY;

        public Placed(byte[] pixels, byte label, double scale, double turn)
        {
            (_pixels, Label, Scale) = (pixels, label, scale);
            (_sin, _cos) = Math.SinCos(turn);
            int left = Side, right = 0, top = Side, bottom = 0;
            for (int y = 0; y < Side; y++)
                for (int x = 0; x < Side; x++)
                    if (pixels[y * Side + x] > 64) (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
            (_middleX, _middleY) = ((left + right + 1) / 2.0, (top + bottom + 1) / 2.0);
            double halfX = (right + 1 - left) / 2.0, halfY = (bottom + 1 - top) / 2.0;
            HalfWidth = scale * (halfX * _cos + halfY * Math.Abs(_sin));
        }

        public byte Label { get; }

        /// <summary>Pixels of the page for one of the image.</summary>
        public double Scale { get; }

        public double HalfWidth { get; }

        public double X { get; set; }

        public double Y { get; set; }

        /// <summary>Ink at a place on the page, 0 to 255: bilinear between the image's pixels.</summary>
        public double InkAt(double x, double y)
        {
            double dx = (x - X) / Scale, dy = (y - Y) / Scale;
            double column = dx * _cos + dy * _sin + _middleX - 0.5, row = dy * _cos - dx * _sin + _middleY - 0.5;
            int left = (int)Math.Floor(column), top = (int)Math.Floor(row);
            double right = column - left, low = row - top;
            return (1 - low) * ((1 - right) * At(left, top) + right * At(left + 1, top)) + low * ((1 - right) * At(left, top + 1) + right * At(left + 1, top + 1));
        }

        private double At(int x, int y) => (uint)x < Side && (uint)y < Side ? _pixels[y * Side + x] : 0;
    }
}
