using System.Runtime.InteropServices;
using Tensorflow.Operations;

namespace Tensorflow.Gradients;

/// <summary>One walk back through a tape.</summary>
/// <remarks>
/// First it goes forward and marks what leads from the sources to the target, so that the way back computes nothing else.
/// Gradients that the pass made itself are freed as soon as the last operation that needs them is done; values of the forward pass that
/// only the tape needed, too, when it is walked for the last time.
/// </remarks>
internal sealed class BackwardPass
{
    [ThreadStatic] private static BackwardPass? _spare;

    private readonly Dictionary<object, Tensor> _gradients = new(ReferenceEqualityComparer.Instance);
    private readonly List<Tensor> _replaced = [];
    private readonly HashSet<object> _reached = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> _sources = new(ReferenceEqualityComparer.Instance);
    private Tape? _tape;
    private int _at;
    private long _start;
    private long _stepStart;
    private bool _free, _own;

    /// <summary>Gradients of the targets' sum with respect to each source; null where the target does not depend on one.</summary>
    /// <param name="tape">The record.</param>
    /// <param name="last">True when the tape will not be walked again: steps are let go of one by one.</param>
    /// <param name="targets">What to differentiate.</param>
    /// <param name="outputGradients">Gradients to begin with; none for ones.</param>
    /// <param name="sources">With respect to what: tensors or variables.</param>
    /// <param name="results">Takes the gradients.</param>
    public static void Run(Tape tape, bool last, ReadOnlySpan<Tensor> targets, ReadOnlySpan<Tensor?> outputGradients, ReadOnlySpan<object> sources, Span<Tensor?> results)
    {
        BackwardPass pass = _spare ?? new BackwardPass();
        _spare = null;
        try
        {
            pass.Walk(tape, last, targets, outputGradients, sources, results);
        }
        finally
        {
            foreach (Tensor gradient in pass._gradients.Values) gradient.PassUses = 0;
            pass._gradients.Clear();
            pass._replaced.Clear();
            pass._reached.Clear();
            pass._sources.Clear();
            pass._tape = null;
            _spare = pass;
        }
    }

    public Tensor? Find(Tensor tensor) => _gradients.GetValueOrDefault(Tape.Key(tensor));

    public void Add(Tensor tensor, Tensor gradient)
    {
        ref Tensor? slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_gradients, Tape.Key(tensor), out bool exists);
        if (!exists)
        {
            slot = gradient;
            gradient.PassUses++;
            return;
        }
        Tensor before = slot!;
        // What an earlier rule gave is in no hands but the pass's.
        if (IsOwn(before) && !Tensor.CreatedHereAfter(before, _stepStart))
        {
            MathOps.AddTo(before, gradient);
            _replaced.Add(gradient);
            return;
        }
        slot = MathOps.Add(before, gradient);
        slot.PassUses++;
        before.PassUses--;
        // Not freed yet: the rule may be about to give the same tensor to another input.
        _replaced.Add(before);
        _replaced.Add(gradient);
    }

    /// <summary>The step before the present one, if it made the tensor and that has neither a gradient yet nor to be reported.</summary>
    public GradientStep? MadeNext(Tensor tensor)
    {
        if (!_free || _at == 0 || _sources.Contains(Tape.Key(tensor)) || _gradients.ContainsKey(Tape.Key(tensor))) return null;
        GradientStep step = _tape!.Steps[_at - 1];
        if (step.Needed == 0 || step.Outputs.Count != 1 || !ReferenceEquals(step.Outputs[0], tensor)) return null;
        step.Pass = this;
        return step;
    }

    private void Walk(Tape tape, bool last, ReadOnlySpan<Tensor> targets, ReadOnlySpan<Tensor?> outputGradients, ReadOnlySpan<object> sources, Span<Tensor?> results)
    {
        // An outer tape may hold on to what this pass makes; then the collector frees it.
        _free = _own = !Tape.AnyActive;
        foreach (object source in sources)
        {
            // Of a source that was not watched the tape may have seen some uses only, together with watched ones: no gradient rather than part of one.
            if (!tape.Tracks(source)) continue;
            _reached.Add(source);
            _sources.Add(source);
        }
        foreach (GradientStep step in CollectionsMarshal.AsSpan(tape.Steps))
        {
            step.Needed = 0;
            step.ActivationDone = false;
            _own &= step.Op.IsOwn;
            for (int i = 0; i < step.Inputs.Count; i++)
                if (step.Inputs[i] is { } input && input.dtype.IsFloating() && _reached.Contains(Tape.Key(input))) step.Needed |= 1UL << Math.Min(i, 63);
            if (step.Needed == 0) continue;
            foreach (Tensor output in step.Outputs) _reached.Add(output);
        }
        _tape = tape;
        _start = Tensor.CreatedOnThisThread;
        for (int i = 0; i < targets.Length; i++)
        {
            Tensor? given = outputGradients.IsEmpty ? null : outputGradients[i];
            if (given is not null && given.shape != targets[i].shape)
                throw new ArgumentException($"Got an output gradient of shape {given.shape} for a target of shape {targets[i].shape}; they must be equal.");
            if (_reached.Contains(Tape.Key(targets[i]))) Add(targets[i], given ?? ArrayOps.Fill(targets[i].shape, 1, targets[i].dtype));
            // The caller's own tensor, wherever it was made, is not to be freed.
            if (given is not null) given.PassUses++;
        }
        for (int i = tape.Steps.Count - 1; i >= 0; i--)
        {
            _at = i;
            Back(tape.Steps[i]);
            if (last) tape.ReleaseLast();
        }
        foreach (Tensor? given in outputGradients)
            if (given is not null) given.PassUses--;
        for (int i = 0; i < sources.Length; i++)
        {
            results[i] = _gradients.GetValueOrDefault(sources[i]);
            // A rule of others may have kept it.
            if (!_own) results[i]?.Show(forGood: true);
        }
    }

    private void Back(GradientStep step)
    {
        if (step.Needed == 0 || !HasGradient(step)) return;
        _stepStart = Tensor.CreatedOnThisThread;
        step.Pass = this;
        step.Op.Gradient!(step);
        step.Pass = null!;
        foreach (Tensor replaced in _replaced) Free(replaced);
        _replaced.Clear();
        foreach (Tensor output in step.Outputs) Drop(output);
    }

    private bool HasGradient(GradientStep step)
    {
        foreach (Tensor output in step.Outputs)
            if (_gradients.ContainsKey(output)) return true;
        return false;
    }

    /// <summary>Forgets the gradient of a tensor whose operation is done, unless it was asked for.</summary>
    private void Drop(Tensor output)
    {
        if (_sources.Contains(output) || !_gradients.Remove(output, out Tensor? gradient)) return;
        gradient.PassUses--;
        Free(gradient);
    }

    /// <summary>True when the rule of the step that gave <paramref name="output"/> is the last to need its gradient.</summary>
    public bool MayOverwrite(Tensor output) =>
        !_sources.Contains(output) && _gradients.TryGetValue(output, out Tensor? gradient) && IsOwn(gradient);

    /// <summary>True for a gradient that the pass made and that stands in one place only. Rules of others may keep what they see.</summary>
    private bool IsOwn(Tensor gradient) =>
        _own && gradient.PassUses == 1 && gradient.Variable is null && gradient.OwnsMemory && Tensor.CreatedHereAfter(gradient, _start);

    private void Free(Tensor gradient)
    {
        if (!_free || gradient.PassUses != 0 || !Tensor.CreatedHereAfter(gradient, _start) || gradient.Variable is not null) return;
        if (_own) gradient.Recycle();
        else gradient.Dispose();
    }
}
