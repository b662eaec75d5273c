using System.Text;

namespace Tensorflow.NumPy;

/// <summary>Prints arrays as NumPy does: columns aligned, lines of at most 75 characters, only the ends of arrays above 1,000 elements.</summary>
internal static class ArrayText
{
    private const int Threshold = 1000, Edge = 3, LineWidth = 75, Precision = 8;

    /// <summary>As <c>print(x)</c>: <c>[[1. 2.]\n [3. 4.]]</c>.</summary>
    public static string Print(Tensor x) => x.ndim == 0 ? One(x) : Write(x, " ", 0);

    /// <summary>As <c>repr(x)</c>: <c>array([[1., 2.],\n       [3., 4.]], dtype=float32)</c>; a scalar as its number.</summary>
    public static string Represent(Tensor x)
    {
        if (x.ndim == 0) return One(x);
        string type = x.dtype is TF_DataType.TF_DOUBLE or TF_DataType.TF_INT64 or TF_DataType.TF_BOOL ? "" : $", dtype={x.dtype.as_numpy_name()}";
        return $"array({Write(x, ", ", "array(".Length)}{type})";
    }

    private static string One(Tensor x)
    {
        double value = Scalars.Read(x, 0);
        if (x.dtype == TF_DataType.TF_BOOL) return Truth(value);
        if (x.dtype == TF_DataType.TF_INT64) return Scalars.ReadInteger(x).ToString();
        return x.dtype.IsFloating() ? Number(value, x.dtype == TF_DataType.TF_FLOAT) : $"{value}";
    }

    /// <summary>A number as Python prints it: <c>1.0</c>, <c>0.1</c>, <c>1e-05</c>.</summary>
    public static string Number(double value, bool single)
    {
        if (double.IsNaN(value)) return "nan";
        if (double.IsInfinity(value)) return value > 0 ? "inf" : "-inf";
        double size = Math.Abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e16)) return Scientific(value, single, -1);
        string text = Fixed(value, single);
        return text.Contains('.') ? text : text + ".0";
    }

    private static string Write(Tensor x, string separator, int indent)
    {
        bool cut = x.size > Threshold;
        var texts = new List<string>();
        Collect(x, 0, 0, cut, Formatter(x, cut), texts);
        int width = texts.Count == 0 ? 0 : texts.Max(t => t.Length);
        var to = new StringBuilder();
        int next = 0;
        Row(to, x, 0, cut, separator, indent, width, texts, ref next);
        return to.ToString();
    }

    /// <summary>The elements that are shown, as text, in their order.</summary>
    private static void Collect(Tensor x, int axis, long offset, bool cut, Func<double, long, string> format, List<string> texts)
    {
        if (axis == x.ndim)
        {
            texts.Add(format(Scalars.Read(x, offset), offset));
            return;
        }
        long size = x.shape[axis];
        for (long i = 0; i < size; i++)
        {
            if (cut && size > 2 * Edge && i == Edge) i = size - Edge;
            Collect(x, axis + 1, offset * size + i, cut, format, texts);
        }
    }

    private static void Row(StringBuilder to, Tensor x, int axis, bool cut, string separator, int indent, int width, List<string> texts, ref int next)
    {
        long size = x.shape[axis];
        bool inner = axis == x.ndim - 1;
        int column = indent + axis + 1;
        string between = separator.TrimEnd();
        to.Append('[');
        for (long i = 0; i < size; i++)
        {
            bool gap = cut && size > 2 * Edge && i == Edge;
            string text = gap ? "..." : inner ? texts[next++].PadLeft(width) : "";
            if (i > 0)
            {
                to.Append(between);
                if (!inner) to.Append('\n', x.ndim - axis - 1).Append(' ', indent + axis + 1);
                else if (column + separator.Length + text.Length + x.ndim > LineWidth)
                {
                    to.Append('\n').Append(' ', indent + axis + 1);
                    column = indent + axis + 1;
                }
                else
                {
                    to.Append(' ');
                    column += separator.Length;
                }
            }
            column += text.Length;
            if (gap || inner) to.Append(text);
            else Row(to, x, axis + 1, cut, separator, indent, width, texts, ref next);
            if (gap) i = size - Edge - 1;
        }
        to.Append(']');
    }

    /// <summary>One form for all elements shown: as many decimals as the longest needs, at most 8, or powers of ten.</summary>
    private static Func<double, long, string> Formatter(Tensor x, bool cut)
    {
        if (x.dtype == TF_DataType.TF_BOOL) return static (value, _) => Truth(value);
        if (x.dtype == TF_DataType.TF_INT64) return (_, i) => x.Span<long>()[(int)i].ToString();
        if (!x.dtype.IsFloating()) return static (value, _) => value.ToString();
        bool single = x.dtype == TF_DataType.TF_FLOAT;
        double largest = 0, smallest = double.MaxValue;
        int decimals = 0, digits = 0;
        Collect(x, 0, 0, cut, (value, _) =>
        {
            if (!double.IsFinite(value)) return "";
            double size = Math.Abs(value);
            largest = Math.Max(largest, size);
            if (size > 0) smallest = Math.Min(smallest, size);
            if (size < 1e17) decimals = Math.Max(decimals, Decimals(Fixed(value, single)));
            digits = Math.Max(digits, Decimals(Scientific(value, single, -1).Split('e')[0]));
            return "";
        }, []);
        decimals = Math.Min(Precision, decimals);
        if (largest >= 1e8 || smallest < 1e-4 || (smallest <= largest && largest / smallest > 1000))
            return (value, _) => !double.IsFinite(value) ? Number(value, single) : Scientific(value, single, Math.Min(Precision, digits));
        return (value, _) =>
        {
            if (!double.IsFinite(value)) return Number(value, single);
            string text = Fixed(Math.Round(value, Math.Min(15, decimals)), single);
            int own = Decimals(text);
            if (own > decimals) text = value.ToString($"F{decimals}");
            if (!text.Contains('.')) text += ".";
            return text + new string(' ', Math.Max(0, decimals - Math.Min(own, decimals)));
        };
    }

    /// <summary>The shortest decimal digits that give the number back, without an exponent.</summary>
    private static string Fixed(double value, bool single)
    {
        string shortest = Shortest(value, single);
        if (!shortest.Contains('E')) return shortest;
        return decimal.TryParse(shortest, System.Globalization.NumberStyles.Float, null, out decimal plain)
            ? plain.ToString("0.############################") : value.ToString("F0");
    }

    private static string Shortest(double value, bool single) => single ? ((float)value).ToString("R") : value.ToString("R");

    private static string Scientific(double value, bool single, int decimals)
    {
        string text = single ? ((float)value).ToString("E8") : value.ToString("E16");
        string shortest = Shortest(value, single);
        // The digits of the shortest text, one before the point.
        string digits = new([.. shortest.Split('E')[0].Where(char.IsAsciiDigit)]);
        digits = digits.TrimStart('0').TrimEnd('0');
        int exponent = value == 0 ? 0 : int.Parse(text[(text.IndexOf('E') + 1)..]);
        string fraction = digits.Length > 1 ? digits[1..] : "";
        if (decimals >= 0)
        {
            if (fraction.Length > decimals)
            {
                string rounded = value.ToString($"E{decimals}");
                exponent = int.Parse(rounded[(rounded.IndexOf('E') + 1)..]);
                digits = new([.. rounded.Split('E')[0].Where(char.IsAsciiDigit)]);
                fraction = digits[1..];
            }
            fraction = fraction.PadRight(decimals, '0');
        }
        string lead = digits.Length > 0 ? digits[..1] : "0";
        string point = decimals >= 0 || fraction.Length > 0 ? "." : "";
        return $"{(value < 0 ? "-" : "")}{lead}{point}{fraction}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent):00}";
    }

    private static int Decimals(string text) => text.IndexOf('.') is var point and >= 0 ? text.Length - point - 1 : 0;

    private static string Truth(double value) => value != 0 ? "True" : "False";
}
