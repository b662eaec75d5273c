using Tensorflow.Keras.Callbacks;
using Tensorflow.Memory;
using Tensorflow.NumPy;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Engine;

public abstract partial class Model
{
    private const int DefaultBatch = 32;

    /// <summary>Trains the model for some epochs.</summary>
    /// <param name="x">Samples, [samples, ..].</param>
    /// <param name="y">Targets, [samples, ..] or class numbers [samples].</param>
    /// <param name="batch_size">Samples a step; -1 for 32.</param>
    /// <param name="epochs">Number of the last epoch.</param>
    /// <param name="verbose">0 silent; 1 Keras' progress line, live on a terminal; 2 one line an epoch.</param>
    /// <param name="callbacks">Told about each epoch and step.</param>
    /// <param name="validation_split">Share of the samples, from their end, that is kept for validation, 0 up to 1.</param>
    /// <param name="validation_data">(x, y) tried after each epoch; takes precedence over the split.</param>
    /// <param name="validation_step">TensorFlow.NET's; has no effect: validation takes place after every epoch.</param>
    /// <param name="shuffle">True to draw the order of the samples anew each epoch.</param>
    /// <param name="class_weight">Weight of each class in the loss.</param>
    /// <param name="sample_weight">Weight of each sample in the loss, [samples].</param>
    /// <param name="initial_epoch">Epochs done before.</param>
    /// <param name="cancellation_token">Ends training at the next step; what was measured until then is returned.</param>
    /// <returns>The <see cref="History"/>: figures by name and epoch.</returns>
    /// <exception cref="InvalidOperationException">The model was not compiled.</exception>
    /// <exception cref="ArgumentException">Shapes, counts or shares do not fit.</exception>
    public ICallback fit(
        Tensor x,
        Tensor y,
        int batch_size = -1,
        int epochs = 1,
        int verbose = 1,
        IReadOnlyList<ICallback>? callbacks = null,
        float validation_split = 0f,
        ValidationDataPack? validation_data = null,
        int validation_step = 10,
        bool shuffle = true,
        Dictionary<int, float>? class_weight = null,
        Tensor? sample_weight = null,
        int initial_epoch = 0,
        CancellationToken cancellation_token = default)
    {
        Batches.Check(x, y, sample_weight);
        int batch = BatchSize(batch_size);
        if (validation_split is < 0 or >= 1) throw new ArgumentException($"Got validation_split {validation_split}; it takes 0 up to, but not including, 1.");
        if (class_weight is not null) sample_weight = ClassWeights(y, class_weight, sample_weight);
        Batches? validation = validation_data?.Open(batch);
        if (validation is null && validation_split > 0)
        {
            int train = (int)(x.shape[0] * (1 - (double)validation_split));
            if (train == 0) throw new ArgumentException($"Got validation_split {validation_split} of {x.shape[0]} samples, which leaves none to train on.");
            validation = new ArrayBatches(Part(x, train, x.shape[0]), Part(y, train, x.shape[0]), sample_weight is null ? null : Part(sample_weight, train, x.shape[0]), batch, null);
            (x, y, sample_weight) = (Part(x, 0, train), Part(y, 0, train), sample_weight is null ? null : Part(sample_weight, 0, train));
        }
        var batches = new ArrayBatches(x, y, sample_weight, batch, shuffle ? RandomStream.Global.Split() : null);
        return Fit(batches, validation, epochs, verbose, callbacks, initial_epoch, cancellation_token);
    }

    /// <summary>Trains the model on a data set of (samples, targets) batches.</summary>
    /// <param name="dataset">Batches.</param>
    /// <param name="epochs">Number of the last epoch.</param>
    /// <param name="verbose">0 silent; 1 Keras' progress line; 2 one line an epoch.</param>
    /// <param name="callbacks">Told about each epoch and step.</param>
    /// <param name="validation_data">Batches tried after each epoch.</param>
    /// <param name="initial_epoch">Epochs done before.</param>
    /// <param name="steps_per_epoch">Batches an epoch; null for the whole data set.</param>
    /// <param name="cancellation_token">Ends training at the next step.</param>
    public ICallback fit(
        IDatasetV2 dataset,
        int epochs = 1,
        int verbose = 1,
        IReadOnlyList<ICallback>? callbacks = null,
        IDatasetV2? validation_data = null,
        int initial_epoch = 0,
        int? steps_per_epoch = null,
        CancellationToken cancellation_token = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Fit(new DatasetBatches(dataset, steps_per_epoch), validation_data is null ? null : new DatasetBatches(validation_data, null), epochs, verbose, callbacks, initial_epoch, cancellation_token);
    }

    /// <summary>The loss and metrics over samples.</summary>
    /// <param name="x">Samples, [samples, ..].</param>
    /// <param name="y">Targets.</param>
    /// <param name="batch_size">Samples a step; -1 for 32.</param>
    /// <param name="verbose">0 silent; 1 or 2 a progress line.</param>
    /// <param name="sample_weight">Weight of each sample, [samples].</param>
    /// <param name="callbacks">Told about each step.</param>
    public Dictionary<string, float> evaluate(Tensor x, Tensor y, int batch_size = -1, int verbose = 1, Tensor? sample_weight = null, IReadOnlyList<ICallback>? callbacks = null)
    {
        RequireCompiled();
        return Evaluate(new ArrayBatches(x, y, sample_weight, BatchSize(batch_size), null), verbose, Prepare(callbacks));
    }

    /// <summary>The loss and metrics over a data set of (samples, targets) batches.</summary>
    /// <param name="dataset">Batches.</param>
    /// <param name="verbose">0 silent; 1 or 2 a progress line.</param>
    /// <param name="callbacks">Told about each step.</param>
    public Dictionary<string, float> evaluate(IDatasetV2 dataset, int verbose = 1, IReadOnlyList<ICallback>? callbacks = null)
    {
        RequireCompiled();
        return Evaluate(new DatasetBatches(dataset, null), verbose, Prepare(callbacks));
    }

    /// <summary>The outputs for samples. A row's output has the same bits whatever the other rows and the batch size.</summary>
    /// <param name="x">Samples, [samples, ..].</param>
    /// <param name="batch_size">Samples a step; -1 for 32.</param>
    /// <param name="verbose">0 silent; 1 a progress line.</param>
    /// <param name="callbacks">Told about each step.</param>
    /// <param name="cancellation_token">Ends the work at the next step with an <see cref="OperationCanceledException"/>.</param>
    public Tensors predict(Tensor x, int batch_size = -1, int verbose = 0, IReadOnlyList<ICallback>? callbacks = null, CancellationToken cancellation_token = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        var batches = new ArrayBatches(x, null, null, BatchSize(batch_size), null);
        ICallback[] told = Prepare(callbacks);
        foreach (ICallback callback in told) callback.on_predict_begin();
        var progress = new ProgressLine(verbose == 0 ? null : Console.Out, verbose == 1 && ProgressLine.TerminalIsLive);
        Tensor? result = null;
        long done = 0, steps = 0;
        batches.Start();
        if (x.shape[0] == 0) return Tensor.Empty(ComputeOutputShape(x.shape));
        while (true)
        {
            cancellation_token.ThrowIfCancellationRequested();
            using TensorScope scope = TensorScope.Enter();
            if (!batches.Next(out Tensor part, out _, out _)) break;
            foreach (ICallback callback in told) callback.on_predict_batch_begin(steps);
            Tensor output = Apply(part);
            if (result is null)
            {
                result = Tensor.Empty(Shape.Of([x.shape[0], .. output.shape.Span[1..]]), output.dtype);
                scope.Keep(result);
            }
            CopyRows(output, result, done);
            done += part.shape[0];
            foreach (ICallback callback in told) callback.on_predict_batch_end(steps, new() { ["outputs"] = output });
            progress.Update(++steps, batches.Steps, Figures.None);
        }
        if (verbose != 0) progress.Finish(steps, Figures.None);
        foreach (ICallback callback in told) callback.on_predict_end();
        return result!;
    }

    private ICallback Fit(Batches batches, Batches? validation, int epochs, int verbose, IReadOnlyList<ICallback>? callbacks, int firstEpoch, CancellationToken cancellation)
    {
        RequireCompiled();
        if (epochs < firstEpoch || firstEpoch < 0) throw new ArgumentException($"Got epochs {epochs} and initial_epoch {firstEpoch}; they take 0 <= initial_epoch <= epochs.");
        var history = new History();
        ICallback[] told = Prepare([history, .. callbacks ?? []]);
        Figures? figures = null;
        var logs = new Dictionary<string, float>();
        stop_training = false;
        BeginSteps();
        foreach (ICallback callback in told) callback.on_train_begin();
        for (int epoch = firstEpoch; epoch < epochs && !stop_training && !cancellation.IsCancellationRequested; epoch++)
        {
            if (verbose != 0) Console.Out.WriteLine($"Epoch {epoch + 1}/{epochs}");
            var progress = new ProgressLine(verbose == 0 ? null : Console.Out, verbose == 1 && ProgressLine.TerminalIsLive);
            foreach (ICallback callback in told) callback.on_epoch_begin(epoch);
            long step = 0;
            figures?.Reset();
            batches.Start();
            while (!(history.cancelled = cancellation.IsCancellationRequested))
            {
                using TensorScope scope = TensorScope.Enter();
                if (!batches.Next(out Tensor x, out Tensor? y, out Tensor? weights)) break;
                for (int i = 1; i < told.Length; i++) told[i].on_train_batch_begin(step);
                double loss = TrainStep(x, y ?? throw new ArgumentException("The data set gave samples without targets; training takes (samples, targets) pairs."), weights, out Tensor prediction);
                if (figures is null)
                {
                    figures = new Figures(Metrics(prediction));
                    figures.Reset();
                }
                figures.Add(loss, x.shape[0], y, prediction, weights);
                // The history, first in the list, takes epochs only; figures are put into words only for others.
                if (told.Length > 1) figures.Fill(logs);
                for (int i = 1; i < told.Length; i++) told[i].on_train_batch_end(step, logs);
                progress.Update(++step, batches.Steps, figures);
            }
            if (figures is null) throw new ArgumentException("Got no batch to train on: the data are empty.");
            if (history.cancelled) break;
            figures.Freeze();
            if (validation is not null) figures.Append("val_", Evaluate(validation, 0, told));
            progress.Finish(step, figures);
            Dictionary<string, float> epochLogs = figures.ToDictionary();
            foreach (ICallback callback in told) callback.on_epoch_end(epoch, epochLogs);
        }
        history.cancelled |= cancellation.IsCancellationRequested;
        foreach (ICallback callback in told) callback.on_train_end();
        return history;
    }

    private Dictionary<string, float> Evaluate(Batches batches, int verbose, ICallback[] told)
    {
        foreach (ICallback callback in told) callback.on_test_begin();
        var progress = new ProgressLine(verbose == 0 ? null : Console.Out, verbose == 1 && ProgressLine.TerminalIsLive);
        Figures? figures = null;
        var logs = new Dictionary<string, float>();
        long step = 0;
        batches.Start();
        while (true)
        {
            using TensorScope scope = TensorScope.Enter();
            if (!batches.Next(out Tensor x, out Tensor? y, out Tensor? weights)) break;
            foreach (ICallback callback in told) callback.on_test_batch_begin(step);
            double loss = TestStep(x, y ?? throw new ArgumentException("The data set gave samples without targets; evaluation takes (samples, targets) pairs."), weights, out Tensor prediction);
            if (figures is null)
            {
                figures = new Figures(Metrics(prediction));
                figures.Reset();
            }
            figures.Add(loss, x.shape[0], y, prediction, weights);
            if (told.Length > 0) figures.Fill(logs);
            foreach (ICallback callback in told) callback.on_test_batch_end(step, logs);
            progress.Update(++step, batches.Steps, figures);
        }
        if (figures is null) throw new ArgumentException("Got no batch to evaluate: the data are empty.");
        if (verbose != 0) progress.Finish(step, figures);
        Dictionary<string, float> result = figures.ToDictionary();
        foreach (ICallback callback in told) callback.on_test_end(result);
        return result;
    }

    private ICallback[] Prepare(IReadOnlyList<ICallback>? callbacks)
    {
        foreach (ICallback callback in callbacks ?? [])
            if (callback is Callback own) own.model = this;
        return [.. callbacks ?? []];
    }

    private static int BatchSize(int batch_size) => batch_size switch
    {
        -1 => DefaultBatch,
        > 0 => batch_size,
        _ => throw new ArgumentException($"Got batch_size {batch_size}; it takes 1 or more, or -1 for {DefaultBatch}."),
    };

    private static Tensor Part(Tensor x, long from, long to)
    {
        long[] begin = new long[x.ndim], size = x.shape.dims;
        (begin[0], size[0]) = (from, to - from);
        return ArrayOps.Slice(x, begin, size);
    }

    private static void CopyRows(Tensor from, Tensor to, long row)
    {
        if (from.dtype == TF_DataType.TF_DOUBLE) Copy<double>();
        else Copy<float>();

        void Copy<T>()
            where T : unmanaged
        {
            ReadOnlySpan<T> values = from.AsSpan<T>();
            values.CopyTo(to.Span<T>()[(int)(row * (values.Length / Math.Max(1, from.shape[0])))..]);
        }
    }

    private static Tensor ClassWeights(Tensor y, Dictionary<int, float> weightOf, Tensor? sampleWeight)
    {
        Tensor classes = y.ndim > 1 && y.shape[-1] > 1 ? MathOps.ArgMax(y, -1) : ArrayOps.Reshape(y, Shape.Of(y.shape[0]));
        long[] numbers = MathOps.Cast(classes, TF_DataType.TF_INT64).ToArray<long>();
        float[] weights = sampleWeight is null ? [.. Enumerable.Repeat(1f, numbers.Length)] : MathOps.Cast(sampleWeight, TF_DataType.TF_FLOAT).ToArray<float>();
        for (int i = 0; i < numbers.Length; i++)
            if (weightOf.TryGetValue((int)numbers[i], out float weight)) weights[i] *= weight;
        return Tensor.From<float>(weights, Shape.Of(weights.Length));
    }
}
