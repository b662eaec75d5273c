using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlPipelines.Pipelines.Search;

/// <summary>The settings of one trial, by name. Two points are equal when they have the same names with the same values, in any order.</summary>
/// <example><code>
/// var point = new Point(("learning_rate", 0.001), ("units", 128), ("optimizer", "adam"));
/// double rate = point.Number("learning_rate");
/// string json = point.ToJson();                 // {"learning_rate":0.001,"units":128,"optimizer":"adam"}
/// bool same = Point.Parse(json).Equals(point);  // true
/// </code></example>
[JsonConverter(typeof(PointJson))]
public sealed class Point : IEquatable<Point>
{
    private readonly (string Name, PointValue Value)[] _values;

    /// <summary>A point of named values.</summary>
    /// <param name="values">In the order in which they are to be shown; at most <see cref="SearchSpace.MostDimensions"/>.</param>
    /// <exception cref="ArgumentException">There are too many, or a name is empty or there twice.</exception>
    public Point(params IReadOnlyList<(string Name, PointValue Value)> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count > SearchSpace.MostDimensions)
            throw new ArgumentException($"Got {values.Count} values for a point; takes up to {SearchSpace.MostDimensions}.", nameof(values));
        var names = new HashSet<string>();
        foreach ((string name, PointValue _) in values)
            if (string.IsNullOrEmpty(name) || !names.Add(name))
                throw new ArgumentException($"Got the name '{name}' empty or twice; takes a name of its own for each value of a point.", nameof(values));
        _values = [.. values];
    }

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names => [.. _values.Select(value => value.Name)];

    /// <summary>The value of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="KeyNotFoundException">There is none; the text lists the names.</exception>
    public PointValue this[string name] => Find(name) ?? throw new KeyNotFoundException($"The point has no '{name}'. Names: {string.Join(", ", Names)}.");

    /// <summary>The number of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="KeyNotFoundException">There is no such name.</exception>
    /// <exception cref="InvalidOperationException">Its value is a text.</exception>
    public double Number(string name) =>
        this[name] is { IsNumber: true } value ? value.Number
            : throw new InvalidOperationException($"'{name}' is the text '{this[name]}'; expected a number. Ask for Text.");

    /// <summary>The whole number of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="KeyNotFoundException">There is no such name.</exception>
    /// <exception cref="InvalidOperationException">Its value is a text, no whole number or too large for an int.</exception>
    public int Integer(string name) =>
        Number(name) is double number && number == (int)number ? (int)number
            : throw new InvalidOperationException($"'{name}' is {this[name]}; expected a whole number of 32 bits. Ask for Number.");

    /// <summary>The text of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="KeyNotFoundException">There is no such name.</exception>
    /// <exception cref="InvalidOperationException">Its value is a number.</exception>
    public string Text(string name) =>
        this[name].Text ?? throw new InvalidOperationException($"'{name}' is the number {this[name]}; expected a text. Ask for Number.");

    /// <summary>Reads a point from JSON: an object of numbers and texts.</summary>
    /// <param name="json">As <see cref="ToJson"/> writes it.</param>
    /// <exception cref="InvalidDataException">The text is no JSON, or no such object.</exception>
    public static Point Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
            if (!reader.Read()) throw new JsonException("the text is empty.");
            Point point = PointJson.Read(ref reader);
            return reader.Read() ? throw new JsonException("something follows the object.") : point;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Got no point: {e.Message} Expected an object of numbers and texts, such as {{\"units\": 128}}.", e);
        }
    }

    /// <summary>The point as JSON on one line; numbers have as many digits as give them back exactly.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) PointJson.Write(writer, this);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <inheritdoc/>
    public bool Equals(Point? other) =>
        other is not null && other._values.Length == _values.Length && _values.All(value => other.Find(value.Name) is { } twin && twin == value.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Point);

    /// <inheritdoc/>
    public override int GetHashCode() => _values.Aggregate(0, (hash, value) => hash ^ value.GetHashCode());

    /// <summary>As a person reads it: "learning_rate=0.001, units=128, optimizer=adam".</summary>
    public override string ToString() => string.Join(", ", _values.Select(value => $"{value.Name}={value.Value}"));

    internal PointValue? Find(string name)
    {
        foreach ((string own, PointValue value) in _values)
            if (own == name) return value;
        return null;
    }
}
