using Tensorflow.Memory;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Engine;

public abstract partial class Model
{
    /// <summary>The outputs for samples. A row's output has the same bits whatever the other rows and the batch size.</summary>
    /// <param name="x">Samples, [samples, ..]; several for a model of several inputs.</param>
    /// <param name="batch_size">Samples a step; -1 for 32.</param>
    /// <param name="verbose">0 silent; 1 a progress line.</param>
    /// <param name="callbacks">Told about each step.</param>
    /// <param name="cancellation_token">Ends the work at the next step with an <see cref="OperationCanceledException"/>.</param>
    public Tensors predict(Tensors x, int batch_size = -1, int verbose = 0, IReadOnlyList<ICallback>? callbacks = null,
        CancellationToken cancellation_token = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        int size = BatchSize(batch_size);
        Batches batches = x.Length > 0 && x[0].ndim > 0 && x[0].shape[0] <= size ? new OneBatch(x) : new ArrayBatches(x, null, null, size, null);
        if (x[0].shape[0] == 0) return new Tensors(ComputeOutputShapes([.. x.Select(t => t.shape)]).Select(s => Tensor.Empty(s, DType)));
        return Predict(batches, x[0].shape[0], verbose, callbacks, cancellation_token);
    }

    /// <summary>The outputs for the samples of a data set; targets that it has are not used.</summary>
    /// <param name="dataset">Batches.</param>
    /// <param name="verbose">0 silent; 1 a progress line.</param>
    /// <param name="steps">Batches to take; null for all.</param>
    /// <param name="callbacks">Told about each step.</param>
    /// <param name="cancellation_token">Ends the work at the next step with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The data set is empty.</exception>
    public Tensors predict(IDatasetV2 dataset, int verbose = 0, int? steps = null, IReadOnlyList<ICallback>? callbacks = null,
        CancellationToken cancellation_token = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Predict(LimitedBatches.Of(new DatasetBatches(dataset, null, InputCount, OutputCount), steps), null, verbose, callbacks,
            cancellation_token);
    }

    /// <summary>The outputs for all batches.</summary>
    /// <param name="batches">The batches.</param>
    /// <param name="samples">Number of their samples; null where it is not known, so that outputs are put together in the end.</param>
    /// <param name="verbose">0 silent; 1 a progress line.</param>
    /// <param name="callbacks">Told about each step.</param>
    /// <param name="cancellation_token">Ends the work.</param>
    private Tensors Predict(Batches batches, long? samples, int verbose, IReadOnlyList<ICallback>? callbacks,
        CancellationToken cancellation_token)
    {
        ICallback[] told = Prepare(callbacks);
        foreach (ICallback callback in told) callback.on_predict_begin();
        ProgressLine? progress = verbose == 0 ? null : new ProgressLine(Console.Out, verbose == 1 && ProgressLine.TerminalIsLive);
        Tensor[] results = [], outputs = [];
        var batch = new Batch();
        var parts = new List<Tensor[]>();
        long done = 0, steps = 0;
        batches.Start(0);
        while (true)
        {
            cancellation_token.ThrowIfCancellationRequested();
            using TensorScope scope = TensorScope.Enter();
            if (!batches.Next(batch)) break;
            foreach (ICallback callback in told) callback.on_predict_batch_begin(steps);
            Run(batch.X, ref outputs, training: false);
            if (samples is null)
            {
                parts.Add([.. outputs.Select(scope.Keep)]);
            }
            else if (results.Length == 0)
            {
                results = [.. outputs.Select(o => Tensor.Empty(Shape.Of([samples.Value, .. o.shape.Span[1..]]), o.dtype))];
                foreach (Tensor result in results) scope.Keep(result);
            }
            for (int i = 0; i < results.Length; i++) CopyRows(outputs[i], results[i], done);
            done += batch.Samples;
            foreach (ICallback callback in told) callback.on_predict_batch_end(steps, new() { ["outputs"] = new Tensors(outputs) });
            steps++;
            progress?.Update(steps, batches.Steps, Figures.None);
        }
        progress?.Finish(steps, Figures.None);
        foreach (ICallback callback in told) callback.on_predict_end();
        if (samples is not null) return new Tensors(results);
        if (parts.Count == 0) throw new ArgumentException("Got no batch to predict: the data are empty.");
        return new Tensors(Enumerable.Range(0, parts[0].Length).Select(i => parts.Count == 1 ? parts[0][i]
            : ArrayOps.Concat([.. parts.Select(p => p[i])], 0)));
    }

    /// <summary>As <see cref="predict(Tensors, int, int, IReadOnlyList{ICallback}, CancellationToken)"/>, for the inputs in a
    /// list.</summary>
    public Tensors predict(IEnumerable<Tensor> x, int batch_size = -1, int verbose = 0, IReadOnlyList<ICallback>? callbacks = null,
        CancellationToken cancellation_token = default) =>
        predict(new Tensors(x), batch_size, verbose, callbacks, cancellation_token);

    private static Tensor Part(Tensor x, long from, long to)
    {
        long[] begin = new long[x.ndim], size = x.shape.dims;
        (begin[0], size[0]) = (from, to - from);
        return ArrayOps.Slice(x, begin, size);
    }

    private static Tensors Part(Tensors x, long from, long to) => new(x.Select(t => Part(t, from, to)));

    private static void CopyRows(Tensor from, Tensor to, long row)
    {
        switch (from.dtype)
        {
            case TF_DataType.TF_DOUBLE: Copy<double>(); break;
            case TF_DataType.TF_INT32: Copy<int>(); break;
            case TF_DataType.TF_INT64: Copy<long>(); break;
            case TF_DataType.TF_UINT8: Copy<byte>(); break;
            case TF_DataType.TF_BOOL: Copy<bool>(); break;
            default: Copy<float>(); break;
        }

        void Copy<T>()
            where T : unmanaged
        {
            ReadOnlySpan<T> values = from.AsSpan<T>();
            values.CopyTo(to.Span<T>()[(int)(row * (values.Length / Math.Max(1, from.shape[0])))..]);
        }
    }

    /// <summary>All samples at once, as they are: nothing is copied for a single image.</summary>
    private sealed class OneBatch(Tensors x) : Batches
    {
        private readonly Batch _all = Batch.Of(x, null, null);
        private bool _done;

        public override long? Steps => 1;

        public override void Start(int epoch) => _done = false;

        public override bool Next(Batch batch)
        {
            if (_done) return false;
            batch.X = _all.X;
            return _done = true;
        }
    }
}
