using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tensorflow.Kernels;

/// <summary>Memory for large workspaces, shared with others.</summary>
internal abstract unsafe class LargeBuffers
{
    /// <summary>A buffer that begins on a cache line.</summary>
    /// <param name="bytes">Its size.</param>
    /// <param name="memory">Its start.</param>
    /// <returns>What <see cref="Return"/> takes.</returns>
    public abstract object Rent(nint bytes, out byte* memory);

    /// <summary>Takes a buffer back.</summary>
    public abstract void Return(object buffer);
}

/// <summary>
/// Scratch memory for one call of a kernel: packed panels, partial sums, tables. Rented in one piece, dealt out in pieces
/// that begin on a cache line, and given back by <see cref="Dispose"/>.
/// </summary>
/// <remarks>
/// The pieces come from a few native buffers that live as long as the process and only grow, so a training loop allocates
/// nothing once it has run a step; large ones come from the tensors' pool, whose free memory they share. Any number of threads may rent at once. The contents are whatever the last user left.
/// </remarks>
internal unsafe ref struct Workspace
{
    /// <summary>Bytes between pieces, and in front of the first, where the buffer keeps its size.</summary>
    private const int Line = 64;

    /// <summary>A buffer larger than this is the tensors' pool's.</summary>
    private const nint LargestKept = 1 << 20;

    /// <summary>Sizes are whole multiples of this, so that a buffer seldom grows.</summary>
    private const nint Grain = 64 << 10;

    private static readonly Lock Gate = new();
    private static readonly nint[] Free = new nint[16];

    private byte* _buffer;
    private byte* _next;
    private readonly byte* _end;
    private object? _pooled;

    private Workspace(byte* buffer, nint bytes)
    {
        _buffer = buffer;
        _next = buffer + Line;
        _end = _next + bytes;
    }

    /// <summary>Where large buffers come from, once it is set; kernels know nothing of tensors' memory.</summary>
    public static LargeBuffers? Large { get; set; }

    /// <summary>For tests: every rented buffer is filled with NaNs first.</summary>
    public static bool Poison { get; set; }

    /// <summary>Bytes that <see cref="Take{T}"/> needs for so many elements.</summary>
    public static nint Bytes<T>(nint count) where T : unmanaged => (count * sizeof(T) + Line - 1) & -Line;

    /// <summary>A workspace of so many bytes, to be disposed of when the call is done.</summary>
    public static Workspace Rent(nint bytes)
    {
        if (bytes > LargestKept && Large is { } large)
        {
            object pooled = large.Rent(bytes + Line, out byte* memory);
            if (Poison) NativeMemory.Fill(memory, (nuint)(bytes + Line), 0xFF);
            return new Workspace(memory, bytes) { _pooled = pooled };
        }
        byte* buffer = Find(bytes);
        if (buffer != null && *(nint*)buffer < bytes)
        {
            NativeMemory.AlignedFree(buffer);
            buffer = null;
        }
        if (buffer == null)
        {
            bytes = (bytes + Grain - 1) & -Grain;
            buffer = (byte*)NativeMemory.AlignedAlloc((nuint)(bytes + Line), Line);
            *(nint*)buffer = bytes;
        }
        if (Poison) new Span<byte>(buffer + Line, checked((int)*(nint*)buffer)).Fill(0xFF);
        return new Workspace(buffer, *(nint*)buffer);
    }

    /// <summary>The smallest free buffer that is large enough, or else the largest, or null when none is free.</summary>
    private static byte* Find(nint bytes)
    {
        lock (Gate)
        {
            int best = -1;
            for (int i = 0; i < Free.Length; i++)
            {
                if (Free[i] == 0) continue;
                nint size = *(nint*)Free[i], bestSize = best < 0 ? 0 : *(nint*)Free[best];
                if (best < 0 || (size >= bytes ? bestSize < bytes || size < bestSize : size > bestSize)) best = i;
            }
            if (best < 0) return null;
            var buffer = (byte*)Free[best];
            Free[best] = 0;
            return buffer;
        }
    }

    /// <summary>The next piece of the buffer.</summary>
    public T* Take<T>(nint count) where T : unmanaged
    {
        var piece = (T*)_next;
        _next += Bytes<T>(count);
        if (_next > _end) TooSmall();
        return piece;
    }

    public void Dispose()
    {
        byte* buffer = _buffer;
        _buffer = null;
        if (buffer == null) return;
        if (_pooled is not null)
        {
            Large!.Return(_pooled);
            return;
        }
        lock (Gate)
        {
            for (int i = 0; i < Free.Length; i++)
            {
                if (Free[i] == 0)
                {
                    Free[i] = (nint)buffer;
                    return;
                }
            }
        }
        NativeMemory.AlignedFree(buffer);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TooSmall() => throw new InvalidOperationException("A kernel took more workspace than it rented.");
}
