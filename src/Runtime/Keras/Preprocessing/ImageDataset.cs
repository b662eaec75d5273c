using Tensorflow.Operations;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>Makes data sets of folders of images.</summary>
internal static class ImageDataset
{
    private const string Owner = "image_dataset_from_directory";

    /// <inheritdoc cref="Utils.KerasUtils.image_dataset_from_directory"/>
    public static IDatasetV2 FromDirectory(string directory, string? labels, string? label_mode, IReadOnlyList<string>? class_names,
        string color_mode, int batch_size, (int Height, int Width)? image_size, bool shuffle, int? seed, double? validation_split,
        string? subset, string interpolation)
    {
        if (labels is not (null or "inferred"))
            throw new ArgumentException($"{Owner} got labels '{labels}'; it takes \"inferred\" (a folder for each class) or null for "
                + "none.");
        if (batch_size < 1) throw new ArgumentException($"{Owner} got batch_size {batch_size}; it takes 1 or more.");
        ImageTargets targets = labels is null ? ImageTargets.None : label_mode switch
        {
            "int" => ImageTargets.Numbers,
            "categorical" => ImageTargets.OneHot, "binary" => ImageTargets.Binary,
            null => ImageTargets.None,
            _ => throw new ArgumentException($"{Owner} got label_mode '{label_mode}'; it takes \"int\", \"categorical\", \"binary\" or "
                + "null."),
        };
        var loader = new ImageLoader(Owner, color_mode, image_size ?? (256, 256), interpolation);
        ImageFolder folder = ImageFolder.Open(directory, class_names, labels is not null, Owner);
        if (targets == ImageTargets.Binary && folder.Classes.Length != 2)
            throw new ArgumentException($"{Owner} got label_mode 'binary' for the {folder.Classes.Length} classes "
                + $"{string.Join(", ", folder.Classes)}; it takes 2.");
        string found = $"Found {folder.Files.Length} files{(labels is null ? "" : $" belonging to {folder.Classes.Length} classes")}.";
        ImageFolder part = Part(folder, shuffle, seed, validation_split, subset);
        Console.Out.WriteLine(found);
        if (subset is not null) Console.Out.WriteLine($"Using {part.Files.Length} files for {subset}.");

        IDatasetV2 numbers = Binding.tf.data.Dataset.range(part.Files.Length);
        if (shuffle) numbers = numbers.shuffle(part.Files.Length, seed);
        IDatasetV2 dataset = numbers.batch(batch_size).map((Tensors batch) => Load(part, loader, targets, batch[0]));
        dataset.class_names = part.Classes;
        return dataset;
    }

    private static Tensors Load(ImageFolder folder, ImageLoader loader, ImageTargets targets, Tensor batch)
    {
        int[] rows = [.. batch.AsSpan<long>().ToArray().Select(i => (int)i)];
        Tensor images = loader.Read(folder.Files, rows);
        return targets == ImageTargets.None ? new Tensors(images)
            : new Tensors(images, targets.Of(folder.Labels, rows, folder.Classes.Length, TF_DataType.TF_INT32));
    }

    /// <summary>As Keras: files are put into an order that the seed gives, and validation gets the last of them.</summary>
    private static ImageFolder Part(ImageFolder folder, bool shuffle, int? seed, double? split, string? subset)
    {
        if (split is null != subset is null || (split is { } share && share is not (> 0 and < 1)) || subset
            is not (null or "training" or "validation"))
            throw new ArgumentException($"{Owner} got validation_split {split?.ToString() ?? "null"} and subset '{subset}'; it takes "
                + "both, a share between 0 and 1 "
                + "and \"training\" or \"validation\", or neither.");
        if (split is null) return folder;
        if (shuffle && seed is null)
            throw new ArgumentException($"{Owner} got a validation_split without a seed; give both calls the same one, so that the two "
                + "parts share no file, or shuffle: false.");
        int files = folder.Files.Length, validation = (int)(split.Value * files);
        int[] order = shuffle ? RandomOps.Permutation(files, new RandomStream(seed!.Value)) : [.. Enumerable.Range(0, files)];
        (int from, int to) = subset == "training" ? (0, files - validation) : (files - validation, files);
        if (from == to) throw new ArgumentException($"{Owner} got validation_split {split} of {files} files, which leaves none for "
            + $"{subset}.");
        return folder.Select(order[from..to]);
    }
}
