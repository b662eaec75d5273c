using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using Tensorflow.IO;

namespace MlPipelines.Pipelines.Recognition;

/// <summary>A digit as it was read from a page.</summary>
/// <param name="Box">Where it is.</param>
/// <param name="Row">Line of the page, from 0.</param>
/// <param name="Pixels">What the model saw, [side, side], 0 (paper) to 255 (ink), prepared as MNIST's images are.</param>
/// <param name="Scores">The model's scores of the classes.</param>
public sealed record ReadDigit(PixelBox Box, int Row, byte[] Pixels, float[] Scores)
{
    /// <summary>The class with the highest score, the first of several.</summary>
    public int Class => Array.IndexOf(Scores, Scores.Max());
}

/// <summary>Finds the digits on a page and reads them in order, with a model that the caller asks about images.</summary>
/// <remarks>
/// Ink that hangs together is a digit, part of one, or several that touch. Which, a model helps to decide: neighbouring pieces are tried together, wide
/// or doubtful ones cut (<see cref="StrokeCuts"/>), and of all ways to take a row apart the one is kept whose images the model is surest of and
/// whose sizes are most like digits'. So a page takes one or two rounds of questions, each a batch.
/// </remarks>
/// <example><code>
/// var reading = new PageReading(ImageFile.Read("page.png"));
/// while (reading.Questions is { } images) reading.Answer(bundle.Predict(images));
/// foreach (ReadDigit digit in reading.Digits) Console.Write(digit.Class);
/// </code></example>
public sealed class PageReading
{
    /// <summary>A page has at most so many digits.</summary>
    public const int MostDigits = 100;

    private const int MostPieces = 4 * MostDigits;

    /// <summary>Larger pages are made smaller by a whole number, so that they have at most so many pixels.</summary>
    private const int MostPixels = 6_000_000;

    private readonly int _side;
    private readonly int _scale = 1;
    private readonly List<RowParts> _rows = [];
    private readonly List<Part> _asked = [];
    private bool _cutsTried;

    /// <summary>Finds the ink of a page.</summary>
    /// <param name="page">A picture of any size, dark ink on light paper or light on dark.</param>
    /// <param name="side">Height and width of the model's images, 4 to 64.</param>
    /// <exception cref="InvalidDataException">There are more than <see cref="MostDigits"/> digits, or noise that looks so.</exception>
    public PageReading(ImageData page, int side = DigitPreparation.Side)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, 64);
        _side = side;
        long pixels = (long)page.Height * page.Width;
        if (pixels > MostPixels)
        {
            _scale = (int)Math.Ceiling(Math.Sqrt((double)pixels / MostPixels));
            page = Shrink(page, _scale);
        }
        InkMap map = InkMap.Of(page);
        if (map.IsBlank) return;
        List<InkPiece> pieces = [.. WithoutSpecks(InkComponents.Find(map, MostPieces, leastArea: Math.Max(page.Height, page.Width) <= 64 ? 1 : 4), page)];
        foreach (List<InkPiece> row in TextRows.Of(pieces)) _rows.Add(new RowParts(row));
        if (_rows.Sum(row => row.Pieces.Count(p => p.Box.Height >= row.Height / 2)) > MostDigits) throw TooMany();
        foreach (RowParts row in _rows) _asked.AddRange(row.Together());
        Ask();
    }

    /// <summary>Images that the model is to be asked about, [count, side, side]; null when the page is read.</summary>
    public DigitSet? Questions { get; private set; }

    /// <summary>The digits in reading order: row by row, each from the left. Empty until the page is read, and where nothing is on it.</summary>
    public IReadOnlyList<ReadDigit> Digits { get; private set; } = [];

    /// <summary>Reads a page with a trained model.</summary>
    /// <param name="page">A picture of any size.</param>
    /// <param name="bundle">The trained model.</param>
    /// <returns>The digits in reading order.</returns>
    /// <exception cref="InvalidDataException">There are more than <see cref="MostDigits"/> digits, or noise that looks so.</exception>
    public static IReadOnlyList<ReadDigit> Read(ImageData page, Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var reading = new PageReading(page, SideFor(bundle.Classifier));
        while (reading.Questions is { } images) reading.Answer(bundle.Predict(images));
        return reading.Digits;
    }

    /// <summary>The size of the images that a model is best asked about: its own where that is small and square, otherwise MNIST's.</summary>
    /// <param name="classifier">The model.</param>
    public static int SideFor(KerasTransformer classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ImageShape shape = classifier.InputShape;
        return shape is { Channels: 1, Height: >= 4 and <= 64 } && shape.Height == shape.Width ? shape.Height : DigitPreparation.Side;
    }

    /// <summary>Takes the model's scores of <see cref="Questions"/>.</summary>
    /// <param name="scores">For each image the scores of the classes; where they are no probabilities, their softmax is taken.</param>
    /// <exception cref="ArgumentException">There are more or fewer than images.</exception>
    /// <exception cref="InvalidOperationException">Nothing was asked.</exception>
    public void Answer(IReadOnlyList<float[]> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (Questions is not { } asked) throw new InvalidOperationException("The page is read; nothing is left to ask.");
        if (scores.Count != asked.Count) throw new ArgumentException($"Got the scores of {scores.Count} images; {asked.Count} were asked about.", nameof(scores));
        for (int i = 0; i < _asked.Count; i++) _asked[i].Answer(scores[i]);
        _asked.Clear();
        foreach (RowParts row in _rows) row.Choose();
        if (!_cutsTried)
        {
            _cutsTried = true;
            foreach (RowParts row in _rows) _asked.AddRange(row.Cut());
            Ask();
            if (Questions is not null) return;
        }
        Questions = null;
        List<ReadDigit> digits = [];
        for (int row = 0; row < _rows.Count; row++)
            foreach (Part part in _rows[row].Chosen) digits.Add(new ReadDigit(OnPage(part.Piece.Box), row, part.Pixels!, part.Scores!));
        if (digits.Count > MostDigits) throw TooMany();
        Digits = digits;
    }

    private void Ask()
    {
        byte[] images = new byte[_asked.Count * _side * _side];
        for (int i = 0; i < _asked.Count; i++)
        {
            InkPiece piece = _asked[i].Piece;
            byte[] pixels = _asked[i].Pixels = DigitPreparation.Centre(piece.Ink, piece.Box.Height, piece.Box.Width, _side);
            pixels.CopyTo(images.AsSpan(i * pixels.Length));
        }
        Questions = _asked.Count == 0 ? null : new DigitSet(images, new byte[_asked.Count], _side, _side);
    }

    private PixelBox OnPage(PixelBox box) => new(box.Left * _scale, box.Top * _scale, box.Width * _scale, box.Height * _scale);

    /// <summary>Drops specks, and lines and shadows that are no writing.</summary>
    private static IEnumerable<InkPiece> WithoutSpecks(List<InkPiece> pieces, ImageData page)
    {
        if (pieces.Count < 2) return pieces;
        double usual = TextRows.UsualHeight(pieces);
        return pieces.Where(p =>
            (p.Box.Height >= 0.3 * usual || p.Area >= 0.02 * usual * usual)
            && !(p.Box.Width > 6 * p.Box.Height && p.Box.Width > 0.5 * page.Width)
            && !(p.Box.Height > 6 * p.Box.Width && p.Box.Height > 0.8 * page.Height && p.Box.Height > 2 * usual));
    }

    /// <summary>Makes one pixel of each square of some, and no copy of the large page.</summary>
    private static ImageData Shrink(ImageData page, int times)
    {
        int height = (page.Height + times - 1) / times, width = (page.Width + times - 1) / times;
        bool alpha = page.Channels is 2 or 4;
        int colours = page.Channels - (alpha ? 1 : 0);
        byte[] pixels = new byte[height * width * colours];
        long[] sums = new long[width * colours];
        for (int y = 0; y < height; y++)
        {
            Array.Clear(sums);
            int first = y * times, end = Math.Min(page.Height, first + times);
            for (int row = first; row < end; row++)
                for (int column = 0, at = row * page.Width * page.Channels; column < page.Width; column++, at += page.Channels)
                {
                    int opacity = alpha ? page.Pixels[at + colours] : byte.MaxValue, to = column / times * colours;
                    for (int c = 0; c < colours; c++) sums[to + c] += page.Pixels[at + c] * opacity + byte.MaxValue * (byte.MaxValue - opacity);
                }
            for (int x = 0; x < width; x++)
            {
                long weight = (long)byte.MaxValue * (end - first) * (Math.Min(page.Width, (x + 1) * times) - x * times);
                for (int c = 0; c < colours; c++) pixels[(y * width + x) * colours + c] = (byte)((sums[x * colours + c] + weight / 2) / weight);
            }
        }
        return new ImageData(height, width, colours, pixels);
    }

    private static InvalidDataException TooMany() => new($"The page has more than {MostDigits} digits. Show fewer at once.");
}
