using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.KerasModels;

/// <summary>The networks of paper 3: one to four convolution layers, each with max pooling, added one at a time.</summary>
public static class Depth
{
    private static readonly int[] Filters = [64, 128, 512, 1024];
    private static readonly int[] Neurons = [64, 128, 512, 512];

    /// <summary>The smallest height and width that leave at least one pixel behind some convolution layers.</summary>
    /// <param name="convolutions">1 to 4.</param>
    public static int SmallestSize(int convolutions)
    {
        CheckDepth(convolutions);
        int size = 1;
        for (int i = 0; i < convolutions; i++) size = 2 * size + 2;
        return size;
    }

    /// <summary>A network of some convolution layers.</summary>
    /// <param name="convolutions">1 to 4. At 150 x 150 x 3 they make 22,432,202, 21,310,730, 76,431,242 and 31,081,354 weights.</param>
    /// <param name="height">Pixels; at least 4, 10, 22 or 46.</param>
    /// <param name="width">Pixels; the same.</param>
    /// <param name="channels">1 or 3.</param>
    /// <returns>A model from [batch, height, width, channels], pixels 0 to 1, to [batch, 10], probabilities; not compiled.</returns>
    /// <exception cref="ArgumentException">The image is too small for so many layers.</exception>
    /// <remarks>Source: paper 3 (depth), the section on the models; padding 'valid'.</remarks>
    /// <example><code>Sequential model = Depth.Create(2, height: 48, width: 48);</code></example>
    public static Sequential Create(int convolutions, int height = 150, int width = 150, int channels = 3)
    {
        int smallest = SmallestSize(convolutions);
        if (height < smallest || width < smallest)
            throw new ArgumentException($"Got images of {height} x {width} for {convolutions} convolution layers; each takes two pixels and halves the rest, so it takes at least {smallest} x {smallest}.");
        if (channels is not (1 or 3)) throw new ArgumentException($"Got {channels} channels; it takes 1 (grey) or 3 (colours).");
        var layers = keras.layers;
        var model = keras.Sequential();
        model.add(keras.Input((height, width, channels)));
        for (int i = 0; i < convolutions; i++)
        {
            model.add(layers.Conv2D(Filters[i], (3, 3), activation: "relu"));
            model.add(layers.MaxPooling2D((2, 2)));
        }
        model.add(layers.Flatten());
        model.add(layers.Dropout(0.25));
        model.add(layers.Dense(Neurons[convolutions - 1], activation: "relu"));
        model.add(layers.Dense(10, activation: "softmax"));
        return model;
    }

    private static void CheckDepth(int convolutions)
    {
        if (convolutions is < 1 or > 4) throw new ArgumentException($"Got {convolutions} convolution layers; the paper has 1 to 4.");
    }
}
