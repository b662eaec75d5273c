using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Tests.Loading;

[TestClass]
public sealed class IdxTests
{
    private readonly TemporaryData _data = new();

    private string Images => _data["images"];

    private string Labels => _data["labels"];

    [TestCleanup]
    public void Cleanup() => _data.Dispose();

    [TestMethod]
    public void BytesAreThoseOfTheFormat()
    {
        Idx.Write(Images, new IdxArray([2, 1, 3], [1, 2, 3, 4, 5, 6]));
        byte[] expected = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6];
        CollectionAssert.AreEqual(expected, File.ReadAllBytes(Images));
        Assert.HasCount(1, Directory.GetFiles(_data.Folder));
    }

    [TestMethod]
    public void WhatIsWrittenIsReadBack() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<byte>>(), ArbMap.Default.ArbFor<bool>(), (lengths, gzip) =>
        {
            int[] shape = [.. lengths.Get.Take(4).Select(length => length % 6)];
            byte[] data = new byte[shape.Aggregate((product, length) => product * length)];
            new Random(shape.Length).NextBytes(data);
            Idx.Write(Images, new IdxArray(shape, data), gzip);
            IdxArray read = Idx.Read(Images);
            return read.Shape.AsSpan().SequenceEqual(shape) && read.Data.AsSpan().SequenceEqual(data);
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void WriteRefusesAShapeThatDoesNotFit()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Idx.Write(Images, new IdxArray([2, 2], new byte[3])));
        Assert.ThrowsExactly<ArgumentException>(() => Idx.Write(Images, new IdxArray([], [])));
        Assert.ThrowsExactly<ArgumentException>(() => Idx.Write(Images, new IdxArray([1, 1, 1, 1, 1], new byte[1])));
        Assert.ThrowsExactly<ArgumentException>(() => Idx.Write(Images, new IdxArray([-1, 0], [])));
        Assert.IsFalse(File.Exists(Images));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ATruncatedFileIsNamedWithItsLengths(bool gzip)
    {
        byte[] whole = Bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3], 6);
        for (int length = 0; length < whole.Length; length++)
        {
            Put(Images, whole[..length], gzip);
            InvalidDataException e = Fails(() => Idx.ReadImages(Images), Images, "truncated");
            if (length >= 16)
            {
                StringAssert.Contains(e.Message, "takes 22 bytes");
                StringAssert.Contains(e.Message, length.ToString());
            }
        }
        Put(Images, whole, gzip);
        Assert.HasCount(6, Idx.ReadImages(Images).Data);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AnOversizedFileIsNamedWithItsLengths(bool gzip)
    {
        Put(Labels, Bytes([0, 0, 8, 1, 0, 0, 0, 3], 4), gzip);
        Fails(() => Idx.ReadLabels(Labels), Labels, "oversized", "[3] takes 11 bytes");
    }

    [TestMethod]
    public void AWrongMagicNumberIsNamedWithBothValues()
    {
        Put(Images, Bytes([0, 0, 8, 1, 0, 0, 0, 3], 3));
        Fails(() => Idx.ReadImages(Images), Images, "byte 0", "0x00000801", "0x00000803");
        Put(Labels, Bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 3], 3));
        Fails(() => Idx.ReadLabels(Labels), Labels, "0x00000803", "0x00000801");
        foreach (byte[] magic in new byte[][] { [0, 0, 13, 3], [0, 0, 8, 0], [0, 0, 8, 5], [8, 3, 0, 0], [80, 75, 3, 4] })
        {
            Put(Images, Bytes(magic, 40));
            Fails(() => Idx.Read(Images), Images, "wrong magic number", "0x" + Convert.ToHexStringLower(magic));
        }
    }

    [TestMethod]
    public void DifferentCountsAreNamed()
    {
        Idx.Write(Images, new IdxArray([4, 2, 2], new byte[16]));
        Idx.Write(Labels, new IdxArray([3], new byte[3]));
        Fails(() => Idx.ReadPair(Images, Labels), Images, Labels, "4 images", "3 labels");
    }

    [TestMethod]
    public void ALabelAboveTheLargestIsNamedWithItsPlace()
    {
        Idx.Write(Labels, new IdxArray([4], [9, 0, 10, 11]));
        Fails(() => Idx.ReadLabels(Labels), Labels, "label 2 (byte 10", "is 10", "0 to 9");
        Assert.HasCount(4, Idx.ReadLabels(Labels, maxLabel: 11));
        Fails(() => Idx.ReadLabels(Labels, maxLabel: 10), "label 3", "is 11", "0 to 10");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AHeaderThatClaimsGigabytesCostsNoMemory(bool gzip)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Put(Images, Bytes([0, 0, 8, 3, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4, 0], 6), gzip); // 1024 * 1024 * 1024, just allowed
        Fails(() => Idx.ReadImages(Images), Images, "truncated");
        Put(Images, Bytes([0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255], 6), gzip);
        Fails(() => Idx.ReadImages(Images), Images, "axis 0 at byte 4", "4294967295");
        Put(Images, Bytes([0, 0, 8, 3, 0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 1], 0), gzip);
        Fails(() => Idx.ReadImages(Images), Images, "axis 1 at byte 8", "4294967295");
        Put(Images, Bytes([0, 0, 8, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0], 6), gzip);
        Fails(() => Idx.ReadImages(Images), Images, "axis 1");
        Assert.IsLessThan(10_000_000L, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void ImagesWithoutPixelsAreRefused()
    {
        Idx.Write(Images, new IdxArray([0, 28, 28], []));
        Fails(() => Idx.ReadImages(Images), Images, "[0, 28, 28]", "at least one image");
    }

    [TestMethod]
    public void GzipThatEndsEarlyIsNamedAtEveryLength()
    {
        byte[] content = new byte[5000];
        new Random(3).NextBytes(content);
        Idx.Write(Images, new IdxArray([5000], content), gzip: true);
        byte[] packed = File.ReadAllBytes(Images);
        foreach (int length in new[] { 2, 3, 9, 10, 11, 100, 2500, packed.Length - 9, packed.Length - 8, packed.Length - 4, packed.Length - 1 })
        {
            File.WriteAllBytes(Images, packed[..length]);
            Fails(() => Idx.Read(Images), Images);
        }
    }

    [TestMethod]
    public void GzipWithADamagedByteIsFound()
    {
        byte[] content = new byte[5000];
        new Random(3).NextBytes(content);
        Idx.Write(Images, new IdxArray([5000], content), gzip: true);
        byte[] packed = File.ReadAllBytes(Images);
        packed[2500] ^= 4;
        File.WriteAllBytes(Images, packed);
        Fails(() => Idx.Read(Images), Images, "gzip");
    }

    [TestMethod]
    public void AnyBytesGiveDataOrOneKindOfErrorAndTakeLittleMemory()
    {
        var random = new Random(7);
        Idx.Write(_data["plain"], new IdxArray([3, 4, 5], new byte[60]));
        Idx.Write(_data["packed"], new IdxArray([3, 4, 5], new byte[60]), gzip: true);
        byte[][] seeds = [File.ReadAllBytes(_data["plain"]), File.ReadAllBytes(_data["packed"]), [0x1F, 0x8B], []];
        int refused = 0, accepted = 0;
        for (int round = 0; round < 3000; round++)
        {
            byte[] seed = seeds[random.Next(seeds.Length)];
            byte[] tail = new byte[random.Next(4) == 0 ? random.Next(50) : 0];
            random.NextBytes(tail);
            byte[] bad = [.. random.Next(4) == 0 ? seed[..random.Next(seed.Length)] : seed, .. tail];
            for (int flips = random.Next(4); flips > 0 && bad.Length > 0; flips--) bad[random.Next(bad.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(Images, bad);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Idx.Read(Images);
                accepted++;
            }
            catch (InvalidDataException e)
            {
                StringAssert.Contains(e.Message, Images);
                refused++;
            }
            Assert.IsLessThan(10_000_000L, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.IsGreaterThan(500, refused);
        Assert.IsGreaterThan(100, accepted);
    }

    private static byte[] Bytes(byte[] header, int data) => [.. header, .. new byte[data]];

    private static void Put(string path, byte[] content, bool gzip = false)
    {
        using FileStream file = File.Create(path);
        using Stream stream = gzip ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(content);
    }

    private static InvalidDataException Fails(Action read, params string[] parts)
    {
        var e = Assert.ThrowsExactly<InvalidDataException>(read);
        foreach (string part in parts) StringAssert.Contains(e.Message, part);
        return e;
    }
}
