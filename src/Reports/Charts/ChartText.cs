using System.Globalization;
using System.Text;

namespace MlPipelines.Reports.Charts;

/// <summary>Texts in drawings: what may not be drawn is removed, and texts are measured and cut, because SVG does neither.</summary>
/// <remarks>
/// A drawing cannot ask a font for widths, so they are estimated from DejaVu Sans, which is wider than the other faces that pages use.
/// A text is therefore at most as wide as estimated, nearly always.
/// </remarks>
public static class ChartText
{
    /// <summary>Size of a drawing's plain text, in units of the drawing.</summary>
    public const double BodySize = 13;

    /// <summary>Size of texts along axes and of notes.</summary>
    public const double TickSize = 12.5;

    /// <summary>Size of headings, which are bold.</summary>
    public const double HeadingSize = 15;

    /// <summary>Size of texts in cells and below images.</summary>
    public const double CellSize = 11.5;

    private const char FirstIsolate = '\u2068', PopIsolate = '\u2069';

    // Hundredths of the size, for the characters from space to tilde.
    private static readonly byte[] Latin =
    [
        32, 41, 46, 84, 64, 95, 78, 28, 39, 39, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 54,
        100, 69, 69, 70, 77, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79, 61, 79, 70, 64, 62, 74, 69, 99, 69, 62, 69, 39, 34, 39, 84, 50,
        50, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
    ];

    /// <summary>
    /// The text as it can be drawn: line ends and tabs become spaces; control characters, marks that turn the direction of writing,
    /// halves of surrogate pairs and non-characters are removed.
    /// </summary>
    /// <param name="text">Any text, or null for none.</param>
    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var clean = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) clean.Append(c).Append(text[++i]);
            else if (c is '\t' or '\n' or '\r' or '\u2028' or '\u2029') clean.Append(' ');
            else if (!char.IsControl(c) && !char.IsSurrogate(c) && !IsMark(c)) clean.Append(c);
        }
        return clean.ToString().Trim();
    }

    /// <summary>True for marks that turn the direction of writing and for non-characters.</summary>
    private static bool IsMark(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')
        or (>= '\uFDD0' and <= '\uFDEF') or '\uFFFE' or '\uFFFF' or '\uFEFF';

    /// <summary>A name for a sentence: one written from right to left is set apart, so that it does not turn its neighbours.</summary>
    /// <param name="name">A text that <see cref="Clean"/> has cleaned.</param>
    public static string Isolate(string name) => IsRightToLeft(name) ? $"{FirstIsolate}{name}{PopIsolate}" : name;

    /// <summary>True when the text holds a letter that is written from right to left.</summary>
    /// <param name="text">Any text.</param>
    public static bool IsRightToLeft(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFE)
                or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF)) return true;
        }
        return false;
    }

    /// <summary>Estimated width of a text, in units of the drawing.</summary>
    /// <param name="text">One line.</param>
    /// <param name="size">Size of the font.</param>
    /// <param name="bold">True for bold type.</param>
    public static double Width(string text, double size, bool bold = false)
    {
        double sum = 0;
        foreach (Rune rune in text.EnumerateRunes()) sum += Advance(rune);
        return sum * size * (bold ? 0.0115 : 0.01);
    }

    /// <summary>The text, or its beginning and an ellipsis where it is wider than a limit.</summary>
    /// <param name="text">One line.</param>
    /// <param name="size">Size of the font.</param>
    /// <param name="limit">Greatest width.</param>
    /// <param name="bold">True for bold type.</param>
    public static string Cut(string text, double size, double limit, bool bold = false)
    {
        // No character of a text this long and this narrow would be drawn anyway: only marks without a width.
        if (text.Length <= 1000 && Width(text, size, bold) <= limit) return text;
        double left = limit - Width("…", size, bold);
        int end = 0;
        while (end < Math.Min(text.Length, 1000))
        {
            int length = StringInfo.GetNextTextElementLength(text, end);
            left -= Width(text.Substring(end, length), size, bold);
            if (left < 0 || end + length > 1000) break;
            end += length;
        }
        return text[..end].TrimEnd() + "…";
    }

    /// <summary>The text in lines that are no wider than a limit; the last one is cut where they are too many.</summary>
    /// <param name="text">Words between spaces.</param>
    /// <param name="size">Size of the font.</param>
    /// <param name="limit">Greatest width.</param>
    /// <param name="most">Greatest number of lines, 1 or more.</param>
    /// <param name="bold">True for bold type.</param>
    public static IReadOnlyList<string> Wrap(string text, double size, double limit, int most, bool bold = false)
    {
        var lines = new List<string>();
        while (text.Length > 0 && lines.Count < most - 1 && (text.Length > 1000 || Width(text, size, bold) > limit))
        {
            int end = 0, space = text.IndexOf(' ', 1);
            while (space is > 0 and < 1000 && Width(text[..space], size, bold) <= limit)
            {
                end = space;
                space = text.IndexOf(' ', end + 1);
            }
            if (end == 0) break;
            lines.Add(text[..end]);
            text = text[(end + 1)..].TrimStart();
        }
        if (text.Length > 0) lines.Add(Cut(text, size, limit, bold));
        return lines;
    }

    private static int Advance(Rune rune)
    {
        int code = rune.Value;
        if (code is >= 0x20 and <= 0x7E) return Latin[code - 0x20];
        UnicodeCategory category = Rune.GetUnicodeCategory(rune);
        if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format) return 0;
        return code switch { < 0x1100 => 82, < 0x1F000 => 104, _ => 140 };
    }
}
