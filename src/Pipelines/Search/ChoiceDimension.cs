using System.Text.Json;

namespace MlPipelines.Pipelines.Search;

/// <summary>A list of texts or numbers without an order.</summary>
/// <remarks>
/// Each choice has an equal part of the unit interval. Its distance from any other is 1, as between the corners of one-hot vectors (of length
/// 1 / √2): see <see cref="Matern52"/>.
/// </remarks>
/// <example><code>var optimizer = new ChoiceDimension("optimizer", "adam", "sgd"); var batch = new ChoiceDimension("batch", 32, 64, 128);</code></example>
public sealed class ChoiceDimension : Dimension
{
    /// <summary>Greatest number of choices.</summary>
    public const int MostChoices = 1000;

    private readonly PointValue[] _choices;
    private readonly Dictionary<PointValue, int> _places = [];

    /// <summary>A list of choices.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="choices">1 to <see cref="MostChoices"/>, all different.</param>
    /// <exception cref="ArgumentException">The name or the number of choices is not as said, or one is there twice.</exception>
    public ChoiceDimension(string name, params IReadOnlyList<PointValue> choices) : base(name)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Count is 0 or > MostChoices)
            throw new ArgumentException($"Dimension '{name}' got {choices.Count} choices; takes 1 to {MostChoices}.");
        _choices = [.. choices];
        foreach (PointValue choice in _choices)
            if (!_places.TryAdd(choice, _places.Count))
                throw new ArgumentException($"Dimension '{name}' got the choice {choice} twice; takes each once.");
    }

    /// <summary>The choices, in order.</summary>
    public IReadOnlyList<PointValue> Choices => _choices;

    /// <inheritdoc/>
    public override long? Levels => _choices.Length;

    /// <inheritdoc/>
    public override bool IsCategorical => true;

    /// <inheritdoc/>
    public override string Takes => $"one of {string.Join(", ", _choices.Take(10))}{(_choices.Length > 10 ? ", ..." : "")}";

    /// <inheritdoc/>
    public override bool Contains(PointValue value) => _places.ContainsKey(value);

    /// <inheritdoc/>
    public override PointValue FromUnit(double unit) => _choices[Index(unit)];

    private protected override double Place(PointValue value) => Middle(_places[value]);

    private protected override IReadOnlyList<PointValue> Spread(int points) => _choices;

    internal override double Move(double unit, double step) => Middle((Index(unit) + Math.Sign(step) + _choices.Length) % _choices.Length);

    private int Index(double unit) => unit > 0 ? (int)Math.Min(unit * _choices.Length, _choices.Length - 1) : 0;

    private double Middle(int index) => (index + 0.5) / _choices.Length;

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("choice");
        foreach (PointValue choice in _choices) PointJson.Write(writer, choice);
        writer.WriteEndArray();
    }
}
