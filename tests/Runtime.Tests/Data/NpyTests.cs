using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tensorflow.IO;

namespace MlPipelines.Tests.Data;

[TestClass]
public sealed class NpyTests
{
    private static readonly NpyType[] Types = Enum.GetValues<NpyType>();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"mlp-npy-{Guid.NewGuid():N}");

    private string File1 => Path.Combine(_folder, "a.npy");

    private string Archive => Path.Combine(_folder, "a.npz");

    [TestInitialize]
    public void Setup() => Directory.CreateDirectory(_folder);

    [TestCleanup]
    public void Cleanup() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void BytesAreThoseNumpyWrites()
    {
        // np.save of np.array([[1, 2, 3]], '<i2'): 10 bytes, the dictionary, spaces and a newline up to 128 bytes, the data.
        string header = "{'descr': '<i2', 'fortran_order': False, 'shape': (1, 3), }".PadRight(117) + "\n";
        byte[] expected = [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(header), 1, 0, 2, 0, 3, 0];
        Npy.Write(File1, NpyArray.From<short>([1, 2, 3], 1, 3));
        CollectionAssert.AreEqual(expected, File.ReadAllBytes(File1));
        Assert.HasCount(1, Directory.GetFiles(_folder));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void EveryVersionIsRead(int version)
    {
        NpyArray array = Read("{\"shape\": (2,), 'fortran_order':False, 'descr': '<f4'}\n", [0, 0, 128, 63, 0, 0, 0, 64], version);
        CollectionAssert.AreEqual(new[] { 1f, 2f }, array.ToArray<float>());
        CollectionAssert.AreEqual(new long[] { 2 }, array.Shape);
    }

    [TestMethod]
    public void FortranOrderBecomesRowMajor()
    {
        // Element [i, j, k] of shape [2, 3, 2] is 100 i + 10 j + k; the first axis runs fastest in the file.
        var file = new List<byte>();
        var expected = new List<byte>();
        for (int k = 0; k < 2; k++)
            for (int j = 0; j < 3; j++)
                for (int i = 0; i < 2; i++) file.AddRange(BitConverter.GetBytes((short)(100 * i + 10 * j + k)));
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 3; j++)
                for (int k = 0; k < 2; k++) expected.AddRange(BitConverter.GetBytes((short)(100 * i + 10 * j + k)));
        NpyArray array = Read("{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3, 2), }", [.. file]);
        CollectionAssert.AreEqual(expected, array.Data);
    }

    [TestMethod]
    public void ASingleNumberAndAnEmptyArrayAreRead()
    {
        Assert.AreEqual(7, Read("{'descr': '<i4', 'fortran_order': False, 'shape': (), }", [7, 0, 0, 0]).ToArray<int>().Single());
        NpyArray empty = Read("{'descr': '<f8', 'fortran_order': True, 'shape': (0, 9223372036854775807), }", []);
        Assert.AreEqual(0, empty.Count);
    }

    [TestMethod]
    [DataRow("'>f4'")]
    [DataRow("'<c8'")]
    [DataRow("'|O'")]
    [DataRow("'<U3'")]
    [DataRow("[('a', '<f4')]")]
    public void OtherElementTypesAreRefusedWithARemedy(string descr)
    {
        var e = Assert.ThrowsExactly<NotSupportedException>(() => Read($"{{'descr': {descr}, 'fortran_order': False, 'shape': (1,), }}", new byte[4]));
        StringAssert.Contains(e.Message, File1);
        StringAssert.Contains(e.Message, "Save");
    }

    [TestMethod]
    [DataRow("{'descr': '|u1', 'fortran_order': False, 'shape': (5,), }", 4, "takes 5 bytes, but 4 follow")]
    [DataRow("{'descr': '|u1', 'fortran_order': False, 'shape': (5,), }", 6, "takes 5 bytes, but 6 follow")]
    [DataRow("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4), }", 0, "above the limit")]
    [DataRow("{'descr': '|u1', 'fortran_order': False, 'shape': (2000000000,), }", 4, "takes 2000000000 bytes, but 4 follow")]
    [DataRow("{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999,), }", 0, "axis length")]
    [DataRow("{'descr': '|u1', 'fortran_order': False, 'shape': (-1,), }", 0, "axis length")]
    [DataRow("{'descr': '|u1', 'fortran_order': False, }", 1, "the keys descr, fortran_order and shape")]
    [DataRow("{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", 1, "each once")]
    [DataRow("{'descr': '|u1', 'fortran_order': Maybe, 'shape': (1,), }", 1, "True or False")]
    [DataRow("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), } x", 1, "nothing but spaces")]
    [DataRow("{'descr': '|u1", 1, "the end of a string")]
    [DataRow("", 1, "'{'")]
    public void ADamagedHeaderIsNamed(string header, int dataBytes, string reason)
    {
        var e = Assert.ThrowsExactly<InvalidDataException>(() => Read(header, new byte[dataBytes]));
        StringAssert.Contains(e.Message, File1);
        StringAssert.Contains(e.Message, reason);
    }

    [TestMethod]
    public void AHeaderThatClaimsGigabytesCostsNoMemory()
    {
        File.WriteAllBytes(File1, [0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 127, 1, 2, 3]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Npy.Read(File1)).Message, "claims 2147483647 bytes");
        File.WriteAllText(File1, "no array at all");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Npy.Read(File1)).Message, "not a .npy file");
    }

    [TestMethod]
    public void WhatIsWrittenIsReadBack() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), ArbMap.Default.ArbFor<byte>(), (lengths, choice) =>
        {
            NpyArray array = RandomArray(lengths, choice);
            Npy.Write(File1, array);
            Npz.Write(Archive, [new("x", array), new("y/z", array)], compress: choice % 2 == 0);
            Dictionary<string, NpyArray> read = Npz.Read(Archive);
            return read.Count == 2 && Same(array, Npy.Read(File1)) && Same(array, read["x"]) && Same(array, read["y/z"]);
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void ToArrayGivesTheValuesAndRefusesAnotherType()
    {
        NpyArray array = NpyArray.From<long>([long.MinValue, 5]);
        CollectionAssert.AreEqual(new[] { long.MinValue, 5 }, array.ToArray<long>());
        Assert.ThrowsExactly<ArgumentException>(() => array.ToArray<double>());
        Assert.ThrowsExactly<ArgumentException>(() => NpyArray.From<long>([1, 2, 3], 2, 2));
    }

    [TestMethod]
    public void AnArchiveThatIsNoZipIsNamed()
    {
        foreach (byte[] content in new[] { [], "plain text"u8.ToArray(), "PK\x3\x4 and no more"u8.ToArray() })
        {
            File.WriteAllBytes(Archive, content);
            var e = Assert.ThrowsExactly<InvalidDataException>(() => Npz.Read(Archive));
            StringAssert.Contains(e.Message, Archive);
            StringAssert.Contains(e.Message, "is no zip");
        }
    }

    [TestMethod]
    public void AFlippedByteOfTheDataIsFound()
    {
        Npz.Write(Archive, [new("x", NpyArray.From<byte>(new byte[1000]))]);
        byte[] content = File.ReadAllBytes(Archive);
        content[500] ^= 1;
        File.WriteAllBytes(Archive, content);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Npz.Read(Archive)).Message, "checksum");
    }

    [TestMethod]
    public void AnArchiveAboveTheLimitIsRefused()
    {
        Npz.Write(Archive, [new("x", NpyArray.From<byte>(new byte[1000])), new("y", NpyArray.From<byte>(new byte[1000]))], compress: true);
        Assert.HasCount(2, Npz.Read(Archive, maxBytes: 2000));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Npz.Read(Archive, maxBytes: 1999)).Message, "limit");
    }

    [TestMethod]
    public void AFailedWriteKeepsTheOldFileAndLeavesNoOther()
    {
        Npz.Write(Archive, [new("x", NpyArray.From<byte>([1]))]);
        byte[] before = File.ReadAllBytes(Archive);
        NpyArray array = NpyArray.From<byte>([2]);
        Assert.ThrowsExactly<ArgumentException>(() => Npz.Write(Archive, [new("x", array), new("x", array)]));
        CollectionAssert.AreEqual(before, File.ReadAllBytes(Archive));
        Assert.HasCount(1, Directory.GetFiles(_folder));
    }

    [TestMethod]
    public void DamagedFilesGiveOneKindOfErrorAndTakeLittleMemory()
    {
        var random = new Random(5);
        Npy.Write(File1, RandomArray([3, 4], 4));
        Npz.Write(Archive, [new("x", RandomArray([3, 4], 1)), new("y", RandomArray([500], 3))]);
        string packed = Path.Combine(_folder, "packed.npz");
        Npz.Write(packed, [new("x", RandomArray([3, 4], 1)), new("y", RandomArray([500], 3))], compress: true);
        int refused = 0, accepted = 0;
        foreach (string path in new[] { File1, Archive, packed })
        {
            byte[] good = File.ReadAllBytes(path);
            for (int round = 0; round < 700; round++)
            {
                byte[] bad = random.Next(4) == 0 ? good[..random.Next(good.Length)] : [.. good];
                for (int flips = random.Next(6); flips > 0 && bad.Length > 0; flips--) bad[random.Next(bad.Length)] = (byte)random.Next(256);
                File.WriteAllBytes(path, bad);
                long before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    if (path == File1) Npy.Read(path);
                    else Npz.Read(path);
                    accepted++;
                }
                catch (Exception e) when (e is InvalidDataException or NotSupportedException)
                {
                    refused++;
                }
                Assert.IsLessThan(20_000_000L, GC.GetAllocatedBytesForCurrentThread() - before);
            }
        }
        Assert.IsGreaterThan(500, refused);
        Assert.IsGreaterThan(100, accepted);
    }

    [TestMethod]
    public void MnistWithWrongContentsIsNamed()
    {
        Check("label 3 of 'y_train' is 10", ("y_train", NpyArray.From<byte>([1, 2, 3, 10])));
        Check("'y_train' has 5 labels and 'x_train' 4 images", ("y_train", NpyArray.From<byte>(new byte[5])));
        Check("'x_test' has shape [4, 28, 27]", ("x_test", NpyArray.From<byte>(new byte[4 * 28 * 27], 4, 28, 27)));
        Check("'y_test' is Int64 [4], expected UInt8", ("y_test", NpyArray.From<long>(new long[4])));
        Check("'x_test' is missing", ("x_test", null));

        void Check(string reason, (string Name, NpyArray? Array) change)
        {
            MnistNpz(_folder, 4, change);
            string path = Path.Combine(_folder, "made.npz");
            var e = Assert.ThrowsExactly<InvalidDataException>(() => KerasCache.ReadMnist(path));
            StringAssert.Contains(e.Message, path);
            StringAssert.Contains(e.Message, reason);
        }
    }

    /// <summary>Makes a small mnist.npz (random pixels), with one array changed or left out, and gives its bytes.</summary>
    internal static byte[] MnistNpz(string folder, int rows, (string Name, NpyArray? Array)? change = null)
    {
        byte[] pixels = new byte[rows * 28 * 28], labels = new byte[rows];
        new Random(2).NextBytes(pixels);
        for (int i = 0; i < rows; i++) labels[i] = (byte)(i % 10);
        var arrays = new Dictionary<string, NpyArray>
        {
            ["x_train"] = NpyArray.From<byte>(pixels, rows, 28, 28),
            ["y_train"] = NpyArray.From<byte>(labels),
            ["x_test"] = NpyArray.From<byte>(pixels, rows, 28, 28),
            ["y_test"] = NpyArray.From<byte>(labels),
        };
        if (change is { } c)
        {
            arrays.Remove(c.Name);
            if (c.Array is not null) arrays[c.Name] = c.Array;
        }
        string path = Path.Combine(folder, "made.npz");
        Npz.Write(path, arrays, compress: true);
        byte[] bytes = File.ReadAllBytes(path);
        if (change is null) File.Delete(path);
        return bytes;
    }

    private NpyArray Read(string header, byte[] data, int version = 1)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes((uint)text.Length);
        File.WriteAllBytes(File1, [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. data]);
        return Npy.Read(File1);
    }

    private static NpyArray RandomArray(int[] lengths, int choice)
    {
        NpyType type = Types[choice % Types.Length];
        long[] shape = [.. lengths.Take(4).Select(length => Math.Abs((long)length) % (lengths.Length == 1 ? 1000 : 6))];
        byte[] data = new byte[shape.Aggregate(1L, (product, length) => product * length) * ElementSize(type)];
        new Random(choice).NextBytes(data);
        return new NpyArray(type, shape, data);
    }

    private static int ElementSize(NpyType type) => new NpyArray(type, [0], []).ElementSize;

    private static bool Same(NpyArray a, NpyArray b) =>
        a.Type == b.Type && a.Shape.AsSpan().SequenceEqual(b.Shape) && a.Data.AsSpan().SequenceEqual(b.Data);
}
