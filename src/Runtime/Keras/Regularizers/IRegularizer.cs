using System.Text.Json.Nodes;

namespace Tensorflow.Keras.Regularizers;

/// <summary>A penalty on the size of a weight, added to the loss in training.</summary>
public interface IRegularizer
{
    /// <summary>Class name in Keras, for example <c>L2</c>.</summary>
    string ClassName { get; }

    /// <summary>The penalty, one number.</summary>
    Tensor Apply(Tensor weight);

    /// <summary>Settings in Keras' names.</summary>
    JsonObject get_config();
}
