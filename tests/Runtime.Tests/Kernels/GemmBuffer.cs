using System.Numerics;
using System.Runtime.InteropServices;

namespace MlPipelines.Tests.Kernels;

/// <summary>Native memory between two canaries, which show a kernel that writes outside of what it was given.</summary>
internal sealed unsafe class GemmBuffer<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Guard = 64;
    private static readonly T Canary = T.CreateChecked(12345.5);
    private T* _memory;

    /// <summary>Filled with NaNs, so that whatever a kernel leaves out or reads too early shows.</summary>
    public GemmBuffer(long length)
    {
        Length = checked((int)length);
        _memory = (T*)NativeMemory.Alloc((nuint)(Length + 2 * Guard), (nuint)sizeof(T));
        new Span<T>(_memory, Length + 2 * Guard).Fill(Canary);
        Values.Fill(T.NaN);
    }

    public int Length { get; }
    public T* Pointer => _memory + Guard;
    public Span<T> Values => new(_memory + Guard, Length);

    /// <summary>Uniform in [-1, 1).</summary>
    public static GemmBuffer<T> Random(long length, int seed)
    {
        var buffer = new GemmBuffer<T>(length);
        var random = new Random(seed);
        foreach (ref T value in buffer.Values) value = T.CreateChecked(2 * random.NextDouble() - 1);
        return buffer;
    }

    public GemmBuffer<T> Copy()
    {
        var copy = new GemmBuffer<T>(Length);
        Values.CopyTo(copy.Values);
        return copy;
    }

    public void AssertCanaries(string what)
    {
        var all = new ReadOnlySpan<T>(_memory, Length + 2 * Guard);
        Assert.IsFalse(all[..Guard].ContainsAnyExcept(Canary), $"{what}: written in front of the result.");
        Assert.IsFalse(all[^Guard..].ContainsAnyExcept(Canary), $"{what}: written behind the result.");
    }

    /// <summary>Equal within the rounding of sums of so many products of numbers up to 1.</summary>
    public void AssertNear(GemmBuffer<T> expected, int terms, string what)
    {
        AssertCanaries(what);
        double tolerance = (typeof(T) == typeof(float) ? 6e-7 : 1e-15) * (4 + 4 * Math.Sqrt(terms));
        for (int i = 0; i < Length; i++)
        {
            double want = double.CreateChecked(expected.Values[i]), got = double.CreateChecked(Values[i]);
            if (!(Math.Abs(want - got) <= tolerance)) Assert.Fail($"{what}: element {i} is {got}; the reference has {want}.");
        }
    }

    public void AssertSameBits(ReadOnlySpan<T> expected, string what)
    {
        AssertCanaries(what);
        Assert.IsTrue(
            MemoryMarshal.AsBytes(Values).SequenceEqual(MemoryMarshal.AsBytes(expected)), $"{what}: the bits differ.");
    }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }
}
