using Tensorflow.NumPy;

namespace Tensorflow;

public partial class Tensor
{
    /// <summary>As TensorFlow.NET prints it: <c>tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)</c>; above 1,000 elements only the ends.</summary>
    public override string ToString() =>
        IsSymbolic ? $"<KerasTensor shape={shape}, dtype={dtype.as_numpy_name()}, name={name}>"
        : IsDisposed ? $"tf.Tensor: shape={shape}, dtype={dtype.as_numpy_name()}, disposed"
        : $"tf.Tensor: shape={shape}, dtype={dtype.as_numpy_name()}, numpy={ArrayText.Represent(this)}";
}
