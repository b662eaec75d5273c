using Tensorflow.NumPy;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>Makes batches of images that are moved, turned, stretched and scaled at random as they are read.</summary>
/// <remarks>What is drawn depends on the seed only, so that two generators of the same settings and seed make the same images.</remarks>
/// <example><code>
/// var generator = keras.preprocessing.image.ImageDataGenerator(rescale: 1 / 255.0, rotation_range: 10, zoom_range: 0.1);
/// var train = generator.flow_from_directory("digits/train", target_size: (28, 28), color_mode: "grayscale", class_mode: "sparse");
/// model.fit(train, epochs: 10);
/// </code></example>
public sealed class ImageDataGenerator
{
    private const float Tiny = 1e-6f;

    private readonly ImageChanges _changes;
    private readonly bool _centerEach, _scaleEach, _centerAll, _scaleAll;
    private readonly double? _rescale;
    private readonly Func<NDArray, NDArray>? _function;
    private readonly double _validationShare;
    private float[]? _means, _deviations;

    /// <summary>A generator of images.</summary>
    /// <param name="featurewise_center">True to subtract each channel's mean over the data; <see cref="fit"/> finds it.</param>
    /// <param name="samplewise_center">True to subtract each image's mean.</param>
    /// <param name="featurewise_std_normalization">True to divide by each channel's standard deviation over the data.</param>
    /// <param name="samplewise_std_normalization">True to divide by each image's standard deviation.</param>
    /// <param name="zca_whitening">Must be false.</param>
    /// <param name="rotation_range">Turned by up to as many degrees, either way.</param>
    /// <param name="width_shift_range">
    /// Moved to the left or right: by up to a share of the width (0.1), pixels (2.0) or below whole pixels (2).
    /// </param>
    /// <param name="height_shift_range">Moved up or down, likewise.</param>
    /// <param name="brightness_range">Factors between which brightness changes.</param>
    /// <param name="shear_range">Slanted by up to as many degrees, either way.</param>
    /// <param name="zoom_range">Factors from 1 - z to 1 + z, or between two, for height and width each; below 1 enlarges.</param>
    /// <param name="channel_shift_range">Values raised or lowered by up to as much.</param>
    /// <param name="fill_mode">What lies beyond the edges: nearest, constant, reflect or wrap.</param>
    /// <param name="cval">The constant.</param>
    /// <param name="horizontal_flip">True to mirror half of the images, left to right.</param>
    /// <param name="vertical_flip">True to turn half of them upside down.</param>
    /// <param name="rescale">Factor on all values, after the changes.</param>
    /// <param name="preprocessing_function">Applied to each image, [height, width, channels], after the changes; keeps its shape.</param>
    /// <param name="data_format">channels_last.</param>
    /// <param name="validation_split">Share of the images, the first of each class, that subset: "validation" gives; 0 up to 1.</param>
    /// <param name="interpolation_order">1 between pixels, 0 the nearest pixel.</param>
    /// <exception cref="ArgumentException">A number or a word is out of its range.</exception>
    /// <exception cref="NotSupportedException">Whitening, channels_first or another order of interpolation.</exception>
    public ImageDataGenerator(
        bool featurewise_center = false, bool samplewise_center = false,
        bool featurewise_std_normalization = false, bool samplewise_std_normalization = false,
        bool zca_whitening = false, double rotation_range = 0, ShiftRange width_shift_range = default,
        ShiftRange height_shift_range = default, (double, double)? brightness_range = null,
        double shear_range = 0, ZoomRange zoom_range = default, double channel_shift_range = 0,
        string fill_mode = "nearest", double cval = 0, bool horizontal_flip = false,
        bool vertical_flip = false, double? rescale = null, Func<NDArray, NDArray>? preprocessing_function = null,
        string? data_format = null, double validation_split = 0, int interpolation_order = 1)
    {
        const string owner = nameof(ImageDataGenerator);
        if (zca_whitening) throw new NotSupportedException($"{owner} got zca_whitening, which is not built; use featurewise_center and "
            + "featurewise_std_normalization.");
        Utils.Windows.RequireChannelsLast(owner, data_format);
        if (fill_mode is not ("nearest" or "constant" or "reflect" or "wrap"))
            throw new ArgumentException($"{owner} got fill_mode '{fill_mode}'; it takes \"nearest\", \"constant\", \"reflect\" or "
                + "\"wrap\".");
        if (interpolation_order is not (0 or 1)) throw new NotSupportedException($"{owner} got interpolation_order "
            + $"{interpolation_order}; 0 and 1 are built.");
        if (validation_split is not (>= 0 and < 1)) throw new ArgumentException($"{owner} got validation_split {validation_split}; it "
            + "takes 0 up to, but not including, 1.");
        if (!double.IsFinite(rotation_range) || !double.IsFinite(shear_range) || !double.IsFinite(channel_shift_range))
            throw new ArgumentException($"{owner} got rotation_range {rotation_range}, shear_range {shear_range} and channel_shift_range "
                + $"{channel_shift_range}; they take finite numbers.");
        if (brightness_range is { } range && !(range.Item1 >= 0 && range.Item2 >= range.Item1 && double.IsFinite(range.Item2)))
            throw new ArgumentException($"{owner} got brightness_range {range}; it takes two factors of 0 or more, the smaller first.");
        _changes = new ImageChanges(rotation_range, width_shift_range, height_shift_range, brightness_range, shear_range, zoom_range,
            channel_shift_range, fill_mode, cval, horizontal_flip, vertical_flip, interpolation_order == 0 ? "nearest" : "bilinear");
        (_centerAll, _scaleAll) = (featurewise_center || featurewise_std_normalization, featurewise_std_normalization);
        (_centerEach, _scaleEach) = (samplewise_center || samplewise_std_normalization, samplewise_std_normalization);
        (_rescale, _function, _validationShare) = (rescale, preprocessing_function, validation_split);
    }

    /// <summary>
    /// Finds the means and standard deviations of the channels, which featurewise_center and featurewise_std_normalization need.
    /// </summary>
    /// <param name="x">[images, height, width, channels], as given to <see cref="flow"/>.</param>
    public void fit(Tensor x)
    {
        Check(x);
        NDArray values = MathOps.Cast(x, TF_DataType.TF_DOUBLE).numpy();
        Axis axes = new[] { 0, 1, 2 };
        _means = np.mean(values, axes).astype(TF_DataType.TF_FLOAT).ToArray<float>();
        _deviations = np.std(values, axes).astype(TF_DataType.TF_FLOAT).ToArray<float>();
    }

    /// <summary>Batches of images in memory.</summary>
    /// <param name="x">[images, height, width, channels], of any type.</param>
    /// <param name="y">Targets, [images, ..]; null for images alone.</param>
    /// <param name="batch_size">Images in a batch; the last one may have fewer.</param>
    /// <param name="shuffle">True for an order drawn anew in each pass.</param>
    /// <param name="sample_weight">Weight of each image, [images].</param>
    /// <param name="seed">Where order and changes come from; the global stream unless given.</param>
    /// <param name="subset">"training" or "validation", with a validation_split; null for all images.</param>
    /// <returns>Batches of (images, targets, weights), float32 images.</returns>
    /// <exception cref="ArgumentException">Shapes or counts do not fit.</exception>
    public ImageIterator flow(Tensor x, Tensor? y = null, int batch_size = 32, bool shuffle = true, Tensor? sample_weight = null,
        int? seed = null, string? subset = null)
    {
        Check(x);
        int images = checked((int)x.shape[0]);
        if (y is not null && (y.ndim == 0 || y.shape[0] != images))
            throw new ArgumentException($"flow got x of shape {x.shape} and y of shape {y.shape}; both take one entry an image along the "
                + "first axis.");
        if (sample_weight is not null && (sample_weight.ndim != 1 || sample_weight.shape[0] != images || y is null))
            throw new ArgumentException($"flow got sample_weight of shape {sample_weight.shape} for "
                + $"{images} images{(y is null ? " without y" : "")}; it takes y and shape [{images}].");
        (int from, int to) = Part(images, subset);
        if (from == to) throw new ArgumentException($"flow got {images} images and validation_split {_validationShare}, which leaves "
            + $"none for {subset ?? "training"}.");
        return new ImageIterator(to - from, batch_size, shuffle, seed, x.shape[1..], null, (numbers, stream) =>
        {
            using Tensor rows = Tensor.From<int>(Array.ConvertAll(numbers, i => i + from), Shape.Of(numbers.Length));
            var batch = new Tensors(Change(MathOps.Cast(ArrayOps.Gather(x, rows, 0), TF_DataType.TF_FLOAT), stream));
            if (y is not null) batch.Add(ArrayOps.Gather(y, rows, 0));
            if (sample_weight is not null) batch.Add(ArrayOps.Gather(sample_weight, rows, 0));
            return batch;
        });
    }

    /// <summary>Batches of the images of a folder that has one folder a class.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="target_size">Height and width that images are brought to; (256, 256) unless given.</param>
    /// <param name="color_mode">rgb, grayscale or rgba.</param>
    /// <param name="classes">The classes in their order; the folders' names in alphabetical order unless given.</param>
    /// <param name="class_mode">
    /// Targets: categorical (one-hot), binary (0 or 1), sparse (numbers), input (the images) or null for none.
    /// </param>
    /// <param name="batch_size">Images in a batch; the last one may have fewer.</param>
    /// <param name="shuffle">True for an order drawn anew in each pass; false for that of classes and names.</param>
    /// <param name="seed">Where order and changes come from; the global stream unless given.</param>
    /// <param name="subset">"training" or "validation", with a validation_split; null for all images.</param>
    /// <param name="interpolation">nearest or bilinear, for images of another size.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">A class has no folder, there is no image, or a word is unknown.</exception>
    /// <exception cref="NotSupportedException">There are images of kinds that are not read.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; this is found when it is read.</exception>
    public ImageIterator flow_from_directory(string directory, (int Height, int Width)? target_size = null, string color_mode = "rgb",
        IReadOnlyList<string>? classes = null, string? class_mode = "categorical", int batch_size = 32, bool shuffle = true,
        int? seed = null, string? subset = null, string interpolation = "nearest")
    {
        const string owner = nameof(flow_from_directory);
        ImageTargets targets = class_mode switch
        {
            "categorical" => ImageTargets.OneHot,
            "binary" => ImageTargets.Binary, "sparse" => ImageTargets.Numbers,
            "input" => ImageTargets.Images, null => ImageTargets.None,
            _ => throw new ArgumentException($"{owner} got class_mode '{class_mode}'; it takes \"categorical\", \"binary\", \"sparse\", "
                + "\"input\" or null."),
        };
        var loader = new ImageLoader(owner, color_mode, target_size ?? (256, 256), interpolation);
        ImageFolder all = ImageFolder.Open(directory, classes, labelled: true, owner);
        if (targets == ImageTargets.Binary && all.Classes.Length != 2)
            throw new ArgumentException($"{owner} got class_mode 'binary' for the {all.Classes.Length} classes "
                + $"{string.Join(", ", all.Classes)}; it takes 2.");
        // As in Keras each class gives its share, so that both parts have images of all.
        ImageFolder folder = all.Select(Enumerable.Range(0, all.Files.Length).GroupBy(i => all.Labels[i]).SelectMany(group =>
        {
            int[] numbers = [.. group];
            (int from, int to) = Part(numbers.Length, subset);
            return numbers[from..to];
        }));
        if (folder.Files.Length == 0) throw new ArgumentException($"{owner} got validation_split {_validationShare} of "
            + $"{all.Files.Length} images, which leaves none for {subset}.");
        Console.Out.WriteLine($"Found {folder.Files.Length} images belonging to {folder.Classes.Length} classes.");
        (int height, int width) = loader.Size!.Value;
        return new ImageIterator(folder.Files.Length, batch_size, shuffle, seed, Shape.Of(height, width, loader.Channels), folder,
            (numbers, stream) =>
        {
            Tensor images = Change(loader.Read(folder.Files, numbers), stream);
            return targets switch
            {
                ImageTargets.None => new Tensors(images),
                ImageTargets.Images => new Tensors(images, images),
                _ => new Tensors(images, targets.Of(folder.Labels, numbers, folder.Classes.Length, TF_DataType.TF_FLOAT)),
            };
        });
    }

    private static void Check(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ndim != 4 || x.shape[0] == 0)
            throw new ArgumentException($"{nameof(ImageDataGenerator)} got x of shape {x.shape}; it takes [images, height, width, "
                + "channels]. "
                + "Add a channel axis with np.expand_dims(x, -1).");
    }

    /// <summary>The first and the last but one of the images that a part has: validation comes first.</summary>
    private (int From, int To) Part(int images, string? subset)
    {
        if (subset is not (null or "training" or "validation") || (subset is not null && _validationShare == 0))
            throw new ArgumentException($"Got subset '{subset}' and validation_split {_validationShare}; subset takes \"training\" or "
                + "\"validation\", "
                + "and the generator a validation_split.");
        int validation = (int)(images * _validationShare);
        return subset switch { "training" => (validation, images), "validation" => (0, validation), _ => (0, images) };
    }

    /// <summary>Images as they go to the model.</summary>
    private Tensor Change(Tensor images, RandomStream stream)
    {
        if (_centerAll && _means is null)
            throw new InvalidOperationException("The generator was told to subtract the data's mean, which it does not know; call its "
                + "fit(x) first.");
        images = _changes.Apply(images, stream);
        int count = (int)images.shape[0], channels = (int)images.shape[3], size = checked((int)(images.size / count));
        for (int i = 0; i < count; i++)
        {
            Span<float> image = images.Span<float>().Slice(i * size, size);
            if (_function is not null) Call(_function, image, images.shape[1..]);
            if (_rescale is { } factor)
                foreach (ref float value in image) value *= (float)factor;
            if (_centerEach) Standardize(image);
            if (!_centerAll) continue;
            for (int k = 0; k < image.Length; k++)
            {
                int channel = k % channels;
                image[k] = (image[k] - _means![channel]) / (_scaleAll ? _deviations![channel] + Tiny : 1);
            }
        }
        return images;
    }

    private static void Call(Func<NDArray, NDArray> function, Span<float> image, Shape shape)
    {
        NDArray result = function(Tensor.From<float>(image, shape).numpy());
        if (result.shape != shape) throw new ArgumentException($"The preprocessing_function made shape {result.shape} of {shape}; it "
            + "takes one that keeps the shape.");
        result.astype(TF_DataType.TF_FLOAT).AsSpan<float>().CopyTo(image);
    }

    private void Standardize(Span<float> image)
    {
        double mean = 0, squares = 0;
        foreach (float value in image) mean += value;
        mean /= image.Length;
        foreach (float value in image) squares += (value - mean) * (value - mean);
        float scale = _scaleEach ? (float)(1 / (Math.Sqrt(squares / image.Length) + Tiny)) : 1;
        foreach (ref float value in image) value = (float)(value - mean) * scale;
    }
}
