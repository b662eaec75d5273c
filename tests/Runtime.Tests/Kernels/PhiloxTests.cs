using System.Runtime.Intrinsics;
using Tensorflow.Kernels;

namespace MlPipelines.Tests.Kernels;

[TestClass]
[TestCategory("Kernels")]
public sealed unsafe class PhiloxTests
{
    [TestMethod]
    public void Blocks_equal_the_known_answers_of_the_authors()
    {
        Assert.AreEqual(Vector128.Create(0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), Philox.Block(0, 0, 0, 0, 0, 0));
        const uint f = 0xffffffffu;
        Assert.AreEqual(Vector128.Create(0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu), Philox.Block(f, f, f, f, f, f));
        Assert.AreEqual(
            Vector128.Create(0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u),
            Philox.Block(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u));
    }

    [TestMethod]
    public void Filling_gives_the_same_numbers_as_asking_for_each()
    {
        uint* words = stackalloc uint[80];
        // Near the end of a 32-bit counter too, where a block's carry must reach the next word.
        foreach (ulong start in (ulong[])[0, 1, 2, 3, 4, 1001, 4UL * uint.MaxValue - 17, ulong.MaxValue / 2])
            foreach (int count in (int[])[0, 1, 3, 4, 5, 15, 16, 17, 33, 70])
            {
                new Span<uint>(words, 80).Fill(77);
                Philox.Fill(0x123456789ABCDEF0, start, words, count);
                for (int i = 0; i < count; i++)
                    Assert.AreEqual(Philox.UniformUInt32(0x123456789ABCDEF0, start, (ulong)i), words[i], $"number {i} of {count} from {start}");
                Assert.AreEqual(77u, words[count], "written behind the end");
            }
    }

    [TestMethod]
    public void Numbers_depend_on_their_place_only_not_on_threads_or_the_size_of_the_draw()
    {
        const int count = 20_011;
        using var all = new GemmBuffer<float>(count);
        PhiloxFill<TruncatedNormal<float>, float>.Run(9, 400, 0, 1, all.Pointer, count);
        float[] expected = all.Values.ToArray();
        foreach (int threads in (int[])[1, 2, 3])
        {
            using var y = new GemmBuffer<float>(count);
            int before = Workers.Threads;
            Workers.Threads = threads;
            PhiloxFill<TruncatedNormal<float>, float>.Run(9, 400, 0, 1, y.Pointer, count);
            Workers.Threads = before;
            y.AssertSameBits(expected, $"{threads} threads");
        }
        foreach (int fewer in (int[])[0, 1, 2, 3, 5, 129, 4097])
        {
            using var y = new GemmBuffer<float>(fewer);
            PhiloxFill<TruncatedNormal<float>, float>.Run(9, 400, 0, 1, y.Pointer, fewer);
            y.AssertSameBits(expected.AsSpan(0, fewer), $"{fewer} of {count}");
        }
        using var later = new GemmBuffer<float>(100);
        PhiloxFill<TruncatedNormal<float>, float>.Run(9, 480, 0, 1, later.Pointer, 100);
        later.AssertSameBits(expected.AsSpan(80, 100), "from a later position");
    }
}
