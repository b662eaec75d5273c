namespace Microsoft.Data.Analysis;

/// <summary>Reads a value from text, as `Convert.ChangeType` of a string does, without making the string.</summary>
internal static class TextValue<T>
{
    public delegate bool Parser(ReadOnlySpan<char> text, IFormatProvider culture, out T value);

    public static Parser TryParse { get; } = (Parser)Make();

    private static Delegate Make()
    {
        Type type = typeof(T);
        return type == typeof(float) ? new TextValue<float>.Parser(Number)
            : type == typeof(double) ? new TextValue<double>.Parser(Number)
            : type == typeof(decimal) ? new TextValue<decimal>.Parser(Number)
            : type == typeof(bool) ? new TextValue<bool>.Parser(Flag)
            : type == typeof(char) ? new TextValue<char>.Parser(Character)
            : type == typeof(DateTime) ? new TextValue<DateTime>.Parser(DateTime.TryParse)
            : type == typeof(int) ? new TextValue<int>.Parser(int.TryParse)
            : type == typeof(long) ? new TextValue<long>.Parser(long.TryParse)
            : type == typeof(byte) ? new TextValue<byte>.Parser(byte.TryParse)
            : type == typeof(sbyte) ? new TextValue<sbyte>.Parser(sbyte.TryParse)
            : type == typeof(short) ? new TextValue<short>.Parser(short.TryParse)
            : type == typeof(ushort) ? new TextValue<ushort>.Parser(ushort.TryParse)
            : type == typeof(uint) ? new TextValue<uint>.Parser(uint.TryParse)
            : type == typeof(ulong) ? new TextValue<ulong>.Parser(ulong.TryParse)
            : throw new NotSupportedException($"A value of {type} cannot be read from text.");
    }

    // Whole numbers of one to four digits, which is what pixels are, are the same in every culture and need no parser.
    private static bool Number(ReadOnlySpan<char> text, IFormatProvider culture, out float value)
    {
        if (!SmallInteger(text, out int small)) return float.TryParse(text, culture, out value);
        value = small;
        return true;
    }

    private static bool Number(ReadOnlySpan<char> text, IFormatProvider culture, out double value)
    {
        if (!SmallInteger(text, out int small)) return double.TryParse(text, culture, out value);
        value = small;
        return true;
    }

    private static bool Number(ReadOnlySpan<char> text, IFormatProvider culture, out decimal value) => decimal.TryParse(text, culture, out value);

    private static bool Flag(ReadOnlySpan<char> text, IFormatProvider culture, out bool value) => bool.TryParse(text, out value);

    private static bool Character(ReadOnlySpan<char> text, IFormatProvider culture, out char value)
    {
        value = text.Length == 1 ? text[0] : default;
        return text.Length == 1;
    }

    private static bool SmallInteger(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        if (text.Length is 0 or > 4) return false;
        foreach (char c in text)
        {
            if (c is < '0' or > '9') return false;
            value = value * 10 + (c - '0');
        }
        return true;
    }
}
