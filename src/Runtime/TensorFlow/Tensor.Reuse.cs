using Tensorflow.Memory;

namespace Tensorflow;

// A training step makes hundreds of tensors that nobody outside the library ever sees. Their objects are used again, as their memory
// is, so that a step in steady state leaves the garbage collector nothing to do.
public unsafe partial class Tensor
{
    /// <summary>Objects a thread keeps for reuse; more than a step of a large model makes.</summary>
    private const int MostSpare = 4096;

    [ThreadStatic] private static Stack<Tensor>? _spare;

    /// <summary>The scope that ends this tensor's life, and its place there.</summary>
    internal TensorScope? Scope;
    internal int ScopePlace;

    /// <summary>True when only recorded operations need it: the last tape that lets go of it ends its life.</summary>
    private bool _isTemporary;

    /// <summary>True when code outside the library may hold it: its object is never used again.</summary>
    private bool _isShown;

    /// <summary>True when no other tensor views the memory.</summary>
    internal bool OwnsMemory => _storage is { Tensors: 1 };

    /// <summary>Says that only the operations recorded so far need the tensor.</summary>
    internal void Hide() => _isTemporary = !_isShown && Variable is null;

    /// <summary>As <see cref="Hide"/>, of a variable's value that a new one has replaced while tapes held it.</summary>
    internal void HideReplaced() => _isTemporary = !_isShown;

    /// <summary>Takes <see cref="Hide"/> back. <paramref name="forGood"/>: later ones have no effect either.</summary>
    internal void Show(bool forGood)
    {
        _isTemporary = false;
        _isShown |= forGood;
    }

    /// <summary>Counts one recorded operation less; a tensor that only such needed ends with the last.</summary>
    internal void LeaveTape(bool free)
    {
        if (--TapeUses == 0 && free && _isTemporary) Recycle();
    }

    /// <summary>Gives back the memory, and the object for the next tensor. The caller must be the only one who holds it.</summary>
    internal void Recycle()
    {
        if (Interlocked.Exchange(ref _storage, null) is not { } storage) return;
        storage.RemoveTensor();
        // Other threads have spares and scopes of their own.
        if (_isShown || TapeUses != 0 || PassUses != 0 || Variable is not null || GetType() != typeof(Tensor)
            || Created >> ThreadShift != _created >> ThreadShift)
            return;
        Scope?.Remove(this);
        _isTemporary = false;
        _logits = null;
        _logitsKind = default;
        name = "";
        _spare ??= new Stack<Tensor>();
        if (_spare.Count < MostSpare) _spare.Push(this);
    }

    private static Tensor Make(Shape shape, TF_DataType dtype, Tensor? source = null, long offset = 0)
    {
        Tensor tensor = _spare is { Count: > 0 } spare ? spare.Pop() : new Tensor();
        tensor.Begin(shape, dtype, source, offset);
        return tensor;
    }
}
