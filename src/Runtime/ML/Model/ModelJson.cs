using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A part of a model file. Nothing in it is trusted: whatever is missing or of the wrong kind gives an <see cref="InvalidDataException"/>.</summary>
internal readonly struct ModelJson(JsonElement element, string path)
{
    public ModelJson Get(string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement found)
            ? new ModelJson(found, $"{path}.{name}")
            : throw new InvalidDataException($"{path} has no '{name}'.");

    public bool Has(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement found) && found.ValueKind != JsonValueKind.Null;

    public ModelJson[] Items(string name) => Get(name).All();

    public string String(string name) => Get(name).Text();

    public string[] Strings(string name) => [.. Get(name).All().Select(item => item.Text())];

    public bool Flag(string name)
    {
        ModelJson item = Get(name);
        return item.Kind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw item.Wrong("true or false"),
        };
    }

    public int Integer(string name) => Get(name).Whole();

    public double[] Numbers(string name) => [.. Get(name).All().Select(item => item.Number())];

    public InputOutputColumnPair[] Pairs()
    {
        InputOutputColumnPair[] pairs = [.. Items("columns").Select(c => new InputOutputColumnPair(c.String("output"), c.String("input")))];
        return pairs.Length > 0 ? pairs : throw new InvalidDataException($"{path}.columns is empty.");
    }

    private JsonValueKind Kind => element.ValueKind;

    private ModelJson[] All()
    {
        if (element.ValueKind != JsonValueKind.Array) throw Wrong("a list");
        string place = path;
        return [.. element.EnumerateArray().Select((item, i) => new ModelJson(item, $"{place}[{i}]"))];
    }

    private string Text() => element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Wrong("text");

    private int Whole() => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int value) ? value : throw Wrong("a whole number");

    private double Number() => element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double value) && double.IsFinite(value) ? value : throw Wrong("a finite number");

    private InvalidDataException Wrong(string expected) => new($"{path} is {element.ValueKind}; it must be {expected}.");

    /// <summary>A column type.</summary>
    public DataViewType ToType()
    {
        string name = String("raw");
        PrimitiveDataViewType item = Primitive(name) ?? throw new InvalidDataException($"{path} names the type '{name}', which is unknown.");
        if (Has("keys"))
        {
            string text = String("keys");
            if (!KeyDataViewType.IsValidDataType(item.RawType) || !ulong.TryParse(text, out ulong count) || count == 0)
                throw new InvalidDataException($"{path} is no key of {text} values held as {name}.");
            item = new KeyDataViewType(item.RawType, count);
        }
        if (!Has("dimensions")) return item;
        int[] dimensions = [.. Items("dimensions").Select(d => d.Whole())];
        if (dimensions.Length == 0 || dimensions.Any(d => d < 0) || dimensions.Aggregate(1.0, (size, d) => size * Math.Max(1, d)) > int.MaxValue)
            throw new InvalidDataException($"{path}.dimensions is no size of a vector.");
        return new VectorDataViewType(item, dimensions);
    }

    private static PrimitiveDataViewType? Primitive(string name) => name switch
    {
        "Text" => TextDataViewType.Instance,
        "SByte" => NumberDataViewType.SByte,
        "Byte" => NumberDataViewType.Byte,
        "Int16" => NumberDataViewType.Int16,
        "UInt16" => NumberDataViewType.UInt16,
        "Int32" => NumberDataViewType.Int32,
        "UInt32" => NumberDataViewType.UInt32,
        "Int64" => NumberDataViewType.Int64,
        "UInt64" => NumberDataViewType.UInt64,
        "Single" => NumberDataViewType.Single,
        "Double" => NumberDataViewType.Double,
        "Boolean" => BooleanDataViewType.Instance,
        "DateTime" => DateTimeDataViewType.Instance,
        "DateTimeOffset" => DateTimeOffsetDataViewType.Instance,
        "TimeSpan" => TimeSpanDataViewType.Instance,
        "DataViewRowId" => RowIdDataViewType.Instance,
        _ => null,
    };

    /// <summary>A column type, for a model file.</summary>
    public static JsonObject Type(DataViewType type)
    {
        PrimitiveDataViewType item = type.ItemType();
        string name = item is TextDataViewType ? "Text" : item.RawType.Name;
        if (Primitive(name) is null) throw new NotSupportedException($"A column of type {type} cannot be written into a model file; drop it before.");
        var json = new JsonObject { ["raw"] = name };
        if (item is KeyDataViewType key) json["keys"] = key.Count.ToString();
        if (type is VectorDataViewType vector) json["dimensions"] = new JsonArray([.. vector.Dimensions.Select(d => (JsonNode)d)]);
        return json;
    }

    public static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode)v)]);

    public static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(v => (JsonNode)v)]);

    public static JsonObject Pairs(InputOutputColumnPair[] columns) => new()
    {
        ["columns"] = new JsonArray([.. columns.Select(p => new JsonObject { ["output"] = p.OutputColumnName, ["input"] = p.InputColumnName })]),
    };
}
