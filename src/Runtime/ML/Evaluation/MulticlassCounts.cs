namespace Microsoft.ML.Data;

/// <summary>What multiclass metrics are made of, gathered row by row.</summary>
internal sealed class MulticlassCounts(int classes, int topK)
{
    // The least probability that counts; a label beyond the scores costs as much.
    private const float Epsilon = 1e-15f;

    private readonly double[] _rowsOf = new double[classes], _lossOf = new double[classes];
    private double _rows, _right, _rightInTop, _loss;

    public int TopK => topK;

    /// <summary>[true class][predicted class].</summary>
    public double[][] Table { get; } = [.. Enumerable.Range(0, classes).Select(_ => new double[classes])];

    /// <summary>Takes a row. The class with the highest score is predicted, of several the first.</summary>
    /// <param name="scores">One a class.</param>
    /// <param name="label">The true class, from 0; one beyond the scores was not known to the model.</param>
    public void Add(ReadOnlySpan<float> scores, long label)
    {
        int predicted = 0;
        for (int k = 1; k < classes; k++)
            if (scores[k] > scores[predicted]) predicted = k;
        bool known = label < classes;
        double loss = -Math.Log(known ? Math.Min(1, Math.Max(Epsilon, scores[(int)label])) : Epsilon);
        _rows++;
        _loss += loss;
        if (!known) return;
        _rowsOf[label]++;
        _lossOf[label] += loss;
        Table[label][predicted]++;
        if (predicted == label) _right++;
        if (Rank(scores, (int)label) < topK) _rightInTop++;
    }

    // How many classes come before one by their scores.
    private static int Rank(ReadOnlySpan<float> scores, int label)
    {
        int rank = 0;
        for (int k = 0; k < scores.Length; k++)
            if (scores[k] > scores[label] || (scores[k] == scores[label] && k < label)) rank++;
        return rank;
    }

    public double MicroAccuracy => _rows > 0 ? _right / _rows : 0;

    public double MacroAccuracy
    {
        get
        {
            int[] met = [.. Enumerable.Range(0, classes).Where(k => _rowsOf[k] > 0)];
            return met.Length > 0 ? met.Average(k => Table[k][k] / _rowsOf[k]) : 0;
        }
    }

    public double TopKAccuracy => _rows > 0 && topK > 0 ? _rightInTop / _rows : 0;

    public double LogLoss => _rows > 0 ? _loss / _rows : 0;

    public double LogLossReduction
    {
        get
        {
            double entropy = -_rowsOf.Where(n => n > 0).Sum(n => n * Math.Log(n / _rows)) / _rows;
            return (entropy - LogLoss) / entropy;
        }
    }

    public double[] PerClassLogLoss => [.. _lossOf.Zip(_rowsOf, (loss, rows) => rows > 0 ? loss / rows : 0)];
}
