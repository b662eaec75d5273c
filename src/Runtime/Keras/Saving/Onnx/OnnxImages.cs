using System.Text.Json.Nodes;
using Tensorflow.Keras.Layers;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>Layers that change the size of images or prepare their values.</summary>
internal static class OnnxImages
{
    // As the layer Normalization has it.
    private const double SmallestDeviation = 1e-7;

    /// <summary>The layer ZeroPadding2D.</summary>
    public static OnnxValue Padding(OnnxLayer layer)
    {
        Margins edges = Edges(layer, "padding");
        return layer.Node("Pad", [layer.Input(), layer.Integers("edges", 0, edges.Top, edges.Left, 0, 0, edges.Bottom, edges.Right, 0)]);
    }

    /// <summary>The layer Cropping2D.</summary>
    public static OnnxValue Cropping(OnnxLayer layer)
    {
        Margins edges = Edges(layer, "cropping");
        long height = layer.OutputShape[1], width = layer.OutputShape[2];
        return layer.Node("Slice", [layer.Input(), layer.Integers("from", edges.Top, edges.Left),
            layer.Integers("to", edges.Top + height, edges.Left + width), layer.Integers("axes", 1, 2)]);
    }

    /// <summary>The layer UpSampling2D.</summary>
    public static OnnxValue UpSampling(OnnxLayer layer) => Resize(layer);

    /// <summary>The layer Resizing.</summary>
    public static OnnxValue Resizing(OnnxLayer layer) => layer.InputShape() == layer.OutputShape ? layer.Input() : Resize(layer);

    /// <summary>The layer Rescaling.</summary>
    public static OnnxValue Rescaling(OnnxLayer layer) => layer.Pointwise(layer.OutputShape.ndim, [layer.Input()], x =>
    {
        OnnxValue y = layer.Node("Mul", [x[0], layer.Number("scale", layer.Config.Number("scale", 1))]);
        double offset = layer.Config.Number("offset", 0);
        return offset == 0 ? y : layer.Node("Add", [y, layer.Number("offset", offset)]);
    });

    /// <summary>The layer Normalization.</summary>
    public static OnnxValue Normalization(OnnxLayer layer)
    {
        OnnxValue shift = layer.Constant("shift", () => AlongAxis(layer, Statistics(layer, "mean")));
        OnnxValue factor = layer.Constant("factor", () =>
            AlongAxis(layer, [.. Statistics(layer, "variance").Select(v => 1 / Math.Max(Math.Sqrt(v), SmallestDeviation))]));
        return layer.Config.Flag("invert", false)
            ? layer.Node("Add", [layer.Node("Div", [layer.Input(), factor]), shift])
            : layer.Node("Mul", [layer.Node("Sub", [layer.Input(), shift]), factor]);
    }

    private static Margins Edges(OnnxLayer layer, string key) => Margins.Read(layer.Layer.ClassName, layer.Config.Config[key])!.Value;

    /// <summary>Pixels are squares with their centres half a pixel inside, as TensorFlow 2 has it.</summary>
    private static OnnxValue Resize(OnnxLayer layer)
    {
        Shape from = layer.InputShape(), to = layer.OutputShape;
        float[] scales = [1, 1, Scale(from[1], to[1]), Scale(from[2], to[2])];
        bool nearest = layer.Config.Text("interpolation", null) == "nearest";
        OnnxValue y = layer.Node("Resize", [layer.ChannelsFirst(layer.Input(), 4), null, layer.Constant("scales", () => Tensor.From<float>(scales, Shape.Of(4)))],
        [
            OnnxAttribute.Text("mode", nearest ? "nearest" : "linear"), OnnxAttribute.Text("coordinate_transformation_mode", "half_pixel"),
            .. nearest ? [OnnxAttribute.Text("nearest_mode", "round_prefer_ceil")] : (OnnxAttribute[])[],
        ]);
        return layer.ChannelsLast(y, 4);
    }

    /// <summary>What a size is multiplied by: ONNX cuts the product off, so that it must not fall below the whole number.</summary>
    private static float Scale(long from, long to)
    {
        float scale = (float)to / from;
        while ((long)(from * (double)scale) < to || (long)(from * scale) < to) scale = float.BitIncrement(scale);
        return scale;
    }

    /// <summary>The numbers of a weight, or, where they were given, of a setting.</summary>
    private static double[] Statistics(OnnxLayer layer, string name) => layer.Config.Config[name] switch
    {
        null => [.. layer.Values(name).ToArray<float>().Select(value => (double)value)],
        JsonArray => layer.Config.Numbers(name),
        _ => [layer.Config.Number(name, 0)],
    };

    /// <summary>Numbers as float32, of a shape that lays them along the layer's axis.</summary>
    private static Tensor AlongAxis(OnnxLayer layer, double[] values)
    {
        long[] sizes = [.. Enumerable.Repeat(1L, layer.InputShape().ndim)];
        if (values.Length > 1) sizes[layer.InputShape().Axis(layer.Config.Integer("axis")!.Value)] = values.Length;
        return MathOps.Cast(Tensor.From<double>(values, Shape.Of(sizes)), TF_DataType.TF_FLOAT);
    }
}
