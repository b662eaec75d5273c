using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlPipelines.Pipelines.Search;

/// <summary>Points in JSON: an object with a number or a text for each name, in order.</summary>
internal sealed class PointJson : JsonConverter<Point>
{
    /// <inheritdoc/>
    public override Point Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Point value, JsonSerializerOptions options) => Write(writer, value);

    /// <summary>Reads the object that the reader stands on.</summary>
    public static Point Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException($"it is a {reader.TokenType}.");
        var values = new List<(string, PointValue)>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (values.Count == SearchSpace.MostDimensions) throw new JsonException($"it has more than {SearchSpace.MostDimensions} values.");
            reader.Read();
            values.Add((name, reader.TokenType switch
            {
                JsonTokenType.Number when double.IsFinite(reader.GetDouble()) => reader.GetDouble(),
                JsonTokenType.String => reader.GetString()!,
                _ => throw new JsonException($"'{name}' is neither a finite number nor a text."),
            }));
        }
        try
        {
            return new Point(values);
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    /// <summary>Writes an object.</summary>
    public static void Write(Utf8JsonWriter writer, Point point)
    {
        writer.WriteStartObject();
        foreach (string name in point.Names)
        {
            writer.WritePropertyName(name);
            Write(writer, point[name]);
        }
        writer.WriteEndObject();
    }

    /// <summary>Writes a number or a text.</summary>
    public static void Write(Utf8JsonWriter writer, PointValue value)
    {
        if (value.IsNumber) writer.WriteNumberValue(value.Number);
        else writer.WriteStringValue(value.Text);
    }
}
