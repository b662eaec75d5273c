namespace Tensorflow.Keras.Metrics;

/// <summary>Targets, predictions and weights of a batch, row by row, read straight from memory.</summary>
internal readonly ref struct Rows
{
    private readonly Elements _weights;
    private readonly int _rowsAWeight;
    private readonly Tensor _y, _p;
    private readonly Tensor? _w;

    /// <summary>Checks that they fit together.</summary>
    /// <param name="metric">Whose batch it is, for errors.</param>
    /// <param name="y">Targets: as many as predictions, or one class number a row.</param>
    /// <param name="p">Predictions, [batch, ..].</param>
    /// <param name="weights">One for each sample; null for 1.</param>
    /// <param name="sparse">True when targets are class numbers.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public Rows(Metric metric, Tensor y, Tensor p, Tensor? weights, bool sparse = false)
    {
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(p);
        (_y, _p, _w) = (y, p, weights);
        Columns = p.ndim == 0 || (p.ndim == 1 && !sparse) ? 1 : (int)p.shape[-1];
        Count = p.size == 0 ? 0 : (int)(p.size / Columns);
        long targets = sparse ? Count : (long)Count * Columns;
        if (y.size != targets || (y.ndim > 0 && p.ndim > 0 && y.shape[0] != p.shape[0]))
            throw new ArgumentException($"{metric.ClassName} '{metric.Name}' got targets of shape {y.shape} for predictions of shape "
                + $"{p.shape}; it takes "
                + (sparse ? "one class number for each row of predictions. For one-hot targets use CategoricalAccuracy and its like."
                    : "equal shapes. For class numbers use SparseCategoricalAccuracy and its like, or keras.utils.to_categorical(y)."));
        _rowsAWeight = 1;
        if (weights is not null)
        {
            if (Count > 0 && (weights.size == 0 || Count % weights.size != 0))
                throw new ArgumentException($"{metric.ClassName} '{metric.Name}' got sample weights of shape {weights.shape} "
                    + $"for predictions of shape {p.shape}; it takes one for each sample.");
            _weights = new Elements(weights);
            _rowsAWeight = Math.Max(1, Count / Math.Max(1, (int)weights.size));
        }
        Targets = new Elements(y);
        Predictions = new Elements(p);
    }

    /// <summary>Rows of predictions, and predictions a row.</summary>
    public int Count { get; }

    public int Columns { get; }

    public Elements Targets { get; }

    public Elements Predictions { get; }

    public double Weight(int row) => _w is null ? 1 : _weights[row / _rowsAWeight];

    /// <summary>To be called last: the tensors' memory is in use until here.</summary>
    public void KeepAlive()
    {
        GC.KeepAlive(_y);
        GC.KeepAlive(_p);
        GC.KeepAlive(_w);
    }
}
