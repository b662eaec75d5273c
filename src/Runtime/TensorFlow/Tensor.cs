using System.Runtime.CompilerServices;
using Tensorflow.Kernels;
using Tensorflow.Memory;
using Tensorflow.NumPy;

namespace Tensorflow;

/// <summary>
/// A dense, row-major array of numbers. Images are [batch, height, width, channels]. Values do not change once computed;
/// only a <see cref="ResourceVariable"/> changes, by taking a new value.
/// </summary>
/// <remarks>Disposing is allowed and frees the memory at once, but never needed.</remarks>
public unsafe partial class Tensor : IDisposable
{
    private const int ThreadShift = 40;

    [ThreadStatic] private static long _created;
    private static long _threads;

    private Shape _shape;
    private Storage? _storage;
    private byte* _pointer;

    static Tensor() => Workspace.Large = new PooledWorkspaces();

    /// <summary>A tensor with memory of its own, its values undefined.</summary>
    /// <exception cref="ArgumentException">A size is unknown.</exception>
    private protected Tensor(Shape shape, TF_DataType dtype)
    {
        _shape = shape;
        Begin(shape, dtype, null, 0);
    }

    /// <summary>A view: other sizes, or some leading rows, over the memory of <paramref name="source"/>.</summary>
    private protected Tensor(Tensor source, Shape shape, long offset)
    {
        _shape = shape;
        Begin(shape, source.dtype, source, offset);
    }

    private Tensor() => _shape = Shape.Scalar;

    /// <summary>Starts a life: memory of its own, or that of <paramref name="source"/> from an element on.</summary>
    private void Begin(Shape shape, TF_DataType dtype, Tensor? source, long offset)
    {
        if (!shape.IsFullyDefined) throw new ArgumentException($"Got shape {shape}, which has unknown sizes; a tensor with values takes known ones. "
            + "On outputs of layers without values use layers: layers.Add() in place of +, layers.Concatenate() in place of tf.concat.");
        _shape = shape;
        this.dtype = dtype;
        _storage = source is null ? MemoryPool.Rent(shape.size * dtype.SizeOf()) : source.Storage;
        _storage.AddTensor();
        _pointer = source is null ? _storage.Pointer : source._pointer + offset * dtype.SizeOf();
        Created = NextNumber();
        TensorScope.Register(this);
    }

    /// <summary>A tensor without values: what a model description passes around. Layers give it a meaning.</summary>
    /// <param name="shape">Sizes; -1 for the batch and other unknown ones.</param>
    /// <param name="dtype">Element type of the values to come.</param>
    /// <param name="name">Name in summaries.</param>
    protected Tensor(Shape shape, TF_DataType dtype, string? name)
    {
        _shape = shape;
        this.dtype = dtype;
        this.name = name ?? "";
        IsSymbolic = true;
    }

    /// <summary>Sizes of the axes.</summary>
    public Shape shape => _shape;

    /// <summary>Type of the elements.</summary>
    public TF_DataType dtype { get; private set; }

    /// <summary>Name, where one was given.</summary>
    public string name { get; set; } = "";

    /// <summary>Number of axes.</summary>
    public int ndim => _shape.ndim;

    /// <summary>Number of axes.</summary>
    public int rank => _shape.ndim;

    /// <summary>Number of elements.</summary>
    public long size => _shape.size;

    /// <summary>True for a tensor that stands for values to come, as <c>keras.Input</c> makes.</summary>
    public bool IsSymbolic { get; }

    /// <summary>True once the memory was given back.</summary>
    public bool IsDisposed => _storage is null && !IsSymbolic;

    /// <summary>The variable whose value this is, if any.</summary>
    internal ResourceVariable? Variable { get; private set; }

    /// <summary>Place in the order in which this thread made tensors. A backward pass knows by it what it made itself.</summary>
    internal long Created { get; private set; }

    /// <summary>The number of the last tensor this thread made.</summary>
    internal static long CreatedOnThisThread => _created == 0 ? NextNumber() : _created;

    /// <summary>True for a tensor that this thread made after the one with a number. Each thread counts in a range of its own.</summary>
    internal static bool CreatedHereAfter(Tensor tensor, long number) => tensor.Created > number && tensor.Created >> ThreadShift == number >> ThreadShift;

    /// <summary>Recorded operations that hold this value, as an input or output.</summary>
    internal int TapeUses;

    /// <summary>Gradient slots of the running backward pass that hold this value.</summary>
    internal int PassUses;

    private static long NextNumber() => _created == 0 ? _created = Interlocked.Increment(ref _threads) << ThreadShift : ++_created;

    private Storage Storage => _storage ?? throw (IsSymbolic
        ? new InvalidOperationException($"Got the symbolic tensor '{name}' {_shape} where values are needed. It describes a layer's output; call the model on data to get values, and use layers on it: layers.Add() in place of +.")
        : new ObjectDisposedException(nameof(Tensor), $"Got a tensor {_shape} whose memory was given back: it was disposed, or made inside a training step of fit and kept. Keep a copy with tf.identity(x) or x.numpy()."));

    /// <summary>A new tensor, its values undefined: every element is to be written before it is read.</summary>
    /// <param name="shape">Sizes, all known.</param>
    /// <param name="dtype">Element type.</param>
    /// <exception cref="ArgumentException">A size is unknown.</exception>
    public static Tensor Empty(Shape shape, TF_DataType dtype = TF_DataType.TF_FLOAT) => Make(shape, dtype);

    /// <summary>A new tensor, all zero.</summary>
    /// <param name="shape">Sizes, all known.</param>
    /// <param name="dtype">Element type.</param>
    /// <exception cref="ArgumentException">A size is unknown.</exception>
    public static Tensor Zeros(Shape shape, TF_DataType dtype = TF_DataType.TF_FLOAT)
    {
        Tensor tensor = Make(shape, dtype);
        tensor.Bytes.Clear();
        return tensor;
    }

    /// <summary>A new tensor with a copy of the values, row by row.</summary>
    /// <param name="values">As many as <paramref name="shape"/> has elements.</param>
    /// <param name="shape">Sizes, all known.</param>
    /// <exception cref="ArgumentException">The numbers of values and of elements differ.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, Shape shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.size != values.Length) throw new ArgumentException($"Got {values.Length} values for shape {shape}, which takes {shape.size}.");
        Tensor tensor = Make(shape, DataTypes.Of<T>());
        values.CopyTo(new Span<T>(tensor._pointer, values.Length));
        return tensor;
    }

    /// <summary>The value of a variable: like <see cref="Empty"/>, but never a temporary of a training step.</summary>
    internal static Tensor OfVariable(ResourceVariable variable, Shape shape, TF_DataType dtype)
    {
        // Not an object used before: a variable's value is what others may hold for ever.
        var tensor = new Tensor(shape, dtype) { Variable = variable };
        TensorScope.Release(tensor);
        return tensor;
    }

    /// <summary>The value of a variable, in the memory of <paramref name="source"/>.</summary>
    internal static Tensor OfVariable(ResourceVariable variable, Tensor source)
    {
        var tensor = new Tensor(source, source.shape, 0) { Variable = variable };
        TensorScope.Release(tensor);
        return tensor;
    }

    /// <summary>A view of the same memory with other sizes. Knows nothing of gradients: operations record those.</summary>
    internal Tensor View(Shape shape, long offset = 0) => Make(shape, dtype, this, offset);

    /// <summary>A copy of the values, as an array.</summary>
    public NDArray numpy()
    {
        NDArray copy = new(_shape, dtype);
        Bytes.CopyTo(copy.Bytes);
        GC.KeepAlive(this);
        return copy;
    }

    /// <summary>A copy of the values, row by row.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the element type.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        T[] values = Span<T>().ToArray();
        GC.KeepAlive(this);
        return values;
    }

    /// <summary>The values, row by row, not copied. Keep the tensor itself in use while the span is.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the element type.</exception>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged => Span<T>();

    /// <summary>The values of a tensor that its maker still fills. Never write to one that others have seen.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the element type.</exception>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    public Span<T> Span<T>()
        where T : unmanaged => new(Pointer<T>(), checked((int)size));

    /// <summary>The address of the first element. The tensor must stay in use as long as the address is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T* Pointer<T>()
        where T : unmanaged
    {
        if (_storage is null) _ = Storage;
        if (DataTypes.Of<T>() != dtype) ThrowType<T>();
        return (T*)_pointer;
    }

    /// <summary>The memory as bytes.</summary>
    internal Span<byte> Bytes
    {
        get
        {
            _ = Storage;
            return new Span<byte>(_pointer, checked((int)(size * dtype.SizeOf())));
        }
    }

    private void ThrowType<T>()
        where T : unmanaged =>
        throw new ArgumentException($"Got a tensor of {dtype.as_numpy_name()} {_shape} where {DataTypes.Of<T>().as_numpy_name()} is needed; convert it with tf.cast.");

    /// <summary>Gives the memory back. Using the tensor afterwards throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref _storage, null)?.RemoveTensor();
        GC.SuppressFinalize(this);
    }
}
