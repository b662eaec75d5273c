using Tensorflow.Operations;

namespace Tensorflow;

public sealed partial class tensorflow : MathApi
{
    /// <summary>Mathematics; <c>tf</c> itself has the same functions.</summary>
    public MathApi math => this;

    /// <summary>The matrix product.</summary>
    /// <param name="a">[.., m, k].</param>
    /// <param name="b">[.., k, n].</param>
    /// <param name="transpose_a">True to take the left operand transposed.</param>
    /// <param name="transpose_b">True to take the right operand transposed.</param>
    /// <param name="name">Not used.</param>
    public Tensor matmul(Tensor a, Tensor b, bool transpose_a = false, bool transpose_b = false, string? name = null) =>
        MathOps.MatMul(a, b, transpose_a, transpose_b);

    /// <summary>Each element, but no less than the one number and no more than the other.</summary>
    public Tensor clip_by_value(Tensor t, double clip_value_min, double clip_value_max, string? name = null) =>
        MathOps.ClipByValue(t, clip_value_min, clip_value_max);

    /// <inheritdoc cref="MathApi.argmax"/>
    public Tensor arg_max(Tensor input, int axis = 0, TF_DataType output_type = TF_DataType.TF_INT64, string? name = null) =>
        argmax(input, axis, output_type);

    /// <inheritdoc cref="MathApi.argmin"/>
    public Tensor arg_min(Tensor input, int axis = 0, TF_DataType output_type = TF_DataType.TF_INT64, string? name = null) =>
        argmin(input, axis, output_type);
}
