using Tensorflow.Keras.Callbacks;
using Tensorflow.Memory;
using Tensorflow.NumPy;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Engine;

public abstract partial class Model
{
    private const int DefaultBatch = 32;

    /// <summary>Trains the model for some epochs.</summary>
    /// <param name="x">Samples, [samples, ..]; several for a model of several inputs.</param>
    /// <param name="y">Targets, [samples, ..] or class numbers [samples]; one for each output.</param>
    /// <param name="batch_size">Samples a step; -1 for 32.</param>
    /// <param name="epochs">Number of the last epoch.</param>
    /// <param name="verbose">0 silent; 1 Keras' progress line, live on a terminal; 2 one line an epoch.</param>
    /// <param name="callbacks">Told about each epoch and step.</param>
    /// <param name="validation_split">Share of the samples, from their end, that is kept for validation, 0 up to 1.</param>
    /// <param name="validation_data">(x, y) tried after each epoch; takes precedence over the split.</param>
    /// <param name="validation_step">TensorFlow.NET's; has no effect: <paramref name="validation_freq"/> says when validation takes
    /// place.</param>
    /// <param name="shuffle">True to draw the order of the samples anew each epoch.</param>
    /// <param name="class_weight">Weight of each class in the training loss; 1 for classes not named. Validation does not use it.</param>
    /// <param name="sample_weight">Weight of each sample in the loss, [samples].</param>
    /// <param name="initial_epoch">Epochs done before.</param>
    /// <param name="steps_per_epoch">Batches an epoch, the first ones of its order; null for all.</param>
    /// <param name="validation_steps">Batches of a validation; null for all.</param>
    /// <param name="validation_batch_size">Samples a step of a validation; null for <paramref name="batch_size"/>.</param>
    /// <param name="validation_freq">Epochs from one validation to the next: 2 for after the second, fourth and so on.</param>
    /// <param name="initial_batch">Batches of that epoch done before, which are passed over: see <see cref="load_checkpoint"/>.</param>
    /// <param name="cancellation_token">Ends training at the next step; what was measured until then is returned.</param>
    /// <returns>The <see cref="History"/>: figures by name and epoch.</returns>
    /// <exception cref="InvalidOperationException">The model was not compiled.</exception>
    /// <exception cref="ArgumentException">Shapes, counts or shares do not fit.</exception>
    public ICallback fit(
        Tensors x,
        Tensors y,
        int batch_size = -1,
        int epochs = 1,
        int verbose = 1,
        IReadOnlyList<ICallback>? callbacks = null,
        float validation_split = 0f,
        ValidationDataPack? validation_data = null,
        int validation_step = 10,
        bool shuffle = true,
        Dictionary<int, float>? class_weight = null,
        Tensors? sample_weight = null,
        int initial_epoch = 0,
        int? steps_per_epoch = null,
        int? validation_steps = null,
        int? validation_batch_size = null,
        int validation_freq = 1,
        long initial_batch = 0,
        CancellationToken cancellation_token = default)
    {
        _ = Batch.Of(x, y, sample_weight);
        int batch = BatchSize(batch_size), validationBatch = BatchSize(validation_batch_size ?? batch);
        if (validation_split is < 0 or >= 1)
            throw new ArgumentException($"Got validation_split {validation_split}; it takes 0 up to, but "
                + "not including, 1.");
        Batches? validation = validation_data?.Open(validationBatch, InputCount, OutputCount);
        if (validation is null && validation_split > 0)
        {
            long all = x[0].shape[0];
            int train = (int)(all * (1 - (double)validation_split));
            if (train == 0)
                throw new ArgumentException($"Got validation_split {validation_split} of {all} samples, which leaves none to "
                    + "train on.");
            Tensors? kept = sample_weight is null ? null : Part(sample_weight, train, all);
            validation = new ArrayBatches(Part(x, train, all), Part(y, train, all), kept, validationBatch, null);
            (x, y, sample_weight) = (Part(x, 0, train), Part(y, 0, train), sample_weight is null ? null : Part(sample_weight, 0, train));
        }
        RandomStream? order = shuffle ? ShuffleStream(goesOn: initial_epoch > 0 || initial_batch > 0) : null;
        var batches = new ArrayBatches(x, y, sample_weight, batch, order);
        if (steps_per_epoch > batches.Steps)
            throw new ArgumentException($"Got steps_per_epoch {steps_per_epoch}; {batches.Steps} batches of {batch} hold all samples. For "
                + "more, make a data set that repeats.");
        return Fit(LimitedBatches.Of(batches, steps_per_epoch), LimitedBatches.Of(validation, validation_steps),
            new FitSettings(epochs, verbose, callbacks, initial_epoch, validation_freq, class_weight, initial_batch), cancellation_token);
    }

    /// <summary>As the other, for the samples of several inputs in a list.</summary>
    public ICallback fit(
        IEnumerable<Tensor> x,
        Tensors y,
        int batch_size = -1,
        int epochs = 1,
        int verbose = 1,
        IReadOnlyList<ICallback>? callbacks = null,
        float validation_split = 0f,
        ValidationDataPack? validation_data = null,
        int validation_step = 10,
        bool shuffle = true,
        Dictionary<int, float>? class_weight = null,
        Tensors? sample_weight = null,
        int initial_epoch = 0) =>
        fit(new Tensors(x), y, batch_size, epochs, verbose, callbacks, validation_split, validation_data, validation_step, shuffle,
            class_weight, sample_weight, initial_epoch);

    /// <summary>Trains the model on a data set of (samples, targets) or (samples, targets, sample weights) batches.</summary>
    /// <param name="dataset">Batches.</param>
    /// <param name="epochs">Number of the last epoch.</param>
    /// <param name="verbose">0 silent; 1 Keras' progress line; 2 one line an epoch.</param>
    /// <param name="callbacks">Told about each epoch and step.</param>
    /// <param name="validation_data">Batches tried after each epoch.</param>
    /// <param name="initial_epoch">Epochs done before.</param>
    /// <param name="steps_per_epoch">Batches an epoch; the next one goes on where this one ended. Null for the whole data set.</param>
    /// <param name="validation_steps">Batches of a validation; null for all.</param>
    /// <param name="validation_freq">Epochs from one validation to the next.</param>
    /// <param name="class_weight">Weight of each class in the training loss; 1 for classes not named.</param>
    /// <param name="initial_batch">Batches of the first epoch done before, which are passed over.</param>
    /// <param name="cancellation_token">Ends training at the next step.</param>
    public ICallback fit(
        IDatasetV2 dataset,
        int epochs = 1,
        int verbose = 1,
        IReadOnlyList<ICallback>? callbacks = null,
        IDatasetV2? validation_data = null,
        int initial_epoch = 0,
        int? steps_per_epoch = null,
        int? validation_steps = null,
        int validation_freq = 1,
        Dictionary<int, float>? class_weight = null,
        long initial_batch = 0,
        CancellationToken cancellation_token = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        LimitedBatches.Check(nameof(steps_per_epoch), steps_per_epoch);
        // As in Keras, as many steps as the data set has batches mean the whole data set, from its beginning in every epoch.
        long? steps = steps_per_epoch == dataset.cardinality() ? null : steps_per_epoch;
        // Keras' image generators never end.
        if (steps is not null && dataset is Preprocessing.ImageIterator) dataset = dataset.repeat();
        Batches? validation = validation_data is null ? null : new DatasetBatches(validation_data, null, InputCount, OutputCount);
        return Fit(new DatasetBatches(dataset, steps, InputCount, OutputCount), LimitedBatches.Of(validation, validation_steps),
            new FitSettings(epochs, verbose, callbacks, initial_epoch, validation_freq, class_weight, initial_batch), cancellation_token);
    }

    /// <summary>The loss and metrics over samples.</summary>
    /// <param name="x">Samples, [samples, ..].</param>
    /// <param name="y">Targets.</param>
    /// <param name="batch_size">Samples a step; -1 for 32.</param>
    /// <param name="verbose">0 silent; 1 or 2 a progress line.</param>
    /// <param name="sample_weight">Weight of each sample, [samples].</param>
    /// <param name="callbacks">Told about each step.</param>
    public Dictionary<string, float> evaluate(Tensors x, Tensors y, int batch_size = -1, int verbose = 1, Tensors? sample_weight = null,
        IReadOnlyList<ICallback>? callbacks = null)
    {
        RequireCompiled();
        return Evaluate(new ArrayBatches(x, y, sample_weight, BatchSize(batch_size), null), verbose, Prepare(callbacks));
    }

    /// <summary>As the other, for the samples of several inputs in a list.</summary>
    public Dictionary<string, float> evaluate(IEnumerable<Tensor> x, Tensors y, int batch_size = -1, int verbose = 1,
        Tensors? sample_weight = null) =>
        evaluate(new Tensors(x), y, batch_size, verbose, sample_weight);

    /// <summary>The loss and metrics over a data set of (samples, targets) batches.</summary>
    /// <param name="dataset">Batches.</param>
    /// <param name="verbose">0 silent; 1 or 2 a progress line.</param>
    /// <param name="callbacks">Told about each step.</param>
    /// <param name="steps">Batches to take; null for all.</param>
    public Dictionary<string, float> evaluate(IDatasetV2 dataset, int verbose = 1, IReadOnlyList<ICallback>? callbacks = null,
        int? steps = null)
    {
        RequireCompiled();
        return Evaluate(LimitedBatches.Of(new DatasetBatches(dataset, null, InputCount, OutputCount), steps), verbose, Prepare(callbacks));
    }

    /// <summary>How a model is trained, whatever the data.</summary>
    private sealed record FitSettings(int Epochs, int Verbose, IReadOnlyList<ICallback>? Callbacks, int FirstEpoch, int ValidationEvery,
        Dictionary<int, float>? ClassWeight, long FirstBatch);

    private ICallback Fit(Batches batches, Batches? validation, FitSettings settings, CancellationToken cancellation)
    {
        RequireCompiled();
        (int epochs, int verbose, IReadOnlyList<ICallback>? callbacks, int firstEpoch, int every, Dictionary<int, float>? classWeight,
            long firstBatch) = settings;
        if (epochs < firstEpoch || firstEpoch < 0)
            throw new ArgumentException($"Got epochs {epochs} and initial_epoch {firstEpoch}; they "
                + "take 0 <= initial_epoch <= epochs.");
        if (every < 1) throw new ArgumentException($"Got validation_freq {every}; it takes 1 or more.");
        if (firstBatch < 0) throw new ArgumentException($"Got initial_batch {firstBatch}; it takes 0 or more.");
        if (firstBatch >= batches.Steps) (firstEpoch, firstBatch) = (firstEpoch + 1, 0);
        var history = new History();
        // The history comes last, so that it sees what the others add to an epoch's figures: the learning rate, for example.
        ICallback[] told = Prepare([.. callbacks ?? [], history], new CallbackParams
        {
            Model = this, Verbose = verbose, Epochs = epochs, Steps = batches.Steps ?? 0, ValidationEvery = validation is null ? 0 : every,
        });
        int others = told.Length - 1;
        Figures? figures = null;
        var logs = new Dictionary<string, float>();
        var batch = new Batch();
        (stop_training, EndsAtNonFinite) = (false, false);
        using var mode = new CompiledState(this);
        BeginSteps();
        foreach (ICallback callback in told) callback.on_train_begin();
        for (int epoch = firstEpoch; epoch < epochs && !stop_training && !cancellation.IsCancellationRequested; epoch++)
        {
            if (verbose != 0) Console.Out.WriteLine($"Epoch {epoch + 1}/{epochs}");
            var progress = new ProgressLine(verbose == 0 ? null : Console.Out, verbose == 1 && ProgressLine.TerminalIsLive);
            long step = epoch == firstEpoch ? firstBatch : 0;
            _position = new TrainingPosition(epoch, step);
            foreach (ICallback callback in told) callback.on_epoch_begin(epoch);
            figures?.Reset();
            batches.Start(epoch);
            if (step > 0) batches.Skip(step, batch);
            while (!(history.cancelled = cancellation.IsCancellationRequested))
            {
                using TensorScope scope = TensorScope.Enter();
                if (!batches.Next(batch)) break;
                if (classWeight is not null) ClassWeights(batch, classWeight);
                for (int i = 0; i < others; i++) told[i].on_train_batch_begin(step);
                TrainStep(batch);
                _position = new TrainingPosition(epoch, step + 1);
                figures ??= NewFigures();
                figures.Add(_targets!.Losses, batch, _predictions);
                // The history takes epochs only; figures are put into words only for others.
                if (others > 0) figures.Fill(logs);
                for (int i = 0; i < others; i++) told[i].on_train_batch_end(step, logs);
                progress.Update(++step, batches.Steps, figures);
                if (stop_training) break;
            }
            if (history.cancelled) break;
            if (figures is null) throw new ArgumentException("Got no batch to train on: the data are empty.");
            if (step < batches.Steps && !stop_training)
            {
                Console.Error.WriteLine($"WARNING: the data ended after {step} of {batches.Steps} steps of epoch {epoch + 1}, so training "
                    + "ends. Give fewer steps_per_epoch, or a data set that goes on: repeat().");
                stop_training = true;
                if (step == 0) break;
            }
            figures.Freeze();
            if (validation is not null && (epoch + 1) % every == 0) figures.Append("val_", Evaluate(validation, 0, told));
            progress.Finish(step, figures);
            Dictionary<string, float> epochLogs = figures.ToDictionary();
            _position = new TrainingPosition(epoch + 1, 0);
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
        var batch = new Batch();
        long step = 0;
        batches.Start(0);
        while (true)
        {
            using TensorScope scope = TensorScope.Enter();
            if (!batches.Next(batch)) break;
            foreach (ICallback callback in told) callback.on_test_batch_begin(step);
            TestStep(batch);
            figures ??= NewFigures();
            figures.Add(_targets!.Losses, batch, _predictions);
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

    private ICallback[] Prepare(IReadOnlyList<ICallback>? callbacks, CallbackParams? training = null)
    {
        foreach (ICallback callback in callbacks ?? [])
            if (callback is Callback own) (own.model, own.parameters) = (this, training ?? own.parameters);
        return [.. callbacks ?? []];
    }

    private static int BatchSize(int batch_size) => batch_size switch
    {
        -1 => DefaultBatch,
        > 0 => batch_size,
        _ => throw new ArgumentException($"Got batch_size {batch_size}; it takes 1 or more, or -1 for {DefaultBatch}."),
    };

    private int InputCount => Math.Max(1, inputs.Count);

    private int OutputCount => Math.Max(1, outputs.Count);

    private void ClassWeights(Batch batch, Dictionary<int, float> weightOf)
    {
        if (batch.Y.Length == 0) return;
        if (batch.Y.Length > 1)
            throw new ArgumentException($"Got class_weight for the model '{Name}' of {batch.Y.Length} outputs; it takes one output. Use "
                + "sample_weight.");
        Tensor y = batch.Y[0];
        Tensor classes = y.ndim > 1 && y.shape[-1] > 1 ? MathOps.ArgMax(y, -1) : ArrayOps.Reshape(y, Shape.Of(y.shape[0]));
        long[] numbers = MathOps.Cast(classes, TF_DataType.TF_INT64).ToArray<long>();
        float[] weights = batch.WeightsOf(0) is { } given ? MathOps.Cast(given, TF_DataType.TF_FLOAT).ToArray<float>()
            : [.. Enumerable.Repeat(1f, numbers.Length)];
        for (int i = 0; i < numbers.Length; i++)
            if (weightOf.TryGetValue((int)numbers[i], out float weight)) weights[i] *= weight;
        batch.Weights = [Tensor.From<float>(weights, Shape.Of(weights.Length))];
    }
}
