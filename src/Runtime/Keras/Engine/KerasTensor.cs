namespace Tensorflow.Keras.Engine;

/// <summary>An input or output of a layer that has no values yet: what <c>keras.Input</c> returns and models are described with.</summary>
public sealed class KerasTensor : Tensor
{
    /// <summary>A description of values to come.</summary>
    /// <param name="batch_shape">Shape with the batch axis; -1 for unknown sizes.</param>
    /// <param name="dtype">Element type.</param>
    /// <param name="name">Name in summaries.</param>
    public KerasTensor(Shape batch_shape, TF_DataType dtype = TF_DataType.TF_FLOAT, string? name = null)
        : base(batch_shape, dtype, name)
    {
    }
}
