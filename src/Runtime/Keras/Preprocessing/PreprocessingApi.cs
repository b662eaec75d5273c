using Tensorflow.Keras.Utils;
using Tensorflow.NumPy;

namespace Tensorflow.Keras.Preprocessing;

/// <summary><c>keras.preprocessing</c>.</summary>
public sealed class PreprocessingApi
{
    private readonly KerasUtils _utils;

    internal PreprocessingApi(KerasUtils utils) => (_utils, image) = (utils, new ImagePreprocessingApi(utils));

    /// <summary>Images.</summary>
    public ImagePreprocessingApi image { get; }

    /// <inheritdoc cref="KerasUtils.image_dataset_from_directory"/>
    public IDatasetV2 image_dataset_from_directory(string directory, string? labels = "inferred", string? label_mode = "int",
        IReadOnlyList<string>? class_names = null, string color_mode = "rgb", int batch_size = 32,
        (int Height, int Width)? image_size = null, bool shuffle = true, int? seed = null, double? validation_split = null,
        string? subset = null, string interpolation = "bilinear") =>
        _utils.image_dataset_from_directory(directory, labels, label_mode, class_names, color_mode, batch_size, image_size, shuffle, seed,
            validation_split, subset, interpolation);
}

/// <summary><c>keras.preprocessing.image</c>.</summary>
public sealed class ImagePreprocessingApi
{
    private readonly KerasUtils _utils;

    internal ImagePreprocessingApi(KerasUtils utils) => _utils = utils;

    /// <inheritdoc cref="Preprocessing.ImageDataGenerator(bool, bool, bool, bool, bool, double, ShiftRange, ShiftRange, ValueTuple{double, double}?, double, ZoomRange, double, string, double, bool, bool, double?, Func{NDArray, NDArray}, string, double, int)"/>
    public ImageDataGenerator ImageDataGenerator(
        bool featurewise_center = false, bool samplewise_center = false,
        bool featurewise_std_normalization = false, bool samplewise_std_normalization = false,
        bool zca_whitening = false, double rotation_range = 0, ShiftRange width_shift_range = default,
        ShiftRange height_shift_range = default, (double, double)? brightness_range = null,
        double shear_range = 0, ZoomRange zoom_range = default, double channel_shift_range = 0,
        string fill_mode = "nearest", double cval = 0, bool horizontal_flip = false,
        bool vertical_flip = false, double? rescale = null, Func<NDArray, NDArray>? preprocessing_function = null,
        string? data_format = null, double validation_split = 0, int interpolation_order = 1) =>
        new(featurewise_center, samplewise_center, featurewise_std_normalization, samplewise_std_normalization, zca_whitening,
            rotation_range, width_shift_range,
            height_shift_range, brightness_range, shear_range, zoom_range, channel_shift_range, fill_mode, cval, horizontal_flip,
            vertical_flip, rescale, preprocessing_function, data_format, validation_split, interpolation_order);

    /// <inheritdoc cref="KerasUtils.load_img"/>
    public NDArray load_img(string path, string color_mode = "rgb", (int Height, int Width)? target_size = null,
        string interpolation = "nearest") =>
        _utils.load_img(path, color_mode, target_size, interpolation);

    /// <inheritdoc cref="KerasUtils.img_to_array"/>
    public NDArray img_to_array(NDArray img) => _utils.img_to_array(img);

    /// <inheritdoc cref="KerasUtils.save_img"/>
    public void save_img(string path, Tensor x, bool scale = true) => _utils.save_img(path, x, scale);
}
