namespace MlPipelines.Pipelines.Recognition;

/// <summary>Ink that may be one digit: some pieces of a row, one after the other.</summary>
internal sealed class Part(ReadOnlyMemory<InkPiece> pieces, int first, int end, double penalty)
{
    private const double LeastProbability = 1e-4;

    /// <summary>Its ink; put together anew each time, as a page may have many parts.</summary>
    public InkPiece Ink => InkPiece.Union(pieces.Span);

    /// <summary>Where it is.</summary>
    public PixelBox Box { get; } = InkPiece.BoxOf(pieces.Span);

    /// <summary>The number of its first piece in the row.</summary>
    public int First { get; set; } = first;

    /// <summary>The number of the piece behind its last.</summary>
    public int End { get; set; } = end;

    /// <summary>How unlike a digit its shape is, 0 or more.</summary>
    public double Penalty { get; } = penalty;

    /// <summary>What the model sees.</summary>
    public ReadOnlyMemory<byte> Pixels { get; set; }

    /// <summary>What the model says; null before it was asked.</summary>
    public float[]? Scores { get; private set; }

    /// <summary>The highest class's probability.</summary>
    public double Probability { get; private set; }

    /// <summary>How likely it is one digit and not a part of one, or several; 1 where nobody doubts it.</summary>
    public double Whole { get; set; } = 1;

    /// <summary>The higher, the more it looks like one digit.</summary>
    public double Value => Math.Log(Math.Max(LeastProbability, Probability)) + Math.Log(Math.Max(LeastProbability, Whole)) - Penalty;

    public void Answer(float[] scores)
    {
        Scores = scores;
        double sum = 0, most = scores.Max(), exponentials = 0;
        bool probabilities = true;
        foreach (float score in scores)
        {
            sum += score;
            probabilities &= score >= 0;
            exponentials += Math.Exp(score - most);
        }
        if (probabilities && Math.Abs(sum - 1) < 1e-3) Probability = most;
        else Probability = double.IsFinite(exponentials) ? 1 / exponentials : 0;
    }
}

/// <summary>A row of a page: its pieces, what of them may be one digit, and the best way to take it apart.</summary>
internal sealed class RowParts
{
    /// <summary>A digit is at most of so many pieces.</summary>
    private const int MostTogether = 4;

    /// <summary>Pieces wider than this, compared with their height, may be several digits; on images of one digit wide ones only.</summary>
    private const double CutWidth = 0.5, WideCutWidth = 1.05;

    /// <summary>Digits are at most about so wide, compared with their height, and beyond it the less likely.</summary>
    private const double UsualWidth = 1.05, WidthSpread = 0.12;

    /// <summary>No digit is wider, compared with the higher of it and its row, nor higher, compared with its row.</summary>
    private const double MostWidth = 1.8, MostHeight = 2.5;

    private readonly List<Part> _parts = [];
    private readonly double _cutWidth;
    private List<InkPiece> _pieces;

    /// <param name="pieces">In reading order.</param>
    /// <param name="single">True on an image of one digit.</param>
    public RowParts(List<InkPiece> pieces, bool single)
    {
        _pieces = pieces;
        _cutWidth = single ? WideCutWidth : CutWidth;
        Height = TextRows.UsualHeight(pieces);
    }

    public IReadOnlyList<InkPiece> Pieces => _pieces;

    /// <summary>Usual height of the row's digits.</summary>
    public double Height { get; }

    /// <summary>The parts that are taken for digits, from the left.</summary>
    public IReadOnlyList<Part> Chosen { get; private set; } = [];

    /// <summary>Each piece by itself, and neighbours that are near enough to be one digit.</summary>
    public IReadOnlyList<Part> Together()
    {
        InkPiece[] pieces = [.. _pieces];
        for (int first = 0; first < pieces.Length; first++)
            for (int end = first + 1; end <= Math.Min(pieces.Length, first + MostTogether); end++)
            {
                if (end > first + 1 && !Near(pieces, first, end)) break;
                ReadOnlyMemory<InkPiece> union = pieces.AsMemory(first, end - first);
                PixelBox box = InkPiece.BoxOf(union.Span);
                if (end > first + 1 && box.Width > 1.4 * Math.Max(Height, box.Height)) break;
                int tall = pieces[first..end].Count(p => p.Box.Height > 0.7 * Height);
                double joining = end == first + 1 ? 0 : 0.3 * (end - first - 1) + 3 * Math.Max(0, tall - 1);
                _parts.Add(new Part(union, first, end, Unlikeliness(box) + joining));
            }
        return _parts;
    }

    /// <summary>Cuts pieces that may be several digits; the parts to ask about, those of before that such pieces belong to among them.</summary>
    public IReadOnlyList<Part> Cut()
    {
        var added = new List<Part>();
        var pieces = new List<InkPiece>();
        int[] place = new int[_pieces.Count + 1];
        for (int i = 0; i < _pieces.Count; i++)
        {
            place[i] = pieces.Count;
            Part? alone = Chosen.FirstOrDefault(part => part.First <= i && part.End > i);
            InkPiece[] parts = IsDoubtful(alone, _pieces[i]) ? StrokeCuts.Of(_pieces[i]) : [_pieces[i]];
            if (parts.Length > 1) added.AddRange(_parts.Where(part => part.First <= i && part.End > i && !added.Contains(part)));
            for (int first = 0; first < parts.Length && parts.Length > 1; first++)
                for (int end = first + 1; end <= parts.Length; end++)
                {
                    if (first == 0 && end == parts.Length) continue;
                    ReadOnlyMemory<InkPiece> union = parts.AsMemory(first, end - first);
                    PixelBox box = InkPiece.BoxOf(union.Span);
                    // Of what is too wide for a digit, all that is longer is so, too.
                    if (box.Width > MostWidth * Math.Max(Height, box.Height)) break;
                    added.Add(new Part(union, pieces.Count + first, pieces.Count + end, Unlikeliness(box)));
                }
            pieces.AddRange(parts);
        }
        place[^1] = pieces.Count;
        foreach (Part part in _parts) (part.First, part.End) = (place[part.First], place[part.End]);
        _pieces = pieces;
        _parts.AddRange(added.Where(part => part.Scores is null));
        return added;
    }

    /// <summary>Finds the best way to take the row apart: the one of the highest sum, by dynamic programming over its pieces.</summary>
    public void Choose()
    {
        int count = _pieces.Count;
        double[] best = new double[count + 1];
        var by = new Part?[count + 1];
        for (int end = 1; end <= count; end++)
        {
            best[end] = best[end - 1] - DropPenalty(_pieces[end - 1]);
            foreach (Part part in _parts)
                if (part.End == end && best[part.First] + part.Value > best[end]) (best[end], by[end]) = (best[part.First] + part.Value, part);
        }
        var chosen = new List<Part>();
        for (int end = count; end > 0; end = by[end]?.First ?? end - 1)
            if (by[end] is { } part) chosen.Add(part);
        chosen.Reverse();
        Chosen = chosen;
    }

    /// <summary>Is it worth a look whether a piece is several digits: a wide one, or one that was taken for none?</summary>
    private bool IsDoubtful(Part? of, InkPiece piece)
    {
        // What is much higher than its neighbours is a frame or a grid; it is not taken apart.
        if (piece.Box.Height > MostHeight * Height) return false;
        if (of is null) return piece.Box.Height > 0.5 * Height;
        return of.End == of.First + 1 && piece.Box.Width > _cutWidth * piece.Box.Height;
    }

    private bool Near(InkPiece[] pieces, int first, int end)
    {
        int right = pieces[first..(end - 1)].Max(p => p.Box.Right);
        return pieces[end - 1].Box.Left - right <= 0.15 * Height;
    }

    /// <summary>Digits are at most about as wide as they are high, and about as high as their neighbours.</summary>
    private double Unlikeliness(PixelBox box)
    {
        double wide = Math.Max(0, box.Width / Math.Max(box.Height, 0.8 * Height) - UsualWidth) / WidthSpread;
        double low = Math.Max(0, 0.6 - box.Height / Height) / 0.1;
        return Math.Min(12, wide * wide) + Math.Min(8, low * low);
    }

    /// <summary>What is small is more likely dirt than a digit.</summary>
    private double DropPenalty(InkPiece piece)
    {
        bool small = piece.Box.Height < 0.35 * Height && piece.Area < 0.06 * Height * Height;
        return small ? 1.5 : 9;
    }
}
