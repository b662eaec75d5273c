namespace Tensorflow.Memory;

/// <summary>One aligned block of native memory, shared by the tensors that view it.</summary>
/// <remarks>
/// It goes back to the pool in one of two ways: at once, when the last of its tensors is disposed; or, since user code need
/// not dispose anything, from the finalizer, when no tensor refers to it any more.
/// </remarks>
internal sealed unsafe class Storage : IDisposable
{
    /// <summary>Start of the block, aligned to <see cref="MemoryPool.Alignment"/> bytes.</summary>
    public readonly byte* Pointer;

    /// <summary>Size of the block in bytes, at least what was asked for.</summary>
    public readonly long Capacity;

    private int _tensors;

    internal Storage(byte* pointer, long capacity)
    {
        Pointer = pointer;
        Capacity = capacity;
    }

    ~Storage()
    {
        if (Environment.HasShutdownStarted) return;
        GC.ReRegisterForFinalize(this);
        MemoryPool.Return(this);
    }

    /// <summary>Counts one more tensor that views the block.</summary>
    public void AddTensor() => Interlocked.Increment(ref _tensors);

    /// <summary>Counts one tensor less; the last one gives the block back.</summary>
    public void RemoveTensor()
    {
        if (Interlocked.Decrement(ref _tensors) == 0) MemoryPool.Return(this);
    }

    /// <summary>Gives the block to the system; only the pool does, with a block that nobody uses.</summary>
    public void Dispose()
    {
        System.Runtime.InteropServices.NativeMemory.AlignedFree(Pointer);
        GC.SuppressFinalize(this);
    }

    /// <summary>Readies a block for its next user.</summary>
    internal void Reset() => _tensors = 0;
}
