using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;

namespace Tensorflow.Keras;

// Layers that prepare images or add noise. Those for images have two addresses, as in Keras and TensorFlow.NET.
public sealed partial class LayersApi
{
    /// <summary>Layers that prepare images.</summary>
    public PreprocessingLayersApi preprocessing { get; } = new();

    /// <inheritdoc cref="Layers.GaussianNoise"/>
    public Layer GaussianNoise(double stddev, int? seed = null, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new GaussianNoise(stddev, seed, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.RandomFlip"/>
    public Layer RandomFlip(string mode = "horizontal_and_vertical", int? seed = null, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new RandomFlip(mode, seed, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.RandomRotation"/>
    public Layer RandomRotation(FactorRange factor, string fill_mode = "reflect", string interpolation = "bilinear",
        int? seed = null, double fill_value = 0, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new RandomRotation(factor, fill_mode, interpolation, seed, fill_value, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.RandomTranslation"/>
    public Layer RandomTranslation(FactorRange height_factor, FactorRange width_factor, string fill_mode = "reflect",
        string interpolation = "bilinear",
        int? seed = null, double fill_value = 0, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new RandomTranslation(height_factor, width_factor, fill_mode, interpolation, seed, fill_value, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.RandomZoom"/>
    public Layer RandomZoom(FactorRange height_factor, FactorRange? width_factor = null, string fill_mode = "reflect",
        string interpolation = "bilinear",
        int? seed = null, double fill_value = 0, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new RandomZoom(height_factor, width_factor, fill_mode, interpolation, seed, fill_value, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.Resizing"/>
    public Layer Resizing(int height, int width, string interpolation = "bilinear", bool crop_to_aspect_ratio = false,
        Shape? input_shape = null,
        string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Resizing(height, width, interpolation, crop_to_aspect_ratio, input_shape, name, dtype);
}

/// <summary><c>keras.layers.preprocessing</c>: layers that prepare images, the same as in <c>keras.layers</c> itself.</summary>
public sealed class PreprocessingLayersApi
{
    internal PreprocessingLayersApi()
    {
    }

    /// <inheritdoc cref="Layers.RandomFlip"/>
    public Layer RandomFlip(string mode = "horizontal_and_vertical", int? seed = null, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new RandomFlip(mode, seed, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.RandomRotation"/>
    public Layer RandomRotation(FactorRange factor, string fill_mode = "reflect", string interpolation = "bilinear",
        int? seed = null, double fill_value = 0, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new RandomRotation(factor, fill_mode, interpolation, seed, fill_value, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.RandomTranslation"/>
    public Layer RandomTranslation(FactorRange height_factor, FactorRange width_factor, string fill_mode = "reflect",
        string interpolation = "bilinear",
        int? seed = null, double fill_value = 0, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new RandomTranslation(height_factor, width_factor, fill_mode, interpolation, seed, fill_value, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.RandomZoom"/>
    public Layer RandomZoom(FactorRange height_factor, FactorRange? width_factor = null, string fill_mode = "reflect",
        string interpolation = "bilinear",
        int? seed = null, double fill_value = 0, Shape? input_shape = null, string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new RandomZoom(height_factor, width_factor, fill_mode, interpolation, seed, fill_value, input_shape, name, dtype);

    /// <inheritdoc cref="Layers.Resizing"/>
    public Layer Resizing(int height, int width, string interpolation = "bilinear", bool crop_to_aspect_ratio = false,
        Shape? input_shape = null,
        string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) =>
        new Resizing(height, width, interpolation, crop_to_aspect_ratio, input_shape, name, dtype);
}
