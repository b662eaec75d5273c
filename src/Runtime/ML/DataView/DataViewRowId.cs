using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>A row's identity of 128 bits, wide enough that identities made of others do not collide.</summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    private const ulong Golden = 0x9E3779B97F4A7C15, MixA = 0xBF58476D1CE4E5B9, MixB = 0x94D049BB133111EB;

    /// <summary>The low 64 bits.</summary>
    public readonly ulong Low;

    /// <summary>The high 64 bits.</summary>
    public readonly ulong High;

    /// <summary>An identity of its two halves.</summary>
    /// <param name="low">The low 64 bits.</param>
    /// <param name="high">The high 64 bits.</param>
    public DataViewRowId(ulong low, ulong high) => (Low, High) = (low, high);

    /// <summary>32 hexadecimal digits, high bits first.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";

    /// <summary>Compares as unsigned numbers of 128 bits.</summary>
    /// <param name="other">What to compare with.</param>
    public int CompareTo(DataViewRowId other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);

    /// <summary>Whether all bits agree.</summary>
    /// <param name="other">What to compare with.</param>
    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    /// <summary>Whether <paramref name="obj"/> is an identity with the same bits.</summary>
    /// <param name="obj">What to compare with.</param>
    public override bool Equals(object? obj) => obj is DataViewRowId other && Equals(other);

    /// <summary>A hash of all bits.</summary>
    public override int GetHashCode() => HashCode.Combine(Low, High);

    /// <summary>The identity of the first of several rows made of this one.</summary>
    public DataViewRowId Fork() => Mix(Golden, 1);

    /// <summary>The identity of the row after this one, among rows made of one row.</summary>
    public DataViewRowId Next() => Mix(0, 0);

    /// <summary>The identity of a row made of this one and <paramref name="other"/>; the order matters.</summary>
    /// <param name="other">The other row's identity.</param>
    public DataViewRowId Combine(DataViewRowId other)
    {
        DataViewRowId forked = other.Fork();
        return Mix(forked.Low, forked.High);
    }

    // Invertible in (Low, High) for any given (a, b): distinct rows stay distinct.
    private DataViewRowId Mix(ulong a, ulong b)
    {
        ulong low = (BitOperations.RotateLeft(Low ^ a, 27) + High) * MixA + Golden;
        ulong high = (BitOperations.RotateLeft(High ^ b, 31) + low) * MixB + Golden;
        return new DataViewRowId(low, high);
    }
}
