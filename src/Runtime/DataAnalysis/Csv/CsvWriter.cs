using System.Collections;
using System.Globalization;
using System.Text;

namespace Microsoft.Data.Analysis;

/// <summary>Writes a table as text that <see cref="CsvReader"/> reads back to the same values.</summary>
internal static class CsvWriter
{
    public static void Write(DataFrame table, TextWriter writer, char separator, bool header, CultureInfo culture)
    {
        var record = new StringBuilder();
        if (header) WriteRecord(table.Columns.Select(column => column.Name));
        foreach (DataFrameRow row in table.Rows) WriteRecord(row);

        void WriteRecord(IEnumerable values)
        {
            record.Clear();
            AppendValues(record, values, separator, culture);
            // A record of one empty field would be a blank line, which readers skip.
            if (record.Length == 0) record.Append("\"\"");
            writer.WriteLine(record);
        }
    }

    private static void AppendValues(StringBuilder record, IEnumerable values, char separator, CultureInfo culture)
    {
        bool first = true;
        foreach (object value in values)
        {
            if (!first) record.Append(separator);
            first = false;
            switch (value)
            {
                case null: break;
                case string text: AppendText(record, text, separator); break;
                case float or double: AppendText(record, ((IFormattable)value).ToString(value is float ? "G9" : "G17", culture), separator); break;
                case IFormattable number: AppendText(record, number.ToString(null, culture), separator); break;
                default: AppendText(record, value.ToString(), separator); break;
            }
        }
    }

    private static void AppendText(StringBuilder record, string text, char separator)
    {
        if (!text.Contains(separator) && text.AsSpan().IndexOfAny('"', '\r', '\n') < 0) record.Append(text);
        else record.Append('"').Append(text.Replace("\"", "\"\"")).Append('"');
    }
}
