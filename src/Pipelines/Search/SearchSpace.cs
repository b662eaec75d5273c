using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Search;

/// <summary>What a search may choose from: an ordered list of named dimensions.</summary>
/// <example><code>
/// var space = new SearchSpace(
///     new RealDimension("learning_rate", 1e-4, 1e-1, log: true),
///     new IntegerDimension("units", 32, 512, log: true),
///     new ChoiceDimension("optimizer", "adam", "sgd"));
/// Point point = space.FromUnit([0, 0.5, 0.9]);     // learning_rate=0.0001, units=127, optimizer=sgd
/// var same = SearchSpace.Parse("""
///     {"learning_rate": {"real": [1e-4, 1e-1], "log": true}, "units": {"integer": [32, 512], "log": true},
///      "optimizer": {"choice": ["adam", "sgd"]}}
///     """);
/// </code></example>
public sealed class SearchSpace
{
    /// <summary>Greatest number of dimensions.</summary>
    public const int MostDimensions = 64;

    private readonly Dimension[] _dimensions;

    /// <summary>A space of some dimensions.</summary>
    /// <param name="dimensions">1 to <see cref="MostDimensions"/> with names of their own.</param>
    /// <exception cref="ArgumentException">There are none, too many, or a name is there twice.</exception>
    public SearchSpace(params IReadOnlyList<Dimension> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        if (dimensions.Count is 0 or > MostDimensions)
            throw new ArgumentException($"Got {dimensions.Count} dimensions; takes 1 to {MostDimensions}.");
        var names = new HashSet<string>();
        foreach (Dimension dimension in dimensions)
            if (!names.Add(dimension.Name))
                throw new ArgumentException($"Got the dimension '{dimension.Name}' twice; takes each name once.");
        _dimensions = [.. dimensions];
        Count = 1;
        foreach (Dimension dimension in _dimensions)
            Count = Count is { } count && dimension.Levels is { } levels && count <= int.MaxValue / levels ? (int)(count * levels) : null;
    }

    /// <summary>The dimensions, in order.</summary>
    public IReadOnlyList<Dimension> Dimensions => _dimensions;

    /// <summary>How many points there are; null when a dimension is real or there are more than an int counts.</summary>
    public int? Count { get; }

    /// <summary>Reads a space from JSON: an object that gives each name a "real" or "integer" range (and "log": true) or a "choice" list.</summary>
    /// <param name="json">See the example above; at most a million characters.</param>
    /// <exception cref="InvalidDataException">The text is no JSON or no space; the message names the dimension and what was expected.</exception>
    public static SearchSpace Parse(string json) => SearchSpaceJson.Read(json);

    /// <summary>The space as JSON on one line, as <see cref="Parse"/> reads it.</summary>
    public string ToJson() => SearchSpaceJson.Write(this);

    /// <summary>Whether a point has a value of each dimension and nothing else.</summary>
    /// <param name="point">Any point.</param>
    public bool Contains(Point point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return point.Names.Count == _dimensions.Length && _dimensions.All(dimension => point.Find(dimension.Name) is { } value && dimension.Contains(value));
    }

    /// <summary>The point at a place of the unit cube.</summary>
    /// <param name="unit">One coordinate a dimension, 0 .. 1.</param>
    /// <exception cref="ArgumentException">Their number differs from that of the dimensions.</exception>
    public Point FromUnit(ReadOnlySpan<double> unit)
    {
        if (unit.Length != _dimensions.Length)
            throw new ArgumentException($"Got {unit.Length} coordinates for {_dimensions.Length} dimensions; takes one each.", nameof(unit));
        var values = new (string, PointValue)[unit.Length];
        for (int i = 0; i < values.Length; i++) values[i] = (_dimensions[i].Name, _dimensions[i].FromUnit(unit[i]));
        return new Point(values);
    }

    /// <summary>The place of a point in the unit cube. Whole numbers and choices come back from it exactly, real numbers within rounding.</summary>
    /// <param name="point">A point of the space.</param>
    /// <returns>One coordinate a dimension, 0 .. 1; equal points have equal coordinates.</returns>
    /// <exception cref="ArgumentException">A dimension is missing or its value lies outside, or there is a name too many.</exception>
    public double[] ToUnit(Point point)
    {
        ArgumentNullException.ThrowIfNull(point);
        if (point.Names.Count != _dimensions.Length || _dimensions.Any(dimension => point.Find(dimension.Name) is null))
            throw new ArgumentException($"Got a point of {string.Join(", ", point.Names)}; takes {string.Join(", ", _dimensions.Select(d => d.Name))}. "
                + "Use points of this space.", nameof(point));
        return [.. _dimensions.Select(dimension => dimension.ToUnit(point[dimension.Name]))];
    }

    /// <summary>For each dimension, whether its values have no order.</summary>
    internal bool[] Categorical => [.. _dimensions.Select(dimension => dimension.IsCategorical)];

    /// <summary>All points of a space with a <see cref="Count"/>.</summary>
    internal PointLattice Lattice() => new(this, [.. _dimensions.Select(dimension => (long)dimension.Levels!)],
        (dimension, i) => _dimensions[dimension] is IntegerDimension range ? range.Low + i : ((ChoiceDimension)_dimensions[dimension]).Choices[i]);

    /// <summary>A place drawn evenly over the unit cube, at a value in each dimension.</summary>
    internal double[] Draw(ref StrokeRandom random)
    {
        var unit = new double[_dimensions.Length];
        for (int i = 0; i < unit.Length; i++) unit[i] = _dimensions[i].Snap(random.Uniform());
        return unit;
    }
}
