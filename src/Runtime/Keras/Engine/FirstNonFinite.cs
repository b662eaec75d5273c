namespace Tensorflow.Keras.Engine;

/// <summary>Finds where numbers of a batch first stop being finite: for training that ended so.</summary>
internal static class FirstNonFinite
{
    /// <summary>A sentence about the first place, from the samples to the loss.</summary>
    /// <param name="model">With the weights that the batch met.</param>
    /// <param name="batch">The batch whose loss is not finite.</param>
    public static string Describe(Model model, Batch batch)
    {
        if (batch.X.Any(IsNotFinite)) return "the samples of this batch are not finite";
        if (batch.Y.Any(IsNotFinite)) return "the targets of this batch are not finite";
        if (batch.Weights.Any(IsNotFinite)) return "the sample weights of this batch are not finite";
        foreach ((Layer layer, Func<IEnumerable<Tensor>>? outputs) in Outputs(model, batch.X))
        {
            string name = $"{layer.ClassName} '{layer.Name}'";
            if (layer.Weights.FirstOrDefault(weight => IsNotFinite(weight.Operand)) is { } weight)
                return $"the weight {weight.Name} of {name} is not finite: the step before changed it so; a lower learning rate or clipnorm may help";
            if (outputs is not null && outputs().Any(IsNotFinite)) return $"the output of {name} is the first that is not finite";
        }
        return "the output of every layer is finite, but the loss or a penalty is not";
    }

    /// <summary>The layers in order, each with what computes its output where the model can be taken apart there.</summary>
    private static IEnumerable<(Layer Layer, Func<IEnumerable<Tensor>>? Outputs)> Outputs(Model model, Tensor[] samples)
    {
        if (model is Sequential)
        {
            var x = new Tensors(samples);
            foreach (Layer layer in model.Layers) yield return (layer, () => x = layer.Apply(x));
            yield break;
        }
        foreach (Layer layer in model.Layers)
        {
            bool single = model is Functional && layer.Nodes.Count == 1;
            yield return (layer, single ? () => new Functional(new Tensors(model.inputs), new Tensors(layer.Nodes[0].Outputs)).Apply(new Tensors(samples)) : null);
        }
    }

    private static bool IsNotFinite(Tensor tensor) => tensor.dtype switch
    {
        TF_DataType.TF_FLOAT => tensor.AsSpan<float>().ContainsAnyNotFinite(),
        TF_DataType.TF_DOUBLE => tensor.AsSpan<double>().ContainsAnyNotFinite(),
        _ => false,
    };

    private static bool ContainsAnyNotFinite<T>(this ReadOnlySpan<T> values)
        where T : System.Numerics.INumberBase<T>
    {
        foreach (T value in values)
            if (!T.IsFinite(value)) return true;
        return false;
    }
}
