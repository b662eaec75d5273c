namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>Dense layers and embeddings.</summary>
internal static class OnnxDense
{
    /// <summary>The layer Dense, on the last of any number of axes.</summary>
    public static OnnxValue Dense(OnnxLayer layer) =>
        OnnxActivations.OfSetting(layer, Project(layer, layer.Input(), layer.Weight("kernel"), layer.Has("bias") ? layer.Weight("bias") : null));

    /// <summary>x kernel + bias.</summary>
    public static OnnxValue Project(OnnxLayer layer, OnnxValue x, OnnxValue kernel, OnnxValue? bias)
    {
        OnnxValue y = layer.Node("MatMul", [x, kernel]);
        return bias is null ? y : layer.Node("Add", [y, bias]);
    }

    /// <summary>The layer Embedding.</summary>
    public static OnnxValue Embedding(OnnxLayer layer)
    {
        OnnxValue rows = layer.Given();
        if (rows.Type is not (TF_DataType.TF_INT32 or TF_DataType.TF_INT64)) rows = layer.Cast(rows, TF_DataType.TF_INT64);
        return layer.Node("Gather", [layer.Weight("embeddings"), rows]);
    }
}
