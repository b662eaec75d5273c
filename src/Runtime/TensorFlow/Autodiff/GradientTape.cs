namespace Tensorflow.Gradients;

/// <summary>
/// Records operations on watched tensors, and on trainable variables by themselves, to compute gradients. Tapes are
/// independent of each other and nest; a gradient computed under another tape has gradients itself.
/// </summary>
/// <example><code>
/// using var tape = tf.GradientTape();
/// var loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - y));
/// var gradient = tape.gradient(loss, w);
/// </code></example>
public sealed class GradientTape : IDisposable
{
    private readonly bool _persistent;
    private Tape? _tape;

    /// <summary>Starts recording.</summary>
    /// <param name="persistent">True to allow several calls of <c>gradient</c>.</param>
    /// <param name="watch_accessed_variables">False to record only what is named with <see cref="watch(Tensor)"/>.</param>
    public GradientTape(bool persistent = false, bool watch_accessed_variables = true)
    {
        _persistent = persistent;
        _tape = Tape.Start(watch_accessed_variables);
    }

    private Tape Record => _tape ?? throw new InvalidOperationException(
        "Got a second call of gradient on a tape that keeps its record for one. Use tf.GradientTape(persistent: true) for several.");

    /// <summary>Records from now on what is computed from this tensor.</summary>
    public void watch(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!x.dtype.IsFloating()) throw new ArgumentException($"Got a tensor of {x.dtype.as_numpy_name()} to watch; gradients take float32 or float64.");
        Record.Watch(Tape.Key(x));
    }

    /// <summary>Records from now on what is computed from this variable, trainable or not.</summary>
    public void watch(ResourceVariable x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Record.Watch(x);
    }

    /// <summary>The trainable variables that were used while recording.</summary>
    public IVariableV1[] watched_variables() => [.. Record.WatchedVariables.Cast<IVariableV1>()];

    /// <summary>Runs <paramref name="action"/> without recording it on this tape.</summary>
    public void stop_recording(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Tape tape = Record;
        tape.Stop();
        try
        {
            action();
        }
        finally
        {
            tape.Resume();
        }
    }

    /// <summary>The gradient of the target (its sum, if it has several elements) with respect to the source; null when it does not depend on it.</summary>
    /// <exception cref="InvalidOperationException">The tape is not persistent and was asked before.</exception>
    public Tensor gradient(Tensor target, Tensor source, Tensor? output_gradients = null) => Compute([target], [Tape.Key(source)], output_gradients is null ? [] : [output_gradients])[0]!;

    /// <inheritdoc cref="gradient(Tensor, Tensor, Tensor)"/>
    public Tensor gradient(Tensor target, ResourceVariable source) => Compute([target], [source], [])[0]!;

    /// <summary>The gradients with respect to each source, in their order; null for one the target does not depend on.</summary>
    public Tensor[] gradient(Tensor target, IEnumerable<IVariableV1> sources) => Compute([target], [.. sources], [])!;

    /// <inheritdoc cref="gradient(Tensor, IEnumerable{IVariableV1})"/>
    public Tensor[] gradient(Tensor target, IEnumerable<Tensor> sources, Tensor? output_gradients = null) =>
        Compute([target], [.. sources.Select(Tape.Key)], output_gradients is null ? [] : [output_gradients])!;

    /// <summary>As <c>gradient</c>, into an array of the caller's, without allocating: for training loops.</summary>
    public void gradient(Tensor target, ReadOnlySpan<ResourceVariable> sources, Span<Tensor?> results)
    {
        Tape tape = Record;
        if (!_persistent) tape.Stop();
        BackwardPass.Run(tape, !_persistent, new ReadOnlySpan<Tensor>(in target), [], sources, results);
        if (!_persistent) End();
    }

    /// <summary>For tests: the names of the operations recorded so far.</summary>
    internal IEnumerable<string> RecordedOps() => Record.Steps.Select(step => step.Op.Name);

    private Tensor?[] Compute(Tensor[] targets, object[] sources, Tensor?[] outputGradients)
    {
        Tape tape = Record;
        // A tape does not record its own backward pass, unless it may be asked again: then gradients of gradients need it.
        bool recording = tape.IsRecording;
        if (recording && !_persistent) tape.Stop();
        var results = new Tensor?[sources.Length];
        BackwardPass.Run(tape, !_persistent, targets, outputGradients, sources, results);
        if (!_persistent) End();
        return results;
    }

    /// <summary>Ends recording and frees what was recorded.</summary>
    public void Dispose()
    {
        End();
        GC.SuppressFinalize(this);
    }

    /// <summary>A tape that nobody disposed must not go on recording for ever.</summary>
    ~GradientTape()
    {
        if (_tape is { } tape) tape.Abandoned = true;
    }

    private void End()
    {
        _tape?.Release();
        _tape = null;
    }
}
