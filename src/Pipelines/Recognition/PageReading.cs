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

    private readonly int _side;
    private readonly PageInk _ink;
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
        _ink = PageInk.Find(page);
        foreach (List<InkPiece> row in TextRows.Of(_ink.Pieces)) _rows.Add(new RowParts(row, _ink.IsSingle));
        if (_rows.Sum(row => row.Pieces.Count(p => p.Box.Height >= row.Height / 2)) > MostDigits) throw TooMany();
        foreach (RowParts row in _rows) _asked.AddRange(row.Together());
        Ask(inDoubt: false);
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
            Ask(inDoubt: true);
            if (Questions is not null) return;
        }
        Questions = null;
        List<ReadDigit> digits = [];
        for (int row = 0; row < _rows.Count; row++)
            foreach (Part part in _rows[row].Chosen) digits.Add(new ReadDigit(_ink.OnPage(part.Box), row, part.Pixels.ToArray(), part.Scores!));
        if (digits.Count > MostDigits) throw TooMany();
        Digits = digits;
    }

    /// <summary>Asks about the parts; where it is in doubt what is a digit, after asking <see cref="DigitJudge"/>.</summary>
    private void Ask(bool inDoubt)
    {
        Questions = null;
        if (_asked.Count == 0) return;
        byte[] images = Images(_side);
        int size = _side * _side;
        for (int i = 0; i < _asked.Count; i++) _asked[i].Pixels = images.AsMemory(i * size, size);
        if (inDoubt)
        {
            float[] whole = DigitJudge.Probabilities(_side == DigitPreparation.Side ? images : Images(DigitPreparation.Side));
            for (int i = 0; i < whole.Length; i++) _asked[i].Whole = whole[i];
        }
        Questions = new DigitSet(images, new byte[_asked.Count], _side, _side);
    }

    /// <summary>The parts that are asked about, [count, side, side].</summary>
    private byte[] Images(int side)
    {
        byte[] images = new byte[_asked.Count * side * side];
        for (int i = 0; i < _asked.Count; i++)
        {
            InkPiece piece = _asked[i].Ink;
            DigitPreparation.Centre(piece.Ink, piece.Box.Height, piece.Box.Width, side).CopyTo(images.AsSpan(i * side * side));
        }
        return images;
    }

    private static InvalidDataException TooMany() => new($"The page has more than {MostDigits} digits. Show fewer at once.");
}
