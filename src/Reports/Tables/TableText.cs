using System.Globalization;
using System.Text;

namespace MlPipelines.Reports.Tables;

/// <summary>Texts in tables that are read in a fixed-width face.</summary>
internal static class TableText
{
    /// <summary>The text with a backslash before each character that has a meaning in Markdown, where it has it.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        for (int i = 0; i < text.Length; i++)
        {
            // An underscore between letters, as in test_accuracy, marks no emphasis.
            bool inWord = i > 0 && i + 1 < text.Length && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]);
            if (@"\`*[]<>|~&#".Contains(text[i]) || (text[i] == '_' && !inWord)) escaped.Append('\\');
            escaped.Append(text[i]);
        }
        return escaped.ToString();
    }

    /// <summary>Columns that a text takes on a terminal: none for marks, two for wide characters.</summary>
    public static int Columns(string text)
    {
        int columns = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format) continue;
            columns += rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
                or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60)
                or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD) ? 2 : 1;
        }
        return columns;
    }
}
