using Tensorflow.Keras.Engine;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>What the attention layers share.</summary>
internal static class AttentionShapes
{
    /// <summary>What a score is lowered by where attention is not allowed: e to that power is 0.</summary>
    public const double Never = -1e9;

    public const string Axes = "[batch, steps, features]";

    /// <summary>Query, value and key of a list (query, value) or (query, value, key); a single one attends to itself.</summary>
    public static (T Query, T Value, T Key) Split<T>(IReadOnlyList<T> inputs) =>
        (inputs[0], inputs[Math.Min(1, inputs.Count - 1)], inputs[^1]);

    /// <summary>Checks number, ranks and steps; returns what is wrong, as text, or null.</summary>
    public static (string Got, string Takes)? Problem(IReadOnlyList<Shape> shapes)
    {
        if (shapes.Count is < 1 or > 3) return ($"{shapes.Count} inputs", "a list of query and value, or query, value and key");
        foreach (Shape shape in shapes)
            if (shape.ndim != 3) return ($"an input of rank {shape.ndim} ({shape})", $"{Axes} for each of query, value and key");
        (_, Shape value, Shape key) = Split(shapes);
        return Differ(value[1], key[1]) ? ($"values of shape {value} and keys of shape {key}", "as many steps of both") : null;
    }

    public static bool Differ(long a, long b) => a >= 0 && b >= 0 && a != b;

    /// <summary>[1, query steps, key steps]: 0 for a key at the query's step or before, else <see cref="Never"/>.</summary>
    public static Tensor Causal(long queries, long keys, TF_DataType dtype)
    {
        var mask = new double[queries * keys];
        for (long q = 0; q < queries; q++)
            for (long k = q + 1; k < keys; k++) mask[q * keys + k] = Never;
        return MathOps.Cast(Tensor.From<double>(mask, Shape.Of(1, queries, keys)), dtype);
    }
}
