using Tensorflow;
using Tensorflow.IO;
using Tensorflow.Keras.Callbacks;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects data sets of folders of images, and the reading and writing of single images.</summary>
[TestClass]
[DoNotParallelize]
public sealed class PreprocessingTests
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "images-" + Guid.NewGuid().ToString("N"));
    private TextWriter _out = null!;

    /// <summary>
    /// Three classes of 4, 5 and 6 images of one gray each, 10, 11, ...; one lies deeper, one is a PGM file, one of another size.
    /// </summary>
    [TestInitialize]
    public void MakeImages()
    {
        (_out, int gray) = (Console.Out, 10);
        Console.SetOut(TextWriter.Null);
        foreach ((string name, int count) in ((string, int)[])[("ant", 4), ("bee", 5), ("cow", 6)])
        {
            string folder = Path.Combine(_folder, name);
            for (int i = 0; i < count; i++, gray++)
            {
                string path = Path.Combine(folder, i == 2 ? "deeper" : "", $"image{i}.png");
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                int width = i == 1 ? 9 : 6;
                if (i == 3)
                    File.WriteAllBytes(Path.ChangeExtension(path, ".pgm"), [.. "P5 6 4 255 "u8, .. Enumerable.Repeat((byte)gray, 24)]);
                else PngWriter.Write(path, new ImageData(4, width, 3, [.. Enumerable.Repeat((byte)gray, 4 * width * 3)]));
            }
            File.WriteAllText(Path.Combine(folder, "notes.txt"), "no image");
        }
        Directory.CreateDirectory(Path.Combine(_folder, ".hidden"));
    }

    [TestCleanup]
    public void RemoveImages()
    {
        Console.SetOut(_out);
        Directory.Delete(_folder, recursive: true);
    }

    private IDatasetV2 Open(int size = 4, bool shuffle = false, int? seed = null, double? split = null, string? subset = null,
        string? mode = "int") =>
        keras.utils.image_dataset_from_directory(_folder, label_mode: mode, color_mode: "grayscale", batch_size: size, image_size: (4, 6),
            shuffle: shuffle, seed: seed,
            validation_split: split, subset: subset);

    /// <summary>The grays in the order in which the data set gives them; they say which files they are.</summary>
    private static float[] Grays(IDatasetV2 dataset) =>
        [.. dataset.elements().SelectMany(e => e[0].ToArray<float>().Chunk(24).Select(image => image.Distinct().Single()))];

    [TestMethod]
    public void Batches_have_the_images_and_their_classes_in_order()
    {
        IDatasetV2 dataset = Open();
        CollectionAssert.AreEqual(new[] { "ant", "bee", "cow" }, dataset.class_names);
        Assert.AreEqual(4, dataset.cardinality());
        Tensors first = dataset.elements().First(), last = dataset.elements().Last();
        Assert.AreEqual((new Shape(4, 4, 6, 1), TF_DataType.TF_FLOAT, TF_DataType.TF_INT32), (first[0].shape, first[0].dtype,
            first[1].dtype));
        Assert.AreEqual(new Shape(3, 4, 6, 1), last[0].shape);
        int[] labels = [.. dataset.elements().SelectMany(e => e[1].ToArray<int>())];
        CollectionAssert.AreEqual((int[])[0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2], labels);
        // Files come by their paths: what lies deeper comes first.
        CollectionAssert.AreEqual((float[])[12, 10, 11, 13, 16, 14, 15, 17, 18, 21, 19, 20, 22, 23, 24], Grays(dataset));
    }

    [TestMethod]
    public void Orders_are_drawn_anew_but_follow_the_seed()
    {
        IDatasetV2 one = Open(shuffle: true, seed: 3), two = Open(shuffle: true, seed: 3);
        float[] first = Grays(one), second = Grays(one);
        CollectionAssert.AreEqual(first, Grays(two));
        CollectionAssert.AreEqual(second, Grays(two));
        CollectionAssert.AreNotEqual(first, second);
        CollectionAssert.AreNotEqual(first, Grays(Open(shuffle: true, seed: 4)));
        CollectionAssert.AreEqual(Grays(Open()).Order().ToArray(), first.Order().ToArray());
    }

    [TestMethod]
    public void Training_and_validation_share_no_image()
    {
        foreach (bool shuffle in (bool[])[true, false])
        {
            float[] training = Grays(Open(shuffle: shuffle, seed: 5, split: 0.3, subset: "training"));
            float[] validation = Grays(Open(shuffle: shuffle, seed: 5, split: 0.3, subset: "validation"));
            Assert.HasCount(4, validation);
            CollectionAssert.AreEqual(Enumerable.Range(10, 15).Select(i => (float)i).ToArray(),
                training.Concat(validation).Order().ToArray());
        }
        Assert.ThrowsExactly<ArgumentException>(() => Open(shuffle: true, split: 0.3, subset: "training"),
            "Without a seed the parts would differ.");
        Assert.ThrowsExactly<ArgumentException>(() => Open(split: 0.3));
        Assert.ThrowsExactly<ArgumentException>(() => Open(seed: 1, split: 1.5, subset: "training"));
        Assert.ThrowsExactly<ArgumentException>(() => Open(seed: 1, split: 0.3, subset: "test"));
    }

    [TestMethod]
    public void Labels_come_in_each_form()
    {
        Tensors onehot = Open(size: 5, mode: "categorical").elements().First();
        CollectionAssert.AreEqual((float[])[1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0], onehot[1].ToArray<float>());
        IDatasetV2 two = keras.preprocessing.image_dataset_from_directory(_folder, label_mode: "binary", class_names: ["cow", "ant"],
            batch_size: 100, image_size: (2, 2), shuffle: false);
        Tensors binary = two.elements().Single();
        Assert.AreEqual((new Shape(10, 2, 2, 3), new Shape(10, 1)), (binary[0].shape, binary[1].shape));
        Assert.AreEqual(4f, binary[1].ToArray<float>().Sum());
        CollectionAssert.AreEqual(new[] { "cow", "ant" }, two.class_names);
        Assert.HasCount(1, Open(mode: null).elements().First());
        Tensors unlabelled = keras.utils.image_dataset_from_directory(_folder, labels: null, batch_size: 100,
            image_size: (2, 2)).elements().Single();
        Assert.AreEqual((1, new Shape(15, 2, 2, 3)), (unlabelled.Count, unlabelled[0].shape));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Open(mode: "binary")).Message, "3 classes");
        Assert.ThrowsExactly<ArgumentException>(() => Open(mode: "words"));
    }

    [TestMethod]
    public void Images_of_other_sizes_are_resized_between_pixels()
    {
        string folder = Path.Combine(_folder, "slopes", "one");
        PngWriter.Write(Path.Combine(folder, "slope.png"), new ImageData(1, 4, 1, [0, 40, 80, 120]));
        float[] Read(string interpolation) => keras.utils.image_dataset_from_directory(Path.GetDirectoryName(folder)!,
            color_mode: "grayscale", image_size: (1, 2),
            interpolation: interpolation).elements().Single()[0].ToArray<float>();
        CollectionAssert.AreEqual(new float[] { 20, 100 }, Read("bilinear"));
        CollectionAssert.AreEqual(new float[] { 40, 120 }, Read("nearest"));
        Assert.ThrowsExactly<NotSupportedException>(() => Read("bicubic"));
    }

    [TestMethod]
    public void What_cannot_be_read_is_named()
    {
        StringAssert.Contains(Assert.ThrowsExactly<DirectoryNotFoundException>(() => keras.utils.image_dataset_from_directory(_folder
            + "x")).Message, "does not exist");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => keras.utils.image_dataset_from_directory(_folder,
            class_names: ["ant", "dog"])).Message, "classes dog");
        Directory.CreateDirectory(Path.Combine(_folder, "ant", "empty", "class"));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => keras.utils.image_dataset_from_directory(Path.Combine(_folder,
            "ant", "empty"))).Message, "found no image");
        string damaged = Path.Combine(_folder, "bee", "image0.png");
        File.WriteAllBytes(damaged, File.ReadAllBytes(damaged)[..^30]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Grays(Open())).Message, damaged);
        File.WriteAllText(Path.Combine(_folder, "cow", "photo.JPG"), "");
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => Open()).Message, "photo.JPG");
    }

    [TestMethod]
    public void A_model_is_trained_on_a_folder()
    {
        keras.backend.clear_session();
        keras.utils.set_random_seed(2);
        var model = keras.Sequential([keras.layers.Flatten(input_shape: (4, 6, 1)), keras.layers.Dense(3, activation: "softmax")]);
        model.compile(keras.optimizers.Adam(0.001), "sparse_categorical_crossentropy", "accuracy");
        var history = (History)model.fit(Open(shuffle: true, seed: 1), epochs: 3, verbose: 0, validation_data: Open());
        Assert.HasCount(3, history.history["val_loss"]);
        Assert.IsTrue(history.history["loss"].All(float.IsFinite));
    }

    [TestMethod]
    public void Single_images_are_read_and_written()
    {
        string path = Path.Combine(_folder, "image.png");
        keras.utils.save_img(path, tf.constant(new float[,,] { { { 0 }, { 1 } }, { { 2 }, { 4 } } }));
        CollectionAssert.AreEqual(new float[] { 0, 64, 128, 255 }, keras.utils.load_img(path, color_mode: "grayscale").ToArray<float>());
        keras.preprocessing.image.save_img(path, tf.constant(new float[,,] { { { -5, 10, 300 } } }), scale: false);
        CollectionAssert.AreEqual(new float[] { 0, 10, 255 },
            keras.preprocessing.image.img_to_array(keras.preprocessing.image.load_img(path)).ToArray<float>());
        Assert.AreEqual(new Shape(5, 7, 4), keras.utils.load_img(path, "rgba", target_size: (5, 7)).shape);
        Assert.ThrowsExactly<NotSupportedException>(() => keras.utils.save_img("x.jpg", tf.constant(1f)));
        Assert.ThrowsExactly<ArgumentException>(() => keras.utils.save_img(path, tf.constant(1f)));
    }

    [TestMethod]
    public void Flow_from_directory_gives_targets_in_each_form()
    {
        var generator = keras.preprocessing.image.ImageDataGenerator(rescale: 1 / 255.0, validation_split: 0.25);
        Tensorflow.Keras.Preprocessing.ImageIterator sparse = generator.flow_from_directory(_folder, target_size: (4, 6),
            color_mode: "grayscale", class_mode: "sparse", batch_size: 4, shuffle: false);
        Assert.AreEqual((15, 3, 4, 4L, new Shape(4, 6, 1)), (sparse.samples, sparse.num_classes, sparse.Length, sparse.cardinality(),
            sparse.image_shape));
        Assert.AreEqual(2, sparse.class_indices["cow"]);
        CollectionAssert.AreEqual((int[])[0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2], sparse.classes);
        Assert.AreEqual(12f / 255, sparse.elements().First()[0].ToArray<float>()[0], 1e-7f);
        CollectionAssert.AreEqual(new float[] { 1, 1, 1, 1 }, sparse.elements().Skip(1).First()[1].ToArray<float>());
        Assert.AreEqual(new Shape(4, 3), Form("categorical")[1].shape);
        Tensors both = Form("input");
        Assert.AreSame(both[0], both[1]);
        Assert.HasCount(1, Form(null));
        Assert.ThrowsExactly<ArgumentException>(() => Form("binary"));
        Assert.ThrowsExactly<ArgumentException>(() => Form("int"));
        string[] training = Files("training"), validation = Files("validation");
        Assert.HasCount(3, validation, "A quarter of 4, 5 and 6 images each: 1, 1 and 1.");
        Assert.HasCount(12, training);
        Assert.IsFalse(training.Intersect(validation).Any());

        Tensors Form(string? mode) => generator.flow_from_directory(_folder, target_size: (4, 6), class_mode: mode,
            batch_size: 4).elements().First();
        string[] Files(string subset) => generator.flow_from_directory(_folder, subset: subset).filepaths;
    }
}
