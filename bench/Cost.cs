using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;

namespace MlPipelines.Bench;

/// <summary>Floating-point operations of a model for one image, counted from its layers: two a multiply-add of a matrix product or convolution.</summary>
/// <remarks>
/// A kernel is used once a position of the output, that of a transposed convolution once a position of the input, that of a recurrent layer once a
/// step. Biases, activations, normalizations, poolings and updates do not count. The gradients of kernels and of inputs cost as much as the
/// way forward each.
/// </remarks>
/// <param name="Forward">Of all layers.</param>
/// <param name="First">Of the first one alone: its input's gradient is not needed where the input is data.</param>
internal readonly record struct Cost(double Forward, double First)
{
    /// <summary>A step of training on data: forward, kernel gradients, input gradients of all layers but the first.</summary>
    public double Training => 3 * Forward - First;

    /// <summary>Counts a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="padding">True to count multiplications with the zeros around images, as is usual; false for the work that has to be done.</param>
    public static Cost Of(Model model, bool padding)
    {
        double[] layers = [.. model.Layers.Select(layer => OfLayer(layer, padding)).Where(c => c > 0)];
        return new Cost(layers.Sum(), layers[0]);
    }

    private static double OfLayer(Layer layer, bool padding)
    {
        double kernels = layer.Weights.Where(w => w.shape.ndim >= 2).Sum(w => (double)w.shape.size);
        if (kernels == 0) return 0;
        return 2 * kernels * layer switch
        {
            LSTM or Bidirectional => layer.input.shape[1],
            // The gradient of a convolution from its output's size to its input's.
            Conv2DTranspose => Positions(layer, layer.output.shape, layer.input.shape, padding),
            Conv2D => Positions(layer, layer.input.shape, layer.output.shape, padding),
            Dense => 1,
            _ => throw new NotSupportedException($"The operations of a {layer.ClassName} are not counted; say in Cost how often it uses its kernel."),
        };
    }

    /// <summary>Positions of a window that slides over images; one that reaches over the edge counts by its share inside unless padding counts.</summary>
    private static double Positions(Layer layer, Shape images, Shape windows, bool padding)
    {
        if (padding) return windows[1] * windows[2];
        Shape kernel = layer.Weights[0].shape;
        JsonNode strides = layer.get_config()["strides"]!;
        double inside = (double)Windows.Inside(images[1], windows[1], kernel[0], (int)strides[0]!) * Windows.Inside(images[2], windows[2], kernel[1], (int)strides[1]!);
        return inside / (kernel[0] * kernel[1]);
    }
}
