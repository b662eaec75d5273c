namespace Tensorflow.Memory;

/// <summary>
/// Ends the life of every tensor made on this thread between its start and its end, but for those that are kept. Training
/// loops use one a step, so that memory is reused at once instead of waiting for the garbage collector.
/// </summary>
/// <example><code>
/// using (TensorScope scope = TensorScope.Enter())
///     result = scope.Keep(tf.reduce_mean(x * y));
/// </code></example>
public sealed class TensorScope : IDisposable
{
    [ThreadStatic] private static TensorScope? _current;
    [ThreadStatic] private static Stack<TensorScope>? _spare;

    private readonly List<Tensor?> _tensors = [];
    private TensorScope? _outer;

    private TensorScope()
    {
    }

    /// <summary>Starts a scope. Scopes nest; a tensor belongs to the innermost.</summary>
    public static TensorScope Enter()
    {
        _spare ??= new Stack<TensorScope>();
        TensorScope scope = _spare.TryPop(out TensorScope? spare) ? spare : new TensorScope();
        scope._outer = _current;
        return _current = scope;
    }

    /// <summary>Lets a tensor outlive the scope; it then belongs to the scope around this one, if there is one.</summary>
    public Tensor Keep(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Scope != this) return tensor;
        Remove(tensor);
        _outer?.Add(tensor);
        return tensor;
    }

    /// <summary>Disposes the scope's tensors.</summary>
    /// <exception cref="InvalidOperationException">A scope begun later on this thread has not ended yet.</exception>
    public void Dispose()
    {
        if (!ReferenceEquals(_current, this)) throw new InvalidOperationException("Got scopes that end out of order; end the inner one first, with `using`.");
        foreach (Tensor? tensor in _tensors)
        {
            if (tensor is null) continue;
            tensor.Scope = null;
            tensor.Dispose();
        }
        _tensors.Clear();
        _current = _outer;
        _outer = null;
        _spare!.Push(this);
    }

    internal static void Register(Tensor tensor) => _current?.Add(tensor);

    /// <summary>Takes a tensor that must live on, such as a variable's value, out of all scopes.</summary>
    internal static void Release(Tensor tensor) => tensor.Scope?.Remove(tensor);

    /// <summary>Forgets a tensor of this scope.</summary>
    internal void Remove(Tensor tensor)
    {
        if (tensor.ScopePlace == _tensors.Count - 1) _tensors.RemoveAt(tensor.ScopePlace);
        else _tensors[tensor.ScopePlace] = null;
        tensor.Scope = null;
    }

    private void Add(Tensor tensor)
    {
        (tensor.Scope, tensor.ScopePlace) = (this, _tensors.Count);
        _tensors.Add(tensor);
    }
}
