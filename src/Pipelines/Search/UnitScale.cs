namespace MlPipelines.Pipelines.Search;

/// <summary>A range mapped to 0 .. 1, evenly or evenly in the logarithm.</summary>
internal readonly struct UnitScale(double low, double high, bool log)
{
    private readonly double _start = log ? PortableMath.Log(low) : low, _length = log ? PortableMath.Log(high) - PortableMath.Log(low) : high - low;

    /// <summary>Where a number of the range lies, 0 .. 1; 0 where rounding leaves nothing of the range.</summary>
    public double ToUnit(double value) => _length > 0 ? Math.Clamp(((log ? PortableMath.Log(value) : value) - _start) / _length, 0, 1) : 0;

    /// <summary>The number at a place; the ends are exact.</summary>
    public double FromUnit(double unit)
    {
        if (!(unit > 0)) return low;
        if (unit >= 1) return high;
        double place = _start + unit * _length;
        return Math.Clamp(log ? PortableMath.Exp(place) : place, low, high);
    }
}
