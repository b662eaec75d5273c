using System.Globalization;

namespace MlPipelines.Pipelines.Search;

/// <summary>One setting of a <see cref="Point"/>: a finite number or a text.</summary>
/// <example><code>PointValue units = 128, optimizer = "adam";   // 128 and "adam" in JSON</code></example>
public readonly record struct PointValue
{
    private readonly double _number;

    /// <summary>A number.</summary>
    /// <param name="number">Finite; whole numbers up to 2^53 are exact.</param>
    /// <exception cref="ArgumentException">The number is not finite.</exception>
    public PointValue(double number) =>
        _number = double.IsFinite(number) ? number
            : throw new ArgumentException($"Got the value {number}; takes finite numbers and texts.", nameof(number));

    /// <summary>A text.</summary>
    /// <param name="text">Any text, compared character by character.</param>
    public PointValue(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
    }

    /// <summary>The text; null for a number.</summary>
    public string? Text { get; }

    /// <summary>True for a number, false for a text.</summary>
    public bool IsNumber => Text is null;

    /// <summary>The number.</summary>
    /// <exception cref="InvalidOperationException">It is a text.</exception>
    public double Number => IsNumber ? _number : throw new InvalidOperationException($"'{Text}' is a text; expected a number. Ask for Text.");

    /// <summary>A number as a value.</summary>
    public static implicit operator PointValue(double number) => new(number);

    /// <summary>A text as a value.</summary>
    public static implicit operator PointValue(string text) => new(text);

    /// <summary>The text, or the number with as many digits as give it back exactly.</summary>
    public override string ToString() => Text ?? _number.ToString("R", CultureInfo.InvariantCulture);
}
