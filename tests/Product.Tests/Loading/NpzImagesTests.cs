using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Loading;
using Tensorflow.IO;

namespace MlPipelines.Tests.Loading;

/// <summary>Protects the reading of images from .npz files.</summary>
[TestClass]
public sealed class NpzImagesTests
{
    private readonly TemporaryData _data = new();
    private readonly MLContext _ml = new(seed: 1);

    [TestCleanup]
    public void Cleanup() => _data.Dispose();

    private string Put(NpyArray images, NpyArray labels)
    {
        Npz.Write(_data["a.npz"], [new("x_train", images), new("y_train", labels)]);
        return _data["a.npz"];
    }

    private void Refuses(NpyArray images, NpyArray labels, params string[] parts)
    {
        string path = Put(images, labels);
        InvalidDataException e = Assert.ThrowsExactly<InvalidDataException>(() => _ml.Data.LoadNpz(path));
        foreach (string part in (string[])[path, .. parts]) StringAssert.Contains(e.Message, part);
    }

    [TestMethod]
    public void Whole_numbers_of_any_type_give_the_same_images()
    {
        byte[] pixels = [0, 1, 128, 255, 7, 9, 30, 200];
        NpyArray[] kinds =
        [
            NpyArray.From<byte>(pixels, 2, 2, 2), NpyArray.From<short>([.. pixels.Select(p => (short)p)], 2, 2, 2), NpyArray.From<int>([.. pixels.Select(p => (int)p)], 2, 2, 2),
            NpyArray.From<long>([.. pixels.Select(p => (long)p)], 2, 2, 2, 1), NpyArray.From<float>([.. pixels.Select(p => (float)p)], 2, 2, 2),
            NpyArray.From<double>([.. pixels.Select(p => (double)p)], 2, 2, 2),
        ];
        foreach (NpyArray images in kinds)
        {
            DigitSet set = _ml.Data.LoadNpz(Put(images, NpyArray.From<long>([3, 9], 2, 1))).Set;
            CollectionAssert.AreEqual(pixels, set.Images);
            CollectionAssert.AreEqual(new byte[] { 3, 9 }, set.Labels);
            Assert.AreEqual((2, 2, 1), (set.Height, set.Width, set.Channels));
        }
    }

    [TestMethod]
    public void Coloured_images_and_class_names()
    {
        string path = _data["b.npz"];
        Npz.Write(path, [new("images", NpyArray.From<byte>(new byte[24], 2, 2, 2, 3)), new("labels", NpyArray.From<byte>([1, 0]))], compress: true);
        DigitSet set = _ml.Data.LoadNpz(path, "images", "labels", ["a", "b"]).Set;
        Assert.AreEqual((3, "b"), (set.Channels, set.ClassNames[set.Labels[0]]));
    }

    [TestMethod]
    public void What_is_no_pixel_is_named()
    {
        NpyArray label = NpyArray.From<byte>([1]);
        Refuses(NpyArray.From<float>([1, float.NaN], 1, 1, 2), label, "element 1 is NaN", "0 to 255");
        Refuses(NpyArray.From<float>([0, 0.5f], 1, 1, 2), label, "element 1 is 0.5", "(255 * x)");
        Refuses(NpyArray.From<float>([0, 1f], 1, 1, 2), label, "no value but 0 and 1");
        Refuses(NpyArray.From<int>([0, 256], 1, 1, 2), label, "element 1 is 256");
        Refuses(NpyArray.From<int>([-1, 2], 1, 1, 2), label, "element 0 is -1");
        Refuses(NpyArray.From<double>([0, double.PositiveInfinity], 1, 1, 2), label, "element 1");
    }

    [TestMethod]
    public void What_is_no_label_is_named()
    {
        NpyArray image = NpyArray.From<byte>([1, 2], 1, 1, 2);
        Refuses(image, NpyArray.From<int>([-1]), "element 0 is -1");
        Refuses(image, NpyArray.From<int>([1, 2]), "Int32 [2]", "[1]");
        Refuses(image, NpyArray.From<float>([0, 1], 1, 2), "argmax");
        string path = Put(image, NpyArray.From<int>([2]));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => _ml.Data.LoadNpz(path, classNames: ["a", "b"])).Message, "0 to 1");
    }

    [TestMethod]
    public void Missing_arrays_and_other_shapes_are_named()
    {
        Refuses(NpyArray.From<byte>([1, 2], 1, 2), NpyArray.From<int>([1]), "UInt8 [1, 2]", "[count, height, width]");
        Refuses(NpyArray.From<byte>([], 0, 28, 28), NpyArray.From<int>([], 0), "at least one image");
        Refuses(NpyArray.From<byte>([1, 2], 1, 1, 1, 2), NpyArray.From<int>([1]), "1 or 3");
        string path = Put(NpyArray.From<byte>([1], 1, 1, 1), NpyArray.From<int>([1]));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => _ml.Data.LoadNpz(path, "images")).Message, "no array 'images'; its arrays are x_train");
    }
}
