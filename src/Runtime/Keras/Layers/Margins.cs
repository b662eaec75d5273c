using System.Text.Json.Nodes;
using Tensorflow.NumPy;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Pixels at the four edges of an image, to be added or cut off: one number for all edges, (top and bottom, left and right), or
/// ((top, bottom), (left, right)). Converts from each of these.</summary>
/// <exception cref="ArgumentException">A number is negative.</exception>
public readonly record struct Margins
{
    /// <summary>Pixels at each edge.</summary>
    /// <param name="top">Rows above, 0 or more.</param>
    /// <param name="bottom">Rows below, 0 or more.</param>
    /// <param name="left">Columns on the left, 0 or more.</param>
    /// <param name="right">Columns on the right, 0 or more.</param>
    public Margins(int top, int bottom, int left, int right)
    {
        if (top < 0 || bottom < 0 || left < 0 || right < 0)
            throw new ArgumentException($"Got the margins (({top}, {bottom}), ({left}, {right})); they take numbers of 0 or more.");
        (Top, Bottom, Left, Right) = (top, bottom, left, right);
    }

    /// <summary>Rows above.</summary>
    public int Top { get; }

    /// <summary>Rows below.</summary>
    public int Bottom { get; }

    /// <summary>Columns on the left.</summary>
    public int Left { get; }

    /// <summary>Columns on the right.</summary>
    public int Right { get; }

    /// <summary>The same at all edges.</summary>
    public static implicit operator Margins(int all) => new(all, all, all, all);

    /// <summary>Above and below, left and right.</summary>
    public static implicit operator Margins((int Height, int Width) pair) => new(pair.Height, pair.Height, pair.Width, pair.Width);

    /// <summary>((above, below), (left, right)).</summary>
    public static implicit operator Margins(((int Top, int Bottom) Height, (int Left, int Right) Width) pairs) =>
        new(pairs.Height.Top, pairs.Height.Bottom, pairs.Width.Left, pairs.Width.Right);

    /// <summary>{height, width} or {top, bottom, left, right}.</summary>
    /// <exception cref="ArgumentException">There are other than one, two or four numbers.</exception>
    public static implicit operator Margins(int[] numbers) => numbers switch
    {
        [int all] => all,
        [int height, int width] => (height, width),
        [int top, int bottom, int left, int right] => new(top, bottom, left, right),
        _ => throw new ArgumentException($"Got the margins [{string.Join(", ", numbers ?? [])}]; they take one number, two (height, "
            + "width), or four (top, bottom, left, right)."),
    };

    /// <summary>{{top, bottom}, {left, right}}.</summary>
    /// <exception cref="ArgumentException">The array is not of two rows of two.</exception>
    public static implicit operator Margins(int[,] numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        if (numbers.GetLength(0) != 2 || numbers.GetLength(1) != 2)
            throw new ArgumentException($"Got margins of shape ({numbers.GetLength(0)}, {numbers.GetLength(1)}); they take {{{{top, "
                + $"bottom}}, {{left, right}}}}.");
        return new(numbers[0, 0], numbers[0, 1], numbers[1, 0], numbers[1, 1]);
    }

    /// <summary>One number, two, or four: as TensorFlow.NET takes them.</summary>
    public static implicit operator Margins(NDArray numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return MathOps.Cast(numbers, TF_DataType.TF_INT32).ToArray<int>();
    }

    /// <summary>As configurations have them: [[top, bottom], [left, right]].</summary>
    internal JsonArray Serialize() => new(new JsonArray(Top, Bottom), new JsonArray(Left, Right));

    /// <summary>What a configuration says: a number, a pair, or a pair of pairs; null where it says nothing.</summary>
    /// <exception cref="InvalidDataException">It is of another form.</exception>
    internal static Margins? Read(string owner, JsonNode? node)
    {
        try
        {
            return node switch
            {
                null => (Margins?)null,
                JsonArray { Count: 2 } list when list[0] is JsonArray { Count: 2 } height && list[1] is JsonArray { Count: 2 } width =>
                    new Margins(Number(height[0]), Number(height[1]), Number(width[0]), Number(width[1])),
                JsonArray { Count: 2 } list => (Number(list[0]), Number(list[1])),
                _ => Number(node),
            };
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"{owner}'s configuration has {node!.ToJsonString()} as pixels at the edges; "
                + "it takes a number of 0 or more, a pair, or a pair of pairs.", e);
        }
    }

    private static int Number(JsonNode? node) => node is JsonValue value ? value.GetValue<int>() : throw new FormatException("No number.");
}
