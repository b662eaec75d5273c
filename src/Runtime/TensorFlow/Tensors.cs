using System.Collections;
using Tensorflow.NumPy;
using Tensorflow.Operations;

namespace Tensorflow;

/// <summary>One tensor or several: what layers and models take and give. Converts from and to a single tensor.</summary>
/// <example><code>Tensor sum = layers.Add().Apply(new Tensors(a, b));</code></example>
public sealed class Tensors : IReadOnlyList<Tensor>
{
    private readonly List<Tensor> _items;

    /// <summary>The given tensors, in their order.</summary>
    public Tensors(params Tensor[] tensors) => _items = [.. tensors];

    /// <summary>The given tensors, in their order.</summary>
    public Tensors(IEnumerable<Tensor> tensors) => _items = [.. tensors];

    /// <summary>The number of tensors.</summary>
    public int Count => _items.Count;

    /// <summary>The number of tensors.</summary>
    public int Length => _items.Count;

    /// <summary>Tensor number <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such tensor.</exception>
    public Tensor this[int index]
    {
        get => (uint)index < (uint)_items.Count ? _items[index]
            : throw new ArgumentOutOfRangeException(nameof(index), index, $"Got index {index} of {_items.Count} tensors.");
        set => _items[index] = value;
    }

    /// <summary>The only tensor.</summary>
    /// <exception cref="InvalidOperationException">There are several, or none.</exception>
    public Tensor Single => _items.Count == 1 ? _items[0]
        : throw new InvalidOperationException($"Got {_items.Count} tensors where one is needed; select one with [i].");

    /// <summary>Sizes of the only tensor, or of the first.</summary>
    public Shape shape => First.shape;

    /// <summary>Element type of the only tensor, or of the first.</summary>
    public TF_DataType dtype => First.dtype;

    /// <summary>Number of axes of the only tensor, or of the first.</summary>
    public int rank => First.rank;

    private Tensor First => _items.Count > 0 ? _items[0] : throw new InvalidOperationException("Got no tensors where one is needed.");

    /// <summary>A copy of the only tensor's values.</summary>
    /// <exception cref="InvalidOperationException">There are several tensors, or none.</exception>
    public NDArray numpy() => Single.numpy();

    /// <summary>Adds a tensor at the end.</summary>
    public void Add(Tensor tensor) => _items.Add(tensor);

    /// <summary>Adds tensors at the end.</summary>
    public void AddRange(IEnumerable<Tensor> tensors) => _items.AddRange(tensors);

    /// <summary>The tensors, as an array.</summary>
    public Tensor[] ToArray() => [.. _items];

    /// <summary>The first two tensors, for <c>var (x, y) = tensors</c>; null for one that is not there.</summary>
    public void Deconstruct(out Tensor first, out Tensor second) =>
        (first, second) = (_items.Count > 0 ? _items[0] : null!, _items.Count > 1 ? _items[1] : null!);

    /// <inheritdoc/>
    public IEnumerator<Tensor> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    /// <summary>A single tensor; null stays null.</summary>
    public static implicit operator Tensors(Tensor tensor) => tensor is null ? null! : new Tensors(tensor);

    /// <summary>The tensors of an array; null stays null.</summary>
    public static implicit operator Tensors(Tensor[] tensors) => tensors is null ? null! : new Tensors(tensors);

    /// <summary>The tensors of a list; null stays null.</summary>
    public static implicit operator Tensors(List<Tensor> tensors) => tensors is null ? null! : new Tensors(tensors);

    /// <summary>Two tensors.</summary>
    public static implicit operator Tensors((Tensor, Tensor) tensors) => new(tensors.Item1, tensors.Item2);

    /// <summary>Three tensors.</summary>
    public static implicit operator Tensors((Tensor, Tensor, Tensor) tensors) => new(tensors.Item1, tensors.Item2, tensors.Item3);

    /// <summary>The only tensor; null stays null.</summary>
    /// <exception cref="InvalidOperationException">There are several, or none.</exception>
    public static implicit operator Tensor(Tensors tensors) => tensors?.Single!;

    /// <summary>The tensors, as an array; null stays null.</summary>
    public static implicit operator Tensor[](Tensors tensors) => tensors?.ToArray()!;

    /// <summary>Element-wise sum of two single tensors.</summary>
    public static Tensor operator +(Tensors a, Tensor b) => MathOps.Add(a.Single, b);

    /// <summary>Element-wise difference of two single tensors.</summary>
    public static Tensor operator -(Tensors a, Tensor b) => MathOps.Subtract(a.Single, b);

    /// <summary>Element-wise product of two single tensors.</summary>
    public static Tensor operator *(Tensors a, Tensor b) => MathOps.Multiply(a.Single, b);

    /// <summary>Element-wise quotient of two single tensors.</summary>
    public static Tensor operator /(Tensors a, Tensor b) => MathOps.Divide(a.Single, b);

    /// <summary>Element-wise sum of a single tensor and a number.</summary>
    public static Tensor operator +(Tensors a, double b) => MathOps.Add(a.Single, b);

    /// <summary>Element-wise difference of a single tensor and a number.</summary>
    public static Tensor operator -(Tensors a, double b) => MathOps.Subtract(a.Single, b);

    /// <summary>Element-wise product of a single tensor and a number.</summary>
    public static Tensor operator *(Tensors a, double b) => MathOps.Multiply(a.Single, b);

    /// <summary>Element-wise quotient of a single tensor and a number.</summary>
    public static Tensor operator /(Tensors a, double b) => MathOps.Divide(a.Single, b);

    /// <summary>As Python prints a list; a single tensor as itself.</summary>
    public override string ToString() => _items.Count == 1 ? _items[0].ToString()! : $"[{string.Join(", ", _items)}]";
}
