using Tensorflow.IO;
using Tensorflow.Keras.Preprocessing;
using Tensorflow.NumPy;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Utils;

public sealed partial class KerasUtils
{
    /// <summary>Batches of the images of a folder that has one folder a class.</summary>
    /// <remarks>
    /// Images are read anew in each pass; <c>cache()</c> keeps them in memory. A file in the way, such as a JPEG, is an error rather than
    /// left out.
    /// </remarks>
    /// <param name="directory">The folder.</param>
    /// <param name="labels">"inferred" for the folders' names, null for images without classes.</param>
    /// <param name="label_mode">
    /// int ([images], int32), categorical (one-hot), binary ([images, 1], of two classes) or null for images alone.
    /// </param>
    /// <param name="class_names">The classes in their order; the folders' names in alphabetical order unless given.</param>
    /// <param name="color_mode">rgb, grayscale or rgba.</param>
    /// <param name="batch_size">Images in a batch; the last one may have fewer.</param>
    /// <param name="image_size">Height and width that images are brought to; (256, 256) unless given.</param>
    /// <param name="shuffle">True for an order drawn anew in each pass; false for that of classes and names.</param>
    /// <param name="seed">Where the order comes from; the global stream unless given.</param>
    /// <param name="validation_split">Share of the images that subset: "validation" gives, between 0 and 1.</param>
    /// <param name="subset">"training" or "validation"; both calls take the same seed.</param>
    /// <param name="interpolation">bilinear or nearest, for images of another size.</param>
    /// <returns>
    /// Batches of (images, labels); images are float32 from 0 to 255, [images, height, width, channels]. <c>class_names</c> has the
    /// classes.
    /// </returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">A class has no folder, there is no image, or an argument does not fit.</exception>
    /// <exception cref="NotSupportedException">There are images of kinds that are not read, or the interpolation is not built.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; this is found when it is read.</exception>
    public IDatasetV2 image_dataset_from_directory(string directory, string? labels = "inferred", string? label_mode = "int",
        IReadOnlyList<string>? class_names = null, string color_mode = "rgb", int batch_size = 32,
        (int Height, int Width)? image_size = null, bool shuffle = true, int? seed = null, double? validation_split = null,
        string? subset = null, string interpolation = "bilinear") =>
        ImageDataset.FromDirectory(directory, labels, label_mode, class_names, color_mode, batch_size, image_size, shuffle, seed,
            validation_split, subset, interpolation);

    /// <summary>An image of a file.</summary>
    /// <param name="path">A PNG, BMP, PGM, PPM or PBM file.</param>
    /// <param name="color_mode">rgb, grayscale or rgba.</param>
    /// <param name="target_size">Height and width to bring it to; its own unless given.</param>
    /// <param name="interpolation">nearest or bilinear.</param>
    /// <returns>[height, width, channels], float32 from 0 to 255. Keras' img_to_array is not needed, but there.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or no image.</exception>
    public NDArray load_img(string path, string color_mode = "rgb", (int Height, int Width)? target_size = null,
        string interpolation = "nearest") =>
        new ImageLoader(nameof(load_img), color_mode, target_size, interpolation).Read(path);

    /// <summary>The image of <see cref="load_img"/> itself, which is an array here.</summary>
    public NDArray img_to_array(NDArray img) => img;

    /// <summary>Writes an image to a PNG file.</summary>
    /// <param name="path">The file, which ends in .png.</param>
    /// <param name="x">[height, width, channels] of 1, 3 or 4 channels.</param>
    /// <param name="scale">True to stretch the values to 0 to 255; false to take them as they are, cut off at both ends.</param>
    /// <exception cref="NotSupportedException">The file is to be of another kind.</exception>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public void save_img(string path, Tensor x, bool scale = true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(x);
        if (!path.EndsWith(".png", StringComparison.OrdinalIgnoreCase)) throw new NotSupportedException($"save_img got the file {path}; "
            + "PNG is written. Name it .png.");
        if (x.ndim != 3 || x.shape[2] is not (1 or 3 or 4) || x.size == 0)
            throw new ArgumentException($"save_img got a tensor of shape {x.shape}; it takes [height, width, channels] with 1, 3 or 4 "
                + "channels.");
        float[] values = MathOps.Cast(x, TF_DataType.TF_FLOAT).ToArray<float>();
        float least = scale ? values.Min() : 0, range = scale ? values.Max() - least : 255;
        byte[] pixels = Array.ConvertAll(values, v => (byte)(range > 0 ? Math.Clamp((v - least) / range * 255 + 0.5f, 0, 255) : 0));
        PngWriter.Write(path, new ImageData(checked((int)x.shape[0]), checked((int)x.shape[1]), (int)x.shape[2], pixels));
    }
}
