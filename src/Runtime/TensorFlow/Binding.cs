using System.Collections;
using Tensorflow.NumPy;

namespace Tensorflow;

/// <summary>What a program in TensorFlow's style begins with: <c>using static Tensorflow.Binding;</c> brings <c>tf</c> and some of Python's own functions.</summary>
/// <example><code>
/// using static Tensorflow.Binding;
/// var x = tf.random.normal((64, 100));
/// print("shape", x.shape);
/// </code></example>
public static class Binding
{
    /// <summary>TensorFlow.</summary>
    public static tensorflow tf { get; } = new();

    /// <summary>Writes the values to the console, separated by blanks, as Python prints them.</summary>
    /// <param name="values">Anything; arrays and tensors as NumPy prints them, sequences in brackets.</param>
    public static void print(params object?[] values) => Console.WriteLine(values is null ? "None" : string.Join(' ', values.Select(Text)));

    /// <summary>Pairs of elements of two sequences, as long as the shorter.</summary>
    public static IEnumerable<(TA, TB)> zip<TA, TB>(IEnumerable<TA> a, IEnumerable<TB> b) => a.Zip(b);

    /// <summary>Triples of elements of three sequences, as long as the shortest.</summary>
    public static IEnumerable<(TA, TB, TC)> zip<TA, TB, TC>(IEnumerable<TA> a, IEnumerable<TB> b, IEnumerable<TC> c) => a.Zip(b, c);

    /// <summary>Each element with its number.</summary>
    /// <param name="items">A sequence.</param>
    /// <param name="start">The first number.</param>
    public static IEnumerable<(int, T)> enumerate<T>(IEnumerable<T> items, int start = 0) => items.Select((item, i) => (start + i, item));

    /// <summary>The numbers 0 .. end - 1.</summary>
    public static IEnumerable<int> range(int end) => range(0, end);

    /// <summary>The numbers start .. end - 1.</summary>
    public static IEnumerable<int> range(int start, int end) => Enumerable.Range(start, Math.Max(0, end - start));

    /// <summary>The number of elements of a collection or a sequence, or the size of a tensor's first axis.</summary>
    /// <param name="items">An array, a list, any sequence, a tensor or an NDArray.</param>
    /// <exception cref="ArgumentException">The value is a scalar, or of another kind.</exception>
    public static int len(object items) => items switch
    {
        Tensor { ndim: > 0 } tensor => checked((int)tensor.shape[0]),
        Tensor => throw new ArgumentException("len got a scalar, which has no length."),
        ICollection collection => collection.Count,
        IEnumerable sequence => sequence.Cast<object>().Count(),
        _ => throw new ArgumentException($"len got a {items?.GetType().Name ?? "null"}; it takes an array, a list, a sequence or a tensor."),
    };

    internal static string Text(object? value) => value switch
    {
        null => "None",
        string text => text,
        bool truth => truth ? "True" : "False",
        float number => ArrayText.Number(number, single: true),
        double number => ArrayText.Number(number, single: false),
        Tensor or Shape or Tensors => value.ToString()!,
        IDictionary map => $"{{{string.Join(", ", map.Keys.Cast<object>().Select(key => $"{Quoted(key)}: {Quoted(map[key])}"))}}}",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object>().Select(Quoted))}]",
        _ => value.ToString() ?? "",
    };

    private static string Quoted(object? value) => value is string text ? $"'{text}'" : Text(value);
}
