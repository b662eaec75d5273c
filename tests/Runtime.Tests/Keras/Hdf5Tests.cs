using Tensorflow;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Saving.Hdf5;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects the HDF5 module: what is written reads back, and no damaged file does harm.</summary>
[TestClass]
public sealed class Hdf5Tests
{
    internal static byte[] Write(IHdf5Group root)
    {
        using var stream = new MemoryStream();
        OwnHdf5.Library.Write(stream, root);
        return stream.ToArray();
    }

    internal static IHdf5Group Open(byte[] file) => OwnHdf5.Library.Open(new MemoryStream(file), "x.h5");

    private static Hdf5TensorDataset Numbers(int count, int first = 0) =>
        new(Tensor.From<float>(Enumerable.Range(first, count).Select(i => i / 4f).ToArray(), Shape.Of(count)));

    private static float[] Floats(IHdf5Node? node)
    {
        var dataset = (IHdf5Dataset)node!;
        float[] values = new float[dataset.Shape.size];
        dataset.CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    [TestMethod]
    public void Groups_values_and_attributes_read_back()
    {
        var root = new Hdf5Group();
        root.Set("text", "grün");
        root.Set("none", "");
        root.Set("names", Hdf5Value.Of(["a/kernel:0", "ö"]));
        root.Set("empty", Hdf5Value.Of([]));
        root.Add("a/b/floats", Numbers(5));
        root.Add("a/scalar", new Hdf5TensorDataset(Tensor.From<long>([1L << 40], Shape.Scalar)));
        root.Add("a/doubles", new Hdf5TensorDataset(Tensor.From<double>([1, 2, 3, 4, 5, 6], (2, 3))));
        root.Add("a/nothing", new Hdf5TensorDataset(Tensor.From<int>([], (0, 3))));
        IHdf5Group read = Open(Write(root));
        Assert.AreEqual("grün", read.Text("text"));
        Assert.AreEqual("", read.Text("none"));
        CollectionAssert.AreEqual(new[] { "a/kernel:0", "ö" }, read.Attributes["names"].Texts);
        Assert.AreEqual((Hdf5Type.Float64, Shape.Of(0)), (read.Attributes["empty"].Type, read.Attributes["empty"].Shape));
        CollectionAssert.AreEqual(new[] { 0, 0.25f, 0.5f, 0.75f, 1 }, Floats(read.Find("a/b/floats")));
        Assert.AreEqual(1L << 40, KerasH5Values.Integer((IHdf5Dataset)read.Find("a/scalar")!, "scalar"));
        var doubles = (IHdf5Dataset)read.Find("a/doubles")!;
        Assert.AreEqual((Hdf5Type.Float64, Shape.Of(2, 3)), (doubles.Type, doubles.Shape));
        Assert.AreEqual(Shape.Of(0, 3), ((IHdf5Dataset)read.Find("a/nothing")!).Shape);
        CollectionAssert.AreEquivalent(new[] { "b", "scalar", "doubles", "nothing" }, read.FindGroup("a")!.Names.ToArray());
        Assert.IsNull(read.Find("a/b/c"));
        Assert.IsNull(read.Find("a/scalar/c"));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(8)]
    [DataRow(9)]
    [DataRow(257)]
    [DataRow(9000)]
    public void A_group_of_any_size_reads_back(int count)
    {
        // 8 links a list, 32 lists a node: 9,000 need a tree of three levels.
        var root = new Hdf5Group();
        for (int i = 0; i < count; i++) root.Add($"group/link {i * 7919 % 100003}", Numbers(1, i));
        root.Group("group");
        IHdf5Group read = Open(Write(root)).FindGroup("group")!;
        Assert.HasCount(count, read.Names);
        for (int i = 0; i < count; i += 1 + count / 50) Assert.AreEqual(i / 4f, Floats(read.Child($"link {i * 7919 % 100003}"))[0]);
    }

    [TestMethod]
    public void Texts_above_64_KB_read_back_and_larger_attributes_are_refused()
    {
        var root = new Hdf5Group();
        string json = string.Concat(Enumerable.Repeat("é{}", 100_000));
        root.Set("model_config", json);
        root.Set("short", "abc");
        Assert.AreEqual(json, Open(Write(root)).Text("model_config"));
        root.Set("names", Hdf5Value.Of(Enumerable.Repeat(new string('x', 700), 100).ToArray()));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Write(root)).Message, "'names'");
    }

    [TestMethod]
    public void Names_above_64_KB_are_spread_as_Keras_does()
    {
        string[] names = [.. Enumerable.Range(0, 1500).Select(i => $"layer_{i}/".PadRight(99, 'x'))];
        var root = new Hdf5Group();
        KerasH5Attributes.Write(root, "weight_names", names);
        IHdf5Group read = Open(Write(root));
        // 1500 x 99 bytes are three parts of at most 64,512 bytes.
        CollectionAssert.AreEqual(new[] { "weight_names0", "weight_names1", "weight_names2" }, read.Attributes.Keys.ToArray());
        Assert.AreEqual(Shape.Of(500), read.Attributes["weight_names2"].Shape);
        CollectionAssert.AreEqual(names, KerasH5Attributes.Read(read, "weight_names", "x").ToArray());
        Assert.ThrowsExactly<InvalidDataException>(() => KerasH5Attributes.Read(read, "layer_names", "x"));
    }

    [TestMethod]
    public void Two_writings_give_the_same_bytes()
    {
        var root = new Hdf5Group();
        root.Set("text", "abc");
        root.Add("a/b", Numbers(100));
        CollectionAssert.AreEqual(Write(root), Write(root));
    }

    [TestMethod]
    public void What_is_no_HDF5_file_is_refused()
    {
        foreach (byte[] file in new[] { [], new byte[1000], "PK\x03\x04 and more"u8.ToArray(), "{\"format\": \"layers-model\"}"u8.ToArray() })
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Open(file)).Message, "x.h5");
        byte[] good = Write(new Hdf5Group());
        good[8] = 9;
        Assert.ThrowsExactly<NotSupportedException>(() => Open(good));
    }

    [TestMethod]
    public void A_group_that_contains_itself_comes_to_an_end()
    {
        var root = new Hdf5Group();
        root.Group("a/b");
        byte[] file = Write(root);
        // The root's object is put in the place of its child's: a/a/a and so on is the root again.
        long rootAt = BitConverter.ToInt64(file, 64);
        int list = file.AsSpan().LastIndexOf("SNOD"u8);
        BitConverter.GetBytes(rootAt).CopyTo(file, list + 16);
        IHdf5Group read = Open(file);
        Assert.IsNotNull(read.Find("a/a/a/a"));
        Assert.AreEqual(0, KerasH5Model.Budget(read, file.Length));
    }

    [TestMethod]
    public void A_tree_that_leads_back_to_itself_is_refused()
    {
        var root = new Hdf5Group();
        for (int i = 0; i < 400; i++) root.Group($"g{i}");
        byte[] file = Write(root);
        int top = (int)BitConverter.ToInt64(file, 80);
        Assert.AreEqual(1, file[top + 5], "levels below");
        // Both nodes below become the node itself, of the level that its children should have.
        file[top + 5] = 0;
        Assert.ThrowsExactly<InvalidDataException>(() => Open(file).Names.Count);
        file[top + 5] = 1;
        BitConverter.GetBytes((long)top).CopyTo(file, top + 32);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Open(file).Names.Count).Message, "tree");
    }

    [TestMethod]
    public void A_dataset_beyond_the_file_is_refused_before_memory_is_taken()
    {
        var root = new Hdf5Group();
        root.Add("a", Numbers(1237));
        byte[] file = Write(root);
        byte[] size = BitConverter.GetBytes(1237L), huge = BitConverter.GetBytes(400_000_000L);
        int at = file.AsSpan().IndexOf(size);
        Assert.IsGreaterThan(0, at);
        huge.CopyTo(file, at);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var dataset = (IHdf5Dataset)Open(file).Child("a")!;
        Assert.AreEqual(400_000_000, dataset.Shape.size);
        Assert.IsLessThan(file.Length * 16L + (1L << 26) + 1, KerasH5Model.Budget(Open(file), file.Length));
        Assert.IsLessThan(1 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
