using Tensorflow.Kernels;
using Tensorflow.Memory;

namespace Tensorflow;

/// <summary>Gives the kernels' large workspaces the memory that tensors have left free.</summary>
internal sealed unsafe class PooledWorkspaces : LargeBuffers
{
    public override object Rent(nint bytes, out byte* memory)
    {
        Storage storage = MemoryPool.Rent(bytes);
        memory = storage.Pointer;
        return storage;
    }

    public override void Return(object buffer) => MemoryPool.Return((Storage)buffer);
}
