using System.Text.Json.Nodes;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Initializers;

/// <summary>A random matrix whose rows (or, if it is taller than wide, columns) are orthogonal and of length gain: the default of recurrent
/// kernels.</summary>
/// <remarks>All axes but the last count as rows. Source: Saxe et al., 2013.</remarks>
/// <param name="gain">Length of the rows or columns.</param>
/// <param name="seed">For the same numbers at every call; null for numbers of the global stream.</param>
public sealed class Orthogonal(double gain = 1, long? seed = null) : RandomInitializer(seed)
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shape has fewer than two axes.</exception>
    protected override Tensor Draw(Shape shape, TF_DataType dtype, RandomStream stream)
    {
        if (shape.ndim < 2) throw new ArgumentException($"Orthogonal got shape {shape}; it takes two axes or more.");
        int columns = (int)shape[-1], rows = columns == 0 ? 0 : (int)(shape.size / columns);
        int vectors = Math.Min(rows, columns), length = Math.Max(rows, columns);
        using Tensor normal = RandomOps.Normal(Shape.Of(vectors, length), 0, 1, TF_DataType.TF_DOUBLE, stream);
        double[] basis = normal.ToArray<double>();
        for (int i = 0; i < vectors; i++) Orthogonalize(basis, i, length);

        var values = new double[rows * columns];
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
                values[row * columns + column] = gain * (rows <= columns ? basis[row * length + column] : basis[column * length + row]);
        Tensor result = Tensor.From<double>(values, shape);
        if (dtype == TF_DataType.TF_DOUBLE) return result;
        using (result) return MathOps.Cast(result, dtype);
    }

    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["gain"] = gain, ["seed"] = Seed };

    /// <summary>Gram and Schmidt's step for vector <paramref name="index"/>, done twice so that rounding leaves nothing of the others in
    /// it.</summary>
    private static void Orthogonalize(double[] basis, int index, int length)
    {
        Span<double> own = basis.AsSpan(index * length, length);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int other = 0; other < index; other++)
            {
                ReadOnlySpan<double> unit = basis.AsSpan(other * length, length);
                double dot = 0;
                for (int i = 0; i < length; i++) dot += own[i] * unit[i];
                for (int i = 0; i < length; i++) own[i] -= dot * unit[i];
            }
        }
        double norm = 0;
        foreach (double value in own) norm += value * value;
        norm = Math.Sqrt(norm);
        for (int i = 0; i < length; i++) own[i] /= norm;
    }
}
