namespace Tensorflow.Gradients;

/// <summary>What an operation leaves for its gradient and nobody else holds: freed when the last tape lets go of the step.</summary>
internal interface IStepState
{
    /// <summary>Frees the tensors inside.</summary>
    void Free();
}

/// <summary>The record behind a <see cref="GradientTape"/>: the operations that depended on what it watches, in order.</summary>
internal sealed class Tape
{
    [ThreadStatic] private static List<Tape>? _active;
    [ThreadStatic] private static Stack<Tape>? _spareTapes;
    [ThreadStatic] private static Stack<GradientStep>? _spareSteps;

    internal readonly List<GradientStep> Steps = [];
    private readonly HashSet<object> _tracked = new(ReferenceEqualityComparer.Instance);
    private readonly List<object> _variables = [];
    private bool _watchVariables;
    private int _thread;

    private Tape()
    {
    }

    /// <summary>True when an operation on this thread may have to be recorded.</summary>
    public static bool AnyActive => _active is { Count: > 0 };

    /// <summary>Trainable variables that were read while recording, in that order.</summary>
    public IReadOnlyList<object> WatchedVariables => _variables;

    public static Tape Start(bool watchVariables)
    {
        Tape tape = (_spareTapes ??= new()).TryPop(out Tape? spare) ? spare : new Tape();
        tape._watchVariables = watchVariables;
        tape._thread = Environment.CurrentManagedThreadId;
        tape.Abandoned = false;
        (_active ??= []).Add(tape);
        return tape;
    }

    public void Stop() => _active?.Remove(this);

    public void Resume() => (_active ??= []).Add(this);

    /// <summary>Set from the finalizer of a tape that was never disposed; it is dropped when next seen.</summary>
    public volatile bool Abandoned;

    public bool IsRecording => _active?.Contains(this) == true;

    /// <summary>What stands for a tensor in sets and tables: for a variable's value the variable, whatever its value.</summary>
    public static object Key(Tensor tensor) => (object?)tensor.Variable ?? tensor;

    public void Watch(object key) => _tracked.Add(key);

    /// <summary>True for what is watched, and for what was computed from it while recording.</summary>
    public bool Tracks(object key) => _tracked.Contains(key);

    public bool IsTracked(Tensor tensor)
    {
        if (_tracked.Contains(Key(tensor))) return true;
        if (!_watchVariables || tensor.Variable is not { trainable: true } variable) return false;
        _tracked.Add(variable);
        _variables.Add(variable);
        return true;
    }

    /// <summary>Records an operation on every active tape that watches one of its inputs.</summary>
    public static void Record(Op op, object? attributes, Tensor? y, Tensor[]? ys, Tensor? a, Tensor? b, Tensor? c, Tensor[]? inputs)
    {
        GradientStep? step = null;
        for (int i = _active!.Count - 1; i >= 0; i--)
        {
            Tape tape = _active[i];
            if (tape.Abandoned)
            {
                // In the middle of a computation, whose temporaries are still in use.
                tape.Release(free: false);
                continue;
            }
            bool tracked = false;
            if (a is not null) tracked |= tape.IsTracked(a);
            if (b is not null) tracked |= tape.IsTracked(b);
            if (c is not null) tracked |= tape.IsTracked(c);
            if (inputs is not null)
                foreach (Tensor input in inputs) tracked |= tape.IsTracked(input);
            if (!tracked || op.Gradient is null) continue;
            if (step is null)
            {
                step = (_spareSteps ??= new()).TryPop(out GradientStep? spare) ? spare : new GradientStep();
                step.Op = op;
                step.Attributes = attributes;
                if (inputs is not null)
                {
                    foreach (Tensor input in inputs) step.Inputs.Add(input);
                }
                else
                {
                    step.Inputs.Add(a);
                    step.Inputs.Add(b);
                    step.Inputs.Add(c);
                }
                if (y is not null) step.Outputs.Add(y);
                if (ys is not null)
                {
                    foreach (Tensor output in ys) step.Outputs.Add(output);
                }
                foreach (Tensor? input in step.Inputs)
                    if (input is not null) input.TapeUses++;
                foreach (Tensor output in step.Outputs) output.TapeUses++;
            }
            step.Tapes++;
            tape.Steps.Add(step);
            foreach (Tensor output in step.Outputs) tape._tracked.Add(output);
        }
    }

    /// <summary>Lets go of the step recorded last, whose gradients are worked out.</summary>
    public void ReleaseLast()
    {
        GradientStep step = Steps[^1];
        Steps.RemoveAt(Steps.Count - 1);
        LetGo(step, free: true);
    }

    private static void LetGo(GradientStep step, bool free)
    {
        if (--step.Tapes > 0) return;
        foreach (Tensor? input in step.Inputs) input?.LeaveTape(free);
        foreach (Tensor output in step.Outputs) output.LeaveTape(free);
        if (free && step.Attributes is IStepState state) state.Free();
        step.Inputs.Clear();
        step.Outputs.Clear();
        step.Attributes = null;
        (_spareSteps ??= new()).Push(step);
    }

    /// <summary>Lets go of everything recorded and puts the tape up for reuse.</summary>
    /// <param name="free">True to free tensors that only the record needed.</param>
    public void Release(bool free = true)
    {
        if (_thread != Environment.CurrentManagedThreadId)
        {
            // Disposed after an await, say: the thread that records with it drops it when it next looks.
            Abandoned = true;
            return;
        }
        Stop();
        foreach (GradientStep step in Steps) LetGo(step, free);
        Steps.Clear();
        _tracked.Clear();
        _variables.Clear();
        (_spareTapes ??= new()).Push(this);
    }
}
