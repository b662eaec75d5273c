using System.Text;
using Tensorflow.IO;
using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Utils;

public sealed partial class KerasUtils
{
    /// <summary>Draws a model's layers, and what flows from one to the next, as an SVG picture.</summary>
    /// <param name="model">A model that knows its input's shape.</param>
    /// <param name="to_file">The .svg file to make or to replace.</param>
    /// <param name="show_shapes">True to show the outputs' shapes.</param>
    /// <param name="show_dtype">True to show the outputs' types.</param>
    /// <param name="expand_nested">True to draw the layers of models inside in place of one box.</param>
    /// <exception cref="InvalidOperationException">The model's input shape is not known.</exception>
    /// <exception cref="NotSupportedException">Another kind of picture is asked for.</exception>
    public void plot_model(Model model, string to_file = "model.svg", bool show_shapes = true, bool show_dtype = false,
        bool expand_nested = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!to_file.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
            throw new NotSupportedException($"Got to_file '{to_file}'; plot_model draws SVG. Name the file .svg: browsers show it, and "
                + "print it as PNG or PDF.");
        if (!model.Built)
            throw new InvalidOperationException($"The model '{model.Name}' has no weights yet; give its first layer an input_shape, or "
                + "call build(input_shape), first.");
        byte[] svg = Encoding.UTF8.GetBytes(ModelPlot.Draw(model, show_shapes, show_dtype, expand_nested));
        AtomicFile.Write(to_file, stream => stream.Write(svg));
    }
}
