namespace Tensorflow.Keras.Engine;

public abstract partial class Model
{
    /// <summary>Prints the layers with their output shapes and numbers of weights, as Keras does.</summary>
    /// <param name="line_length">Width in characters; -1 for what the names need, at least 65.</param>
    /// <exception cref="InvalidOperationException">The input's shape is not known yet.</exception>
    public void summary(int line_length = -1) => Console.Out.Write(SummaryText(line_length));

    internal string SummaryText(int lineLength)
    {
        if (!Built) throw new InvalidOperationException($"The model '{Name}' has no weights yet; give its first layer an input_shape, call build(input_shape), or train it on data first.");
        var rows = new List<(string Layer, string Shape, string Count)>();
        foreach (Layer layer in Layers)
            if (layer.ClassName != "InputLayer") rows.Add(($"{layer.Name} ({layer.ClassName})", layer.OutputShape?.ToString() ?? "?", layer.count_params().ToString()));
        int first = Math.Max(28, rows.Count == 0 ? 0 : rows.Max(r => r.Layer.Length) + 2), second = Math.Max(26, rows.Count == 0 ? 0 : rows.Max(r => r.Shape.Length) + 2);
        int width = Math.Max(lineLength, Math.Max(65, 1 + first + second + 10));
        string thin = new('_', width), thick = new('=', width);
        var text = new System.Text.StringBuilder();
        text.Append($"Model: \"{Name}\"\n{thin}\n {"Layer (type)".PadRight(first)}{"Output Shape".PadRight(second)}Param #\n{thick}\n");
        foreach ((string layer, string shape, string count) in rows) text.Append($" {layer.PadRight(first)}{shape.PadRight(second)}{count}\n");
        long all = count_params(), trained = trainable_variables.Sum(w => w.shape.size);
        text.Append($"{thick}\nTotal params: {all} ({Size(all)})\nTrainable params: {trained} ({Size(trained)})\nNon-trainable params: {all - trained} ({Size(all - trained)})\n{thin}\n");
        return text.ToString();
    }

    private static string Size(long elements)
    {
        double bytes = elements * 4.0;
        return bytes < 1024 ? $"{bytes:0.00} Byte" : bytes < 1 << 20 ? $"{bytes / 1024:0.00} KB" : bytes < 1 << 30 ? $"{bytes / (1 << 20):0.00} MB" : $"{bytes / (1 << 30):0.00} GB";
    }
}
