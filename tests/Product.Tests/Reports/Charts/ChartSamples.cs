using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Reports.Charts;
using Tensorflow.IO;

namespace MlPipelines.Tests.Reports.Charts;

/// <summary>Charts of every kind, with data as runs give them and with data that no run should give.</summary>
public static class ChartSamples
{
    /// <summary>Names that break what does not expect them.</summary>
    public static readonly string[] Names =
    [
        "<script>alert(\"&\")</script>", "שלום עולם (בדיקה) 3", "مرحبا بالعالم", "\0\u001b[31mred\u0007\ud800", "", "a\nb\tc",
        "a very long name that goes on and on until nothing of it can be shown on any screen, and then it goes on", new('W', 200),
        "家族👨‍👩‍👧‍👦と手書き数字の認識実験", "\u202Egnirts desrever", "e\u0301\u0302\u0303\u0304 marks", "]]>",
    ];

    public static IEnumerable<Chart> Realistic()
    {
        double[] training = [.. Epochs(20, i => 1 - 0.4 * Math.Exp(-i / 3.0))], validation = [.. Epochs(20, i => 0.985 - 0.3 * Math.Exp(-i / 2.0) + 0.004 * Math.Sin(i))];
        yield return new LineChart
        {
            Id = "lines", Title = "Accuracy of the CNN on augmented digits", ValueName = "accuracy", Note = "desk scale, seeds 1 to 5, mnist",
            Series =
            [
                new("training", training),
                new("validation", validation, [.. validation.Select((v, i) => v - 0.06 / (i + 2))], [.. validation.Select((v, i) => v + 0.06 / (i + 2))]),
            ],
        };
        yield return new LineChart
        {
            Id = "losses", Title = "Losses of generator and discriminator", ValueName = "loss", StepName = "step",
            Series = [new("generator", Noise(5000, 0.8, 0.3)), new("discriminator", Noise(5000, 1.3, 0.2)), new("cycle", Noise(5000, 2.2, 0.1))],
        };
        yield return new ConfusionHeatMap { Id = "matrix", Title = "Confusion matrix, CNN-BiLSTM", Matrix = Digits(), Note = "desk scale, seed 1, mnist" };
        yield return new GroupedBars
        {
            Id = "bars", Title = "Test accuracy, claimed and measured", ValueName = "test accuracy", From = 0.97,
            Groups = ["CNN, original digits", "CNN, GAN-augmented digits", "CNN-BiLSTM, original digits", "CNN-BiLSTM, GAN-augmented digits"],
            Series =
            [
                new("claimed", [0.9889, 0.9901, double.NaN, 0.9922]),
                new("measured", [0.9905, 0.9912, 0.9899, 0.9917], [0.9885, 0.9892, 0.9878, 0.9898], [0.9923, 0.9929, 0.9917, 0.9933]),
            ],
        };
        yield return new GroupedBars
        {
            Id = "seconds", Title = "Seconds an epoch", ValueName = "seconds", Digits = 1, Groups = ["1 layer", "2 layers", "3 layers", "4 layers"],
            Series = [new("claimed", [15, 41, 120, 260]), new("measured", [3.1, 9.4, 33.5, 61.2])],
        };
        yield return new ImageGrid
        {
            Id = "predictions", Title = "Right and wrong predictions", Columns = 6,
            Images = [.. Enumerable.Range(0, 12).Select(i => new GridImage(
                Digit(i, 28), i % 5 == 3 ? $"{i % 10} as {(i + 4) % 10}, 0.61" : $"{i % 10}, 0.99", i % 5 != 3))],
        };
        yield return new ImageGrid { Id = "generated", Title = "Generated digits, epoch 50", Images = [.. Enumerable.Range(0, 40).Select(i => new GridImage(Digit(i, 28)))] };
        yield return new SheetPicture
        {
            Id = "sheet", Title = "Samples after the last epoch", Height = 28, Width = 28, Columns = 10,
            Pixels = [.. Enumerable.Range(0, 100).SelectMany(i => Digit(i, 28).Pixels)],
        };
        yield return new Histogram
        {
            Id = "confidences", Title = "Confidence of right and wrong predictions", ValueName = "confidence", CountName = "images", Bins = 20,
            Series =
            [
                new("right", [.. Noise(4000, 0.9, 0.1).Select(v => Math.Min(1, v))]),
                new("wrong", [.. Noise(900, 0.6, 0.3).Select(v => Math.Clamp(v, 0.1, 1))]),
            ],
        };
        yield return new Histogram
        {
            Id = "weights", Title = "Weights of the first layer", ValueName = "weight", CountName = "weights",
            Series = [new("first layer", Noise(20000, 0, 0.2))],
        };
        yield return new ParallelCoordinates
        {
            Id = "search", Title = "Settings tried for the dense network",
            Axes = [new("optimizer", ["SGD", "RMSprop", "Adam"]), new("learning rate", null, true), new("units"), new("dropout"), new("validation accuracy")],
            Lines = [.. Enumerable.Range(0, 60).Select(i => new ParallelLine(i == 17 ? "best" : i == 3 ? "the paper's" : $"run {i}",
                [i % 3, Math.Pow(10, -4 + i * 7 % 31 / 10.0), 32 << (i % 4), i * 13 % 6 / 10.0, 0.98 - 0.03 * Math.Abs(Math.Sin(i))], i is 3 or 17))],
        };
        yield return new CalibrationChart
        {
            Id = "calibration", Title = "Calibration of the softmax", Series = [Model("CNN", 0.02, 5000), Model("CNN-BiLSTM", 0.12, 5000)],
        };
    }

    /// <summary>Charts of every kind from any numbers and names.</summary>
    public static IEnumerable<Chart> Of(double[] values, string[] names, string id = "any")
    {
        string Name(int i) => names.Length == 0 ? "" : names[i % names.Length];
        string title = Name(0);
        double[] shifted = [.. values.Select(v => v - 1)], raised = [.. values.Select(v => v * 1.1 + 1)];
        yield return new LineChart
        {
            Id = id + "-l", Title = title, ValueName = Name(1), StepName = Name(2), Note = Name(3),
            Series = [.. names.Select(n => new LineSeries(n, values, shifted, raised))],
        };
        yield return new GroupedBars
        {
            Id = id + "-g", Title = title, ValueName = Name(1), Groups = [.. values.Select((_, i) => Name(i))],
            Series = [new(Name(1), values, shifted, raised), new(Name(2), shifted)],
        };
        yield return new Histogram
        {
            Id = id + "-h", Title = title, ValueName = Name(1), CountName = Name(2), Series = [.. names.Select(n => new HistogramSeries(n, values))],
        };
        float[] confidences = [.. values.Where(double.IsFinite).Select(v => (float)(v is > 1 or < 0 ? Math.Abs(Math.Sin(v)) : v))];
        bool[] right = [.. values.Where(double.IsFinite).Select(v => v > 0.5)];
        Calibration? calibration = right.Length == 0 ? null : Calibration.Compute(confidences, right);
        yield return new CalibrationChart
        {
            Id = id + "-c", Title = title,
            Series = [.. names.Select(n => new CalibrationSeries(n, calibration))],
        };
        yield return new ParallelCoordinates
        {
            Id = id + "-p", Title = title,
            Axes = [.. names.Select((n, i) => new ParallelAxis(n, i % 3 == 1 ? names : null, i % 3 == 2))],
            Lines =
            [
                .. values.Select((v, i) => new ParallelLine(
                    Name(i), [.. names.Select((_, a) => a % 3 == 1 ? i % names.Length : v * (a + 1))], i < 2)),
            ],
        };
        yield return new ConfusionHeatMap
        {
            Id = id + "-m", Title = title, Classes = names,
            Matrix = Square(Math.Clamp(values.Length, 1, 12), (r, c) =>
                values.Length == 0 || !double.IsFinite(values[c]) ? 0 : (int)(Math.Abs(values[c]) * (r + 1) % 1e8)),
        };
        yield return new ImageGrid
        {
            Id = id + "-i", Title = title,
            Images = [.. values.Take(30).Select((v, i) => new GridImage(Digit(i, 1 + i), Name(i), i % 3 == 0 ? null : i % 3 == 1))],
        };
        yield return new SheetPicture
        {
            Id = id + "-s", Title = title, Height = 2, Width = 3, Columns = 1 + names.Length, Pixels = [.. values.Where(double.IsFinite).SelectMany(v => new byte[7])],
        };
    }

    /// <summary>Charts with data that no run should give.</summary>
    public static IEnumerable<Chart> Hostile()
    {
        foreach ((string id, double[] values) in new (string, double[])[]
        {
            ("odd", [double.NaN, 1, double.PositiveInfinity, 2, double.NegativeInfinity, 3, 0.25, 0.75, double.NaN, 0.5]),
            ("none", []),
            ("one", [0.5]),
            ("huge", [1e300, -1e300, 5e299, 1e-300]),
            ("near", [1000000.0001, 1000000.0002, 1000000.0003]),
            ("tiny", [-1.5e-12, 2e-12, 0]),
            ("least", [0, double.Epsilon, -0.0]),
        })
        {
            foreach (Chart chart in Of(values, Names, id)) yield return chart;
        }
        yield return new ConfusionHeatMap { Id = "many", Title = "60 of 100 classes", Matrix = Square(100, (r, c) => r == c ? 90 : (r * 7 + c) % 11 == 0 ? 1 : 0) };
        yield return new ConfusionHeatMap { Id = "two", Title = "Two classes, large counts", Classes = ["right-handed", "left-handed"], Matrix = Square(2, Large) };
        static int Large(int r, int c) => r == c ? 12_345_678 : 7;
        yield return new ConfusionHeatMap { Id = "large", Title = "Ten classes, large counts", Matrix = Square(10, (r, c) => r == c ? 12_345_678 : 123_456) };
        yield return Long(100_000);
    }

    /// <summary>A curve of many steps with one high and one low peak.</summary>
    public static LineChart Long(int steps) => new()
    {
        Id = "long", Title = $"{steps:N0} steps", ValueName = "loss", StepName = "step",
        Series = [new("a", [.. Enumerable.Range(0, steps).Select(i => i == steps / 3 ? 9 : i == steps / 2 ? -9 : Math.Sin(i * 20.0 / steps))])],
    };

    public static ConfusionMatrix Digits() =>
        Square(10, (r, c) => r == c ? 980 + r * 14 : (r, c) switch { (4, 9) => 12, (7, 2) => 6, (3, 5) => 5, _ => (r * 3 + c * 7) % 9 == 0 ? 1 : 0 });

    /// <summary>A ring and a stroke, which differ from image to image.</summary>
    public static ImageData Digit(int seed, int size)
    {
        var pixels = new byte[size * size];
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                double dx = x - size / 2.0 + seed % 3, dy = (y - size / 2.0) * (0.7 + seed % 5 * 0.1), radius = Math.Sqrt(dx * dx + dy * dy);
                double ring = Math.Max(0, 1 - Math.Abs(radius - size * 0.28) / 2), stroke = seed % 2 == 0 ? Math.Max(0, 1 - Math.Abs(dx + dy * 0.3) / 2) : 0;
                pixels[y * size + x] = (byte)(255 * Math.Max(ring, stroke));
            }
        }
        return new ImageData(size, size, 1, pixels);
    }

    private static ConfusionMatrix Square(int classes, Func<int, int, int> count) =>
        ConfusionMatrix.FromCounts([.. Enumerable.Range(0, classes).Select(r => (int[])[.. Enumerable.Range(0, classes).Select(c => count(r, c))])]);

    private static IEnumerable<double> Epochs(int count, Func<int, double> value) => Enumerable.Range(0, count).Select(value);

    private static double[] Noise(int count, double mean, double spread)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => mean + spread * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))];
    }

    private static CalibrationSeries Model(string name, double over, int count)
    {
        var random = new Random(count + name.Length);
        float[] confidences = [.. Enumerable.Range(0, count).Select(_ => (float)(1 - 0.85 * Math.Pow(random.NextDouble(), 3)))];
        return new CalibrationSeries(name, Calibration.Compute(confidences, (bool[])[.. confidences.Select(c => random.NextDouble() < c - over)], 10));
    }
}
