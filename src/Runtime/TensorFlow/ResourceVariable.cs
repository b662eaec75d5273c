using Tensorflow.NumPy;
using Tensorflow.Operations;

namespace Tensorflow;

/// <summary>What optimizers and tapes need of a variable. <see cref="ResourceVariable"/> is the one kind there is.</summary>
public interface IVariableV1
{
    /// <summary>Name, for example <c>dense/kernel:0</c>.</summary>
    string Name { get; }

    /// <summary>Sizes of the axes.</summary>
    Shape shape { get; }

    /// <summary>Type of the elements.</summary>
    TF_DataType dtype { get; }

    /// <summary>True when optimizers may change it and tapes watch it by themselves.</summary>
    bool trainable { get; }

    /// <summary>The present value.</summary>
    Tensor AsTensor();

    /// <summary>A copy of the present value.</summary>
    NDArray numpy();

    /// <summary>Takes a new value of the same shape.</summary>
    ResourceVariable assign(Tensor value);
}

/// <summary>A value that training changes: a layer's kernel, an optimizer's momentum, a counter.</summary>
/// <remarks>
/// A tensor once read from a variable keeps its values. When nobody can still see the old value, a new one is written over
/// it; else it gets memory of its own.
/// </remarks>
public sealed class ResourceVariable : IVariableV1
{
    private Tensor _value;
    private bool _seen;


    /// <summary>Counts changes of the value, so that nothing made of an older one is taken for its packed form.</summary>
    private int _version;
    private int _lastRead = -1;
    private PackedValue? _packed;

    /// <summary>A variable with a copy of the initial value.</summary>
    /// <param name="initial_value">First value; its shape and element type stay.</param>
    /// <param name="trainable">True when optimizers may change it and tapes watch it by themselves.</param>
    /// <param name="name">Name.</param>
    public ResourceVariable(Tensor initial_value, bool trainable = true, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(initial_value);
        Name = name ?? "Variable";
        this.trainable = trainable;
        _value = Tensor.OfVariable(this, initial_value.shape, initial_value.dtype);
        initial_value.Bytes.CopyTo(_value.Bytes);
        GC.KeepAlive(initial_value);
    }

    private ResourceVariable(bool trainable, string? name, Tensor source)
    {
        Name = name ?? "Variable";
        this.trainable = trainable;
        _value = Tensor.OfVariable(this, source);
    }

    /// <summary>A variable that takes over the initial value's memory, so that large weights are never there twice.</summary>
    /// <param name="initial_value">First value; it is disposed of.</param>
    /// <param name="trainable">True when optimizers may change it and tapes watch it by themselves.</param>
    /// <param name="name">Name.</param>
    public static ResourceVariable Take(Tensor initial_value, bool trainable = true, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(initial_value);
        bool alone = initial_value.OwnsMemory && initial_value is not NDArray && initial_value.Variable is null && initial_value.TapeUses == 0;
        var variable = alone ? new ResourceVariable(trainable, name, initial_value) : new ResourceVariable(initial_value, trainable, name);
        initial_value.Dispose();
        return variable;
    }

    /// <inheritdoc/>
    public string Name { get; set; }

    /// <inheritdoc/>
    public Shape shape => _value.shape;

    /// <inheritdoc/>
    public TF_DataType dtype => _value.dtype;

    /// <inheritdoc/>
    public bool trainable { get; set; }

    /// <summary>The present value, for use in an operation right away. A layer reads its weights this way; do not keep it.</summary>
    public Tensor Operand => _value;

    /// <summary>The present value; it stays as it is when the variable changes.</summary>
    public Tensor AsTensor()
    {
        _seen = true;
        return _value;
    }

    /// <summary>The present value; it stays as it is when the variable changes.</summary>
    public Tensor value() => AsTensor();

    /// <inheritdoc/>
    public NDArray numpy() => _value.numpy();

    /// <summary>Takes a new value.</summary>
    /// <exception cref="ArgumentException">Shape or element type differ from the variable's.</exception>
    public ResourceVariable assign(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.shape != shape || value.dtype != dtype)
            throw new ArgumentException($"Got a value of {value.dtype.as_numpy_name()} {value.shape} for the variable '{Name}' of {dtype.as_numpy_name()} {shape}; they must be equal.");
        if (ReferenceEquals(value, _value)) return this;
        Tensor target = BeginUpdate();
        value.Bytes.CopyTo(target.Bytes);
        GC.KeepAlive(value);
        EndUpdate(target);
        return this;
    }

    /// <summary>Adds to the value.</summary>
    public ResourceVariable assign_add(Tensor delta) => assign(MathOps.Add(_value, delta));

    /// <summary>Subtracts from the value.</summary>
    public ResourceVariable assign_sub(Tensor delta) => assign(MathOps.Subtract(_value, delta));

    /// <summary>
    /// Where a new value is to be written: over the old one when nobody can see that any more, else into memory of its own.
    /// Writers read <see cref="Operand"/>, write every element here, then call <see cref="EndUpdate"/>.
    /// </summary>
    internal Tensor BeginUpdate()
    {
        Forget();
        return _seen || _value.TapeUses > 0 ? Tensor.OfVariable(this, shape, dtype) : _value;
    }

    /// <summary>Makes what <see cref="BeginUpdate"/> gave the present value.</summary>
    internal void EndUpdate(Tensor target)
    {
        Forget();
        if (ReferenceEquals(target, _value)) return;
        // Only tapes hold the old value, unless it was read as a tensor.
        if (!_seen) _value.HideReplaced();
        _value = target;
        _seen = false;
    }

    /// <summary>
    /// The value in the form a kernel reads it in, made once and kept until the variable changes; null where that does not pay, so that
    /// the kernel must do with the value itself: at the first use, as a training step has other values each time.
    /// </summary>
    /// <param name="value">What was read from the variable.</param>
    /// <param name="size">Elements of that form.</param>
    /// <param name="state">What <paramref name="pack"/> needs to know, such as the sizes of a convolution.</param>
    /// <param name="pack">Fills it in: from the value, to the form.</param>
    /// <remarks>
    /// A value that somebody can still see could be written to unnoticed, so it is not kept. Threads that meet here make the same form twice;
    /// one of the two stays.
    /// </remarks>
    internal Tensor? Packed<TState>(Tensor value, long size, in TState state, Packer<TState> pack)
        where TState : struct
    {
        int version = Volatile.Read(ref _version);
        if (_seen || !ReferenceEquals(value, _value)) return null;
        if (_packed is { } kept && kept.Version == version && kept.Value.size == size) return kept.Value;
        if (_lastRead != version)
        {
            _lastRead = version;
            return null;
        }
        Tensor packed = Tensor.OfVariable(this, Shape.Of(size), dtype);
        pack(state, value, packed);
        _packed = new PackedValue(packed, version);
        return packed;
    }

    /// <summary>Writes a value's packed form.</summary>
    internal delegate void Packer<TState>(in TState state, Tensor value, Tensor packed);

    private void Forget()
    {
        Interlocked.Increment(ref _version);
        _packed = null;
    }

    private sealed record PackedValue(Tensor Value, int Version);

    /// <summary>The variable's present value.</summary>
    public static implicit operator Tensor(ResourceVariable variable) => variable?.AsTensor()!;

    /// <summary>Element-wise sum.</summary>
    public static Tensor operator +(ResourceVariable a, ResourceVariable b) => MathOps.Add(a.AsTensor(), b.AsTensor());

    /// <summary>Element-wise difference.</summary>
    public static Tensor operator -(ResourceVariable a, ResourceVariable b) => MathOps.Subtract(a.AsTensor(), b.AsTensor());

    /// <summary>Element-wise product.</summary>
    public static Tensor operator *(ResourceVariable a, ResourceVariable b) => MathOps.Multiply(a.AsTensor(), b.AsTensor());

    /// <summary>Element-wise quotient.</summary>
    public static Tensor operator /(ResourceVariable a, ResourceVariable b) => MathOps.Divide(a.AsTensor(), b.AsTensor());

    /// <summary>Sum with a number.</summary>
    public static Tensor operator +(ResourceVariable a, double b) => a.AsTensor() + b;

    /// <summary>Difference from a number.</summary>
    public static Tensor operator -(ResourceVariable a, double b) => a.AsTensor() - b;

    /// <summary>Product with a number.</summary>
    public static Tensor operator *(ResourceVariable a, double b) => a.AsTensor() * b;

    /// <summary>Product with a number.</summary>
    public static Tensor operator *(double a, ResourceVariable b) => b.AsTensor() * a;

    /// <summary>Quotient by a number.</summary>
    public static Tensor operator /(ResourceVariable a, double b) => a.AsTensor() / b;

    /// <summary>The negative.</summary>
    public static Tensor operator -(ResourceVariable a) => MathOps.Negative(a.AsTensor());

    /// <inheritdoc/>
    public override string ToString() => $"<tf.Variable '{Name}' shape={shape} dtype={dtype.as_numpy_name()}>";
}
