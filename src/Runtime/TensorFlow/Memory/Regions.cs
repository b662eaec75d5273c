using System.Runtime.InteropServices;

namespace Tensorflow.Memory;

/// <summary>A piece of a region, in use or free.</summary>
internal sealed unsafe class RegionBlock
{
    internal byte* Start;
    internal long Size;
    internal bool IsFree;
    internal Region Region = null!;

    /// <summary>Neighbours in memory.</summary>
    internal RegionBlock? Before, Behind;
}

/// <summary>A range of addresses that large blocks are cut from.</summary>
internal sealed unsafe class Region
{
    internal RegionBlock First = null!;
    internal byte* Memory;
    internal long Size;

    /// <summary>Bytes from the start that were in use at some time: what lies behind takes no memory yet.</summary>
    internal long Touched;
}

/// <summary>Large blocks of native memory, cut to size from a few regions and joined again when they come back.</summary>
/// <remarks>
/// A training step needs its large blocks at different times, most of them in sizes of their own, so that a free list for each size
/// would keep far more memory than is ever in use at once. The lowest free place that is large enough is taken: the top of a region
/// stays untouched, and pages that nobody has touched take no memory. The caller holds a lock.
/// </remarks>
internal static unsafe class Regions
{
    /// <summary>Addresses taken from the system at a time; memory only as it is used.</summary>
    private const long RegionSize = 1L << 30;

    /// <summary>Sizes are multiples of some cache lines, but not of pages: rows of several tensors then fall on different sets of the caches.</summary>
    private const long Grain = 4 * MemoryPool.Alignment;

    /// <summary>A free rest smaller than this stays with its block.</summary>
    private const long SmallestRest = 32 << 10;

    private static readonly List<Region> All = [];
    private static readonly Stack<RegionBlock> Spare = new();

    /// <summary>Bytes of the system's memory that the regions hold, in use or not.</summary>
    public static long Touched { get; private set; }

    /// <summary>A block of at least so many bytes; null when there is none free, or, unless <paramref name="grow"/>, none on memory that
    /// was in use before.</summary>
    /// <exception cref="OutOfMemoryException">The system has no more memory.</exception>
    public static RegionBlock? Take(long bytes, bool grow)
    {
        bytes = (bytes + Grain - 1) / Grain * Grain;
        foreach (Region region in All)
            for (RegionBlock? block = region.First; block is not null; block = block.Behind)
                if (block.IsFree && block.Size >= bytes && Fits(region, block, bytes, grow)) return Cut(block, bytes);
        return grow ? Cut(Add(bytes), bytes) : null;
    }

    /// <summary>Takes a block back and joins it with free neighbours.</summary>
    public static void Return(RegionBlock block)
    {
        block.IsFree = true;
        if (block.Behind is { IsFree: true } behind) Join(block, behind);
        if (block.Before is { IsFree: true } before) Join(before, block);
    }

    /// <summary>Gives regions that nobody uses back to the system.</summary>
    public static void Trim()
    {
        for (int i = All.Count - 1; i >= 0; i--)
        {
            Region region = All[i];
            if (!region.First.IsFree || region.First.Behind is not null) continue;
            NativeMemory.AlignedFree(region.Memory);
            Touched -= region.Touched;
            All.RemoveAt(i);
        }
    }

    private static bool Fits(Region region, RegionBlock block, long bytes, bool grow) =>
        grow || block.Start + bytes <= region.Memory + region.Touched;

    private static RegionBlock Add(long bytes)
    {
        var region = new Region { Size = Math.Max(bytes, RegionSize) };
        try
        {
            region.Memory = (byte*)NativeMemory.AlignedAlloc((nuint)region.Size, MemoryPool.Alignment);
        }
        catch (OutOfMemoryException) when (bytes < RegionSize)
        {
            region.Size = bytes;
            region.Memory = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, MemoryPool.Alignment);
        }
        region.First = new RegionBlock { Start = region.Memory, Size = region.Size, IsFree = true, Region = region };
        All.Add(region);
        return region.First;
    }

    private static RegionBlock Cut(RegionBlock block, long bytes)
    {
        block.IsFree = false;
        if (block.Size - bytes >= SmallestRest)
        {
            RegionBlock rest = Spare.TryPop(out RegionBlock? spare) ? spare : new RegionBlock();
            rest.Start = block.Start + bytes;
            (rest.Size, rest.IsFree, rest.Region) = (block.Size - bytes, true, block.Region);
            (rest.Before, rest.Behind) = (block, block.Behind);
            if (rest.Behind is not null) rest.Behind.Before = rest;
            (block.Size, block.Behind) = (bytes, rest);
        }
        Region region = block.Region;
        long end = block.Start + block.Size - region.Memory;
        if (end > region.Touched)
        {
            Touched += end - region.Touched;
            region.Touched = end;
        }
        return block;
    }

    private static void Join(RegionBlock block, RegionBlock behind)
    {
        block.Size += behind.Size;
        block.Behind = behind.Behind;
        if (block.Behind is not null) block.Behind.Before = block;
        (behind.Before, behind.Behind, behind.Region) = (null, null, null!);
        Spare.Push(behind);
    }
}
