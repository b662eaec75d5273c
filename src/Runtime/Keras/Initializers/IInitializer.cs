using System.Text.Json.Nodes;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Initializers;

/// <summary>First values of a weight.</summary>
public interface IInitializer
{
    /// <summary>Class name in Keras, for example <c>GlorotUniform</c>.</summary>
    string ClassName { get; }

    /// <summary>Values for a weight.</summary>
    /// <param name="shape">[inputs, outputs] of a dense kernel, [height, width, inputs, outputs] of a convolution's.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="stream">Where random numbers come from unless the initializer has a seed of its own; null for the global stream.</param>
    Tensor Apply(Shape shape, TF_DataType dtype = TF_DataType.TF_FLOAT, RandomStream? stream = null);

    /// <summary>Settings in Keras' names.</summary>
    JsonObject get_config();
}
