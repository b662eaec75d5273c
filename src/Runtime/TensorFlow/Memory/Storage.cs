namespace Tensorflow.Memory;

/// <summary>One aligned block of native memory, shared by the tensors that view it.</summary>
/// <remarks>
/// It goes back to the pool in one of two ways: at once, when the last of its tensors is disposed; or, since user code need
/// not dispose anything, from the finalizer, when no tensor refers to it any more.
/// </remarks>
internal sealed unsafe class Storage
{
    private int _tensors;

    ~Storage()
    {
        if (Environment.HasShutdownStarted || Pointer == null) return;
        GC.ReRegisterForFinalize(this);
        MemoryPool.Return(this);
    }

    /// <summary>Start of the block, aligned to <see cref="MemoryPool.Alignment"/> bytes; null while it has none.</summary>
    public byte* Pointer { get; private set; }

    /// <summary>Size of the block in bytes, at least what was asked for.</summary>
    public long Capacity { get; private set; }

    /// <summary>The piece of a region that a large block is; null for a small one.</summary>
    public RegionBlock? Block { get; private set; }

    /// <summary>Tensors that view the block.</summary>
    public int Tensors => Volatile.Read(ref _tensors);

    /// <summary>Counts one more tensor that views the block.</summary>
    public void AddTensor() => Interlocked.Increment(ref _tensors);

    /// <summary>Counts one tensor less; the last one gives the block back.</summary>
    public void RemoveTensor()
    {
        if (Interlocked.Decrement(ref _tensors) == 0) MemoryPool.Return(this);
    }

    /// <summary>Readies it for its next user.</summary>
    internal void Hold(byte* pointer, long capacity, RegionBlock? block)
    {
        Pointer = pointer;
        (Capacity, Block) = (capacity, block);
        _tensors = 0;
    }
}
