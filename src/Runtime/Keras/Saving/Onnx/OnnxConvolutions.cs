using Tensorflow.Operations;

namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>Convolutions. ONNX has channels before the pixels, of images and of kernels.</summary>
internal static class OnnxConvolutions
{
    /// <summary>The layer Conv1D.</summary>
    public static OnnxValue Conv1D(OnnxLayer layer) =>
        Node(layer, "Conv", layer.Weight("kernel", 2, 1, 0), OnnxWindows.Of(layer, "kernel_size").OfConvolution);

    /// <summary>The layer Conv2D.</summary>
    public static OnnxValue Conv2D(OnnxLayer layer) =>
        Node(layer, "Conv", layer.Weight("kernel", 3, 2, 0, 1), OnnxWindows.Of(layer, "kernel_size").OfConvolution);

    /// <summary>The layer DepthwiseConv2D: a convolution with a group for each channel.</summary>
    public static OnnxValue Depthwise(OnnxLayer layer)
    {
        long channels = layer.InputShape()[-1];
        // [height, width, channels, multiplier] to [channels · multiplier, 1, height, width].
        OnnxValue kernel = layer.Constant("depthwise_kernel", () =>
        {
            Tensor moved = ArrayOps.Transpose(layer.Values("depthwise_kernel"), [2, 3, 0, 1]);
            return ArrayOps.Reshape(moved, Shape.Of(moved.shape[0] * moved.shape[1], 1, moved.shape[2], moved.shape[3]));
        });
        return Node(layer, "Conv", kernel, [.. OnnxWindows.Of(layer, "kernel_size").OfConvolution, OnnxAttribute.Integer("group", channels)]);
    }

    /// <summary>The layer Conv2DTranspose.</summary>
    public static OnnxValue Transposed(OnnxLayer layer)
    {
        long[] sizes = layer.Config.Dims("kernel_size")!.dims, strides = layer.Config.Dims("strides")!.dims, pads = new long[4], more = new long[2];
        bool same = layer.Config.Text("padding", "valid") == "same";
        for (int axis = 0; axis < 2; axis++)
        {
            // The padding is that of the convolution which this one is the way back of, from the output to the input.
            long input = layer.InputShape()[axis + 1], output = layer.OutputShape[axis + 1];
            if (same) (pads[axis], pads[axis + 2]) = OnnxWindows.Same(output, sizes[axis], strides[axis]);
            more[axis] = output - ((input - 1) * strides[axis] + sizes[axis] - pads[axis] - pads[axis + 2]);
        }
        return Node(layer, "ConvTranspose", layer.Weight("kernel", 3, 2, 0, 1),
        [
            OnnxAttribute.Integers("kernel_shape", sizes), OnnxAttribute.Integers("strides", strides), OnnxAttribute.Integers("pads", pads),
            OnnxAttribute.Integers("output_padding", more),
        ]);
    }

    private static OnnxValue Node(OnnxLayer layer, string op, OnnxValue kernel, OnnxAttribute[] attributes)
    {
        int rank = layer.OutputShape.ndim;
        OnnxValue x = layer.ChannelsFirst(layer.Input(), rank);
        OnnxValue y = layer.Node(op, layer.Has("bias") ? [x, kernel, layer.Weight("bias")] : [x, kernel], attributes);
        return OnnxActivations.OfSetting(layer, layer.ChannelsLast(y, rank));
    }
}
