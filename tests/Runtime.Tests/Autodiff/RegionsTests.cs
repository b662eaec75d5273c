using Tensorflow.Memory;

namespace MlPipelines.Tests.Autodiff;

/// <summary>Large blocks of native memory.</summary>
[TestClass]
[DoNotParallelize]
public sealed class RegionsTests
{
    private const int Megabyte = 1 << 20;

    [TestMethod]
    public void Free_neighbours_serve_a_larger_request_without_more_memory()
    {
        Storage a = MemoryPool.Rent(3 * Megabyte), b = MemoryPool.Rent(3 * Megabyte), c = MemoryPool.Rent(3 * Megabyte);
        long held = MemoryPool.HeldBytes, rented = MemoryPool.RentedBytes;
        MemoryPool.Return(a);
        MemoryPool.Return(b);
        Storage both = MemoryPool.Rent(5 * Megabyte);
        Assert.AreEqual(held, MemoryPool.HeldBytes);
        MemoryPool.Return(both);
        MemoryPool.Return(c);
        Assert.IsLessThan(rented, MemoryPool.RentedBytes);
    }

    [TestMethod]
    public unsafe void Blocks_do_not_overlap_and_begin_on_a_cache_line()
    {
        var random = new Random(1);
        var blocks = new List<(Storage Storage, byte Mark)>();
        for (int i = 0; i < 2000; i++)
        {
            if (blocks.Count > 0 && random.Next(100) < 48)
            {
                int at = random.Next(blocks.Count);
                (Storage storage, byte mark) = blocks[at];
                var bytes = new Span<byte>(storage.Pointer, (int)storage.Capacity);
                Assert.IsFalse(bytes[..64].ContainsAnyExcept(mark) || bytes[^64..].ContainsAnyExcept(mark));
                MemoryPool.Return(storage);
                blocks.RemoveAt(at);
                continue;
            }
            long size = random.Next(1, 2 * Megabyte);
            Storage made = MemoryPool.Rent(size);
            Assert.AreEqual(0, (long)made.Pointer % MemoryPool.Alignment);
            Assert.IsGreaterThanOrEqualTo(size, made.Capacity);
            new Span<byte>(made.Pointer, (int)made.Capacity).Fill((byte)i);
            blocks.Add((made, (byte)i));
        }
        foreach ((Storage storage, _) in blocks) MemoryPool.Return(storage);
    }
}
