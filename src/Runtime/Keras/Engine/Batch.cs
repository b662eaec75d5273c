namespace Tensorflow.Keras.Engine;

/// <summary>One batch, as lists of what a model's inputs and outputs get. A loop fills the same object again and again.</summary>
internal sealed class Batch
{
    /// <summary>Samples for each input, [batch, ..].</summary>
    public Tensor[] X { get; set; } = [];

    /// <summary>Targets for each output, [batch, ..]; empty where there are none.</summary>
    public Tensor[] Y { get; set; } = [];

    /// <summary>Sample weights, [batch]: none, one for all outputs, or one for each.</summary>
    public Tensor[] Weights { get; set; } = [];

    /// <summary>The number of samples.</summary>
    public long Samples => X[0].shape[0];

    /// <summary>The weights of an output's samples; null for 1.</summary>
    public Tensor? WeightsOf(int output) => Weights.Length == 0 ? null : Weights[Weights.Length == 1 ? 0 : output];

    /// <summary>A batch of these.</summary>
    public static Batch Of(Tensors x, Tensors? y, Tensors? weights)
    {
        ArgumentNullException.ThrowIfNull(x);
        var batch = new Batch { X = x.ToArray(), Y = y?.ToArray() ?? [], Weights = weights?.ToArray() ?? [] };
        Check(batch);
        return batch;
    }

    /// <summary>Checks that there are as many targets (and weights) as samples.</summary>
    public static void Check(Batch batch)
    {
        if (batch.X.Length == 0) throw new ArgumentException("Got no samples.");
        if (batch.X[0].ndim == 0) throw new ArgumentException("Got a single number as x; it takes samples along the first axis.");
        long samples = batch.Samples;
        foreach (Tensor x in batch.X)
            if (x.ndim == 0 || x.shape[0] != samples)
                throw new ArgumentException($"Got inputs of "
                    + $"{string.Join(" and ", batch.X.Select(t => t.shape))}; all take as many samples along the first axis.");
        foreach (Tensor y in batch.Y)
            if (y.ndim == 0 || y.shape[0] != samples)
                throw new ArgumentException($"Got x of shape {batch.X[0].shape} and y of shape {y.shape}; both take one entry a sample "
                    + "along the first axis.");
        foreach (Tensor weights in batch.Weights)
            if (weights.ndim != 1 || weights.shape[0] != samples)
                throw new ArgumentException($"Got sample weights of shape {weights.shape} for {samples} samples; they take shape "
                    + $"[{samples}].");
    }
}
