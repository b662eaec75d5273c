using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tensorflow.Kernels;

/// <summary>
/// Philox4x32-10: random numbers as a function of a key and a counter, with no state, so any part of a sequence can be made by
/// itself.
/// </summary>
/// <remarks>
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11. The key is the seed; the
/// counter's low half counts blocks of four 32-bit numbers, so number n of a sequence is word n mod 4 of block n / 4; the
/// third word tells further tries of one element apart, the fourth what the block is for.
/// </remarks>
internal static unsafe class Philox
{
    private const uint M0 = 0xD2511F53, M1 = 0xCD9E8D57, W0 = 0x9E3779B9, W1 = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>Values of a counter's last word.</summary>
    public const uint ForDraws = 0, ForRedraws = 1, ForSplits = 2;

    /// <summary>Number <c>position + index</c> of the sequence of a seed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint UniformUInt32(ulong seed, ulong position, ulong index) =>
        Block(seed, (position + index) >> 2, 0, ForDraws).GetElement((int)((position + index) & 3));

    /// <summary>The four numbers of one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Block(ulong key, ulong counter, uint attempt, uint purpose) =>
        Block((uint)counter, (uint)(counter >> 32), attempt, purpose, (uint)key, (uint)(key >> 32));

    /// <summary>The function itself: ten rounds on a counter of four words with a key of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong p0 = (ulong)M0 * c0, p1 = (ulong)M1 * c2;
            c0 = (uint)(p1 >> 32) ^ c1 ^ k0;
            c1 = (uint)p1;
            c2 = (uint)(p0 >> 32) ^ c3 ^ k1;
            c3 = (uint)p0;
            k0 += W0;
            k1 += W1;
        }
        return Vector128.Create(c0, c1, c2, c3);
    }

    /// <summary>Numbers <paramref name="position"/>, position + 1, ... of the sequence of a seed.</summary>
    public static void Fill(ulong seed, ulong position, uint* words, long count)
    {
        for (; count > 0 && (position & 3) != 0; count--) *words++ = UniformUInt32(seed, position++, 0);
        ulong counter = position >> 2;
        if (Avx2.IsSupported)
        {
            for (; count >= 32; count -= 32, words += 32, counter += 8) EightBlocks(seed, counter, words);
        }
        for (; count >= 4; count -= 4, words += 4) Block(seed, counter++, 0, ForDraws).Store(words);
        if (count <= 0) return;
        Vector128<uint> last = Block(seed, counter, 0, ForDraws);
        for (int i = 0; i < count; i++) words[i] = last.GetElement(i);
    }

    /// <summary>Eight blocks at once, a counter in each 64-bit lane of two vectors: one alone would wait for its multiplications.</summary>
    /// <remarks>
    /// The multiplication reads the low half of a lane only, so what is left in the high half need not be cleared until the end.
    /// </remarks>
    private static void EightBlocks(ulong seed, ulong counter, uint* words)
    {
        Vector256<ulong> counters = Vector256.Create(counter) + Vector256.Create(0UL, 1, 2, 3), further = counters + Vector256.Create(4UL);
        Vector256<uint> c0 = counters.AsUInt32(), c1 = (counters >> 32).AsUInt32(), c2 = default, c3 = Vector256.Create((ulong)ForDraws).AsUInt32();
        Vector256<uint> d0 = further.AsUInt32(), d1 = (further >> 32).AsUInt32(), d2 = c2, d3 = c3;
        uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            Vector256<uint> key0 = Vector256.Create((ulong)k0).AsUInt32(), key1 = Vector256.Create((ulong)k1).AsUInt32();
            Round(ref c0, ref c1, ref c2, ref c3, key0, key1);
            Round(ref d0, ref d1, ref d2, ref d3, key0, key1);
            k0 += W0;
            k1 += W1;
        }
        Store(c0, c1, c2, c3, words);
        Store(d0, d1, d2, d3, words + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref Vector256<uint> c0, ref Vector256<uint> c1, ref Vector256<uint> c2, ref Vector256<uint> c3, Vector256<uint> k0, Vector256<uint> k1)
    {
        Vector256<ulong> p0 = Avx2.Multiply(Vector256.Create((ulong)M0).AsUInt32(), c0), p1 = Avx2.Multiply(Vector256.Create((ulong)M1).AsUInt32(), c2);
        c0 = (p1 >> 32).AsUInt32() ^ c1 ^ k0;
        c1 = p1.AsUInt32();
        c2 = (p0 >> 32).AsUInt32() ^ c3 ^ k1;
        c3 = p0.AsUInt32();
    }

    /// <summary>Four blocks, one after another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<uint> c0, Vector256<uint> c1, Vector256<uint> c2, Vector256<uint> c3, uint* words)
    {
        Vector256<ulong> low = Vector256.Create(0xFFFFFFFFUL);
        Vector256<ulong> front = (c0.AsUInt64() & low) | (c1.AsUInt64() << 32), back = (c2.AsUInt64() & low) | (c3.AsUInt64() << 32);
        // Lane b of front and back, side by side, is block b.
        Vector256<ulong> even = Avx2.UnpackLow(front, back), odd = Avx2.UnpackHigh(front, back);
        Avx2.Permute2x128(even, odd, 0x20).AsUInt32().Store(words);
        Avx2.Permute2x128(even, odd, 0x31).AsUInt32().Store(words + 8);
    }
}
