namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>The windows of a convolution or pooling: their sizes and steps along each axis, and the padding as numbers.</summary>
/// <remarks>TensorFlow's padding "same" puts the odd pixel behind, and depends on the input's size; ONNX gets the pixels themselves.</remarks>
internal readonly struct OnnxWindows
{
    private readonly long[] _sizes, _strides, _dilations, _pads;

    private OnnxWindows(long[] sizes, long[] strides, long[] dilations, long[] pads) =>
        (_sizes, _strides, _dilations, _pads) = (sizes, strides, dilations, pads);

    /// <summary>The windows that a layer's settings say.</summary>
    /// <param name="layer">The layer, on [batch, .., channels].</param>
    /// <param name="key">Its setting for the windows' sizes.</param>
    public static OnnxWindows Of(OnnxLayer layer, string key)
    {
        long[] sizes = layer.Config.Dims(key)!.dims, strides = layer.Config.Dims("strides")!.dims;
        long[] dilations = layer.Config.Dims("dilation_rate")?.dims ?? [.. sizes.Select(_ => 1L)];
        string padding = layer.Config.Text("padding", "valid")!;
        long[] pads = new long[2 * sizes.Length];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            long reach = (sizes[axis] - 1) * dilations[axis] + 1;
            (pads[axis], pads[axis + sizes.Length]) = padding switch
            {
                "same" => Same(layer.InputShape()[axis + 1], reach, strides[axis]),
                "causal" => (reach - 1, 0),
                _ => (0, 0),
            };
        }
        return new OnnxWindows(sizes, strides, dilations, pads);
    }

    /// <summary>Pixels in front of and behind an axis so that windows begin at each stride-th pixel.</summary>
    /// <param name="size">Pixels of the axis.</param>
    /// <param name="reach">Pixels that a window reaches over.</param>
    /// <param name="stride">Pixels from one window to the next.</param>
    public static (long Before, long Behind) Same(long size, long reach, long stride)
    {
        long all = Math.Max(((size + stride - 1) / stride - 1) * stride + reach - size, 0);
        return (all / 2, all - all / 2);
    }

    /// <summary>As settings of a convolution.</summary>
    public OnnxAttribute[] OfConvolution => [.. OfPooling, OnnxAttribute.Integers("dilations", _dilations)];

    /// <summary>As settings of a pooling.</summary>
    public OnnxAttribute[] OfPooling =>
        [OnnxAttribute.Integers("kernel_shape", _sizes), OnnxAttribute.Integers("strides", _strides), OnnxAttribute.Integers("pads", _pads)];
}
