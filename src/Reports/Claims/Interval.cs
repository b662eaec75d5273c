namespace MlPipelines.Reports.Claims;

/// <summary>All numbers that a printed one may stand for, or that follow from such numbers.</summary>
/// <param name="Low">Smallest.</param>
/// <param name="High">Largest.</param>
public readonly record struct Interval(double Low, double High)
{
    // Printed decimals are no binary fractions; sums of some thousand of them stay far below this.
    private const double Slack = 1e-9;

    /// <summary>One number.</summary>
    public static Interval Of(double value) => new(value, value);

    /// <summary>True when some number is in both.</summary>
    public bool Meets(Interval other) => Low <= other.High + Tolerance(other) && other.Low <= High + Tolerance(other);

    /// <summary>True when every number here is smaller than every number there.</summary>
    public bool Below(Interval other) => High < other.Low - Tolerance(other);

    /// <summary>True when <paramref name="other"/> lies wholly inside.</summary>
    public bool Holds(Interval other) => other.Low >= Low - Tolerance(other) && other.High <= High + Tolerance(other);

    /// <summary>Sum of one number of each.</summary>
    public static Interval operator +(Interval a, Interval b) => new(a.Low + b.Low, a.High + b.High);

    /// <summary>Product; both hold no negative numbers.</summary>
    public static Interval operator *(Interval a, Interval b) => new(a.Low * b.Low, a.High * b.High);

    /// <summary>The part of it between two bounds; a bound itself where it lies outside.</summary>
    public Interval Clamp(double low, double high) => new(Math.Clamp(Low, low, high), Math.Clamp(High, low, high));

    private double Tolerance(Interval other) => Slack * Math.Max(1, Math.Max(Math.Abs(High), Math.Abs(other.High)));
}
