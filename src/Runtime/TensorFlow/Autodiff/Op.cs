using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Tensorflow.Gradients;

/// <summary>Works out the gradients of one recorded operation.</summary>
/// <param name="step">The operation's inputs, output and the gradient that arrived at its output.</param>
public delegate void GradientFunction(GradientStep step);

/// <summary>
/// A kind of operation that tapes can record: a name and the rule for its gradients. The rule is made of operations itself,
/// so gradients have gradients.
/// </summary>
/// <example><code>
/// static readonly Op SquareOp = new("Square", static g => g.Add(0, g.OutputGradient * (g.Input(0) * 2f)));
/// static Tensor Square(Tensor x)
/// {
///     Tensor y = Tensor.Empty(x.shape, x.dtype);
///     // ... fill y.Span&lt;float&gt;() ...
///     return SquareOp.Record(y, x);
/// }
/// </code></example>
public sealed class Op
{
    private static readonly ConcurrentDictionary<string, Op> Known = new();

    internal readonly GradientFunction? Gradient;

    /// <summary>True for an operation of this library, whose rule keeps no tensor.</summary>
    internal readonly bool IsOwn;

    /// <summary>Declares a kind of operation.</summary>
    /// <param name="name">Its name in errors and tests.</param>
    /// <param name="gradient">Its gradient; null for one that has none, such as rounding: gradients stop there.</param>
    /// <exception cref="ArgumentException">There is an operation of that name.</exception>
    public Op(string name, GradientFunction? gradient)
    {
        Name = name;
        Gradient = gradient;
        IsOwn = gradient is null || gradient.Method.Module == typeof(Op).Module;
        if (!Known.TryAdd(name, this)) throw new ArgumentException($"Got a second operation named '{name}'; names of operations are unique.", nameof(name));
    }

    /// <summary>The operation's name.</summary>
    public string Name { get; }

    /// <summary>Every kind of operation declared so far.</summary>
    public static IReadOnlyCollection<Op> All => (IReadOnlyCollection<Op>)Known.Values;

    /// <summary>Tells the active tapes that <paramref name="y"/> was computed. To be called after the computation; returns y.</summary>
    /// <param name="y">The output.</param>
    /// <param name="a">The input.</param>
    /// <param name="attributes">Whatever the gradient rule needs besides: an object of a type of its own, as arrays and numbers would be taken for tensors.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tensor Record(Tensor y, Tensor a, object? attributes = null)
    {
        if (Tape.AnyActive) Tape.Record(this, attributes, y, null, a, null, null, null);
        KeepAlive(a, null, null);
        return y;
    }

    /// <inheritdoc cref="Record(Tensor, Tensor, object?)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tensor Record(Tensor y, Tensor a, Tensor? b, object? attributes = null)
    {
        if (Tape.AnyActive) Tape.Record(this, attributes, y, null, a, b, null, null);
        KeepAlive(a, b, null);
        return y;
    }

    /// <inheritdoc cref="Record(Tensor, Tensor, object?)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tensor Record(Tensor y, Tensor a, Tensor? b, Tensor? c, object? attributes = null)
    {
        if (Tape.AnyActive) Tape.Record(this, attributes, y, null, a, b, c, null);
        KeepAlive(a, b, c);
        return y;
    }

    /// <summary>As the others, for any number of inputs.</summary>
    public Tensor Record(Tensor y, Tensor[] inputs, object? attributes = null)
    {
        if (Tape.AnyActive) Tape.Record(this, attributes, y, null, null, null, null, inputs);
        GC.KeepAlive(inputs);
        return y;
    }

    /// <summary>As the others, for an operation of several outputs.</summary>
    public Tensor[] Record(Tensor[] outputs, Tensor[] inputs, object? attributes = null)
    {
        if (Tape.AnyActive) Tape.Record(this, attributes, null, outputs, null, null, null, inputs);
        GC.KeepAlive(inputs);
        return outputs;
    }

    /// <summary>Kernels work on addresses, which the garbage collector does not see: inputs must live until here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void KeepAlive(Tensor a, Tensor? b, Tensor? c)
    {
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(c);
    }
}
