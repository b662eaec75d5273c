using System.Globalization;
using System.Text;

namespace Microsoft.Data.Analysis;

public partial class DataFrame
{
    /// <summary>Reads a table from a file of separated values.</summary>
    /// <param name="filename">The file.</param>
    /// <param name="separator">What separates fields.</param>
    /// <param name="header">Whether the first record names the columns.</param>
    /// <param name="columnNames">The columns' names; where null, the header's, or `Column0` and so on.</param>
    /// <param name="dataTypes">The columns' types; where null they are guessed.</param>
    /// <param name="numRows">How many rows to read; -1 reads all.</param>
    /// <param name="guessRows">How many records, the header among them, to guess types from: float where all values are numbers, bool, DateTime, or text.</param>
    /// <param name="addIndexColumn">Whether a first column `IndexColumn` numbers the rows.</param>
    /// <param name="encoding">The file's encoding; UTF-8 where null.</param>
    /// <param name="renameDuplicatedColumns">Whether a name that comes again gets a number: `x`, `x.1`, `x.2`.</param>
    /// <param name="cultureInfo">How numbers and dates are spelled; the current culture where null.</param>
    /// <param name="guessTypeFunction">Guesses a column's type from its first values, in place of the guess above.</param>
    /// <exception cref="FormatException">The text is empty, a quote is not closed, or a field is no value of its column's type; the text names the line.</exception>
    /// <exception cref="ArgumentException">A record has more fields than there are columns; the text names the line.</exception>
    public static DataFrame LoadCsv(string filename, char separator = ',', bool header = true, string[] columnNames = null, Type[] dataTypes = null,
        int numRows = -1, int guessRows = 10, bool addIndexColumn = false, Encoding encoding = null, bool renameDuplicatedColumns = false,
        CultureInfo cultureInfo = null, Func<IEnumerable<string>, Type> guessTypeFunction = null)
    {
        using var stream = new FileStream(filename, FileMode.Open, FileAccess.Read, FileShare.Read);
        return LoadCsv(stream, separator, header, columnNames, dataTypes, numRows, guessRows, addIndexColumn, encoding, renameDuplicatedColumns,
            cultureInfo, guessTypeFunction);
    }

    /// <summary>Reads a table from a stream of separated values.</summary>
    /// <param name="csvStream">The stream, which must be seekable; it stays open.</param>
    /// <param name="separator">What separates fields.</param>
    /// <param name="header">Whether the first record names the columns.</param>
    /// <param name="columnNames">The columns' names; where null, the header's, or `Column0` and so on.</param>
    /// <param name="dataTypes">The columns' types; where null they are guessed.</param>
    /// <param name="numberOfRowsToRead">How many rows to read; -1 reads all.</param>
    /// <param name="guessRows">How many records, the header among them, to guess types from.</param>
    /// <param name="addIndexColumn">Whether a first column `IndexColumn` numbers the rows.</param>
    /// <param name="encoding">The text's encoding; UTF-8 where null.</param>
    /// <param name="renameDuplicatedColumns">Whether a name that comes again gets a number.</param>
    /// <param name="cultureInfo">How numbers and dates are spelled; the current culture where null.</param>
    /// <param name="guessTypeFunction">Guesses a column's type from its first values.</param>
    /// <exception cref="FormatException">The text is empty, a quote is not closed, or a field is no value of its column's type; the text names the line.</exception>
    /// <exception cref="ArgumentException">A record has more fields than there are columns; the text names the line.</exception>
    public static DataFrame LoadCsv(Stream csvStream, char separator = ',', bool header = true, string[] columnNames = null, Type[] dataTypes = null,
        long numberOfRowsToRead = -1, int guessRows = 10, bool addIndexColumn = false, Encoding encoding = null, bool renameDuplicatedColumns = false,
        CultureInfo cultureInfo = null, Func<IEnumerable<string>, Type> guessTypeFunction = null)
    {
        ArgumentNullException.ThrowIfNull(csvStream);
        if (!csvStream.CanSeek) throw new ArgumentException("The stream cannot seek, which reading a table needs. Copy it into a MemoryStream.", nameof(csvStream));
        using var reader = new StreamReader(csvStream, encoding ?? Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16, leaveOpen: true);
        return CsvTable.Read(reader, new CsvOptions(separator, header, columnNames, dataTypes, numberOfRowsToRead, guessRows, addIndexColumn,
            renameDuplicatedColumns, cultureInfo, guessTypeFunction));
    }

    /// <summary>Reads a table from a text of separated values.</summary>
    /// <param name="csvString">The text.</param>
    /// <param name="separator">What separates fields.</param>
    /// <param name="header">Whether the first record names the columns.</param>
    /// <param name="columnNames">The columns' names; where null, the header's, or `Column0` and so on.</param>
    /// <param name="dataTypes">The columns' types; where null they are guessed.</param>
    /// <param name="numberOfRowsToRead">How many rows to read; -1 reads all.</param>
    /// <param name="guessRows">How many records, the header among them, to guess types from.</param>
    /// <param name="addIndexColumn">Whether a first column `IndexColumn` numbers the rows.</param>
    /// <param name="renameDuplicatedColumns">Whether a name that comes again gets a number.</param>
    /// <param name="cultureInfo">How numbers and dates are spelled; the current culture where null.</param>
    /// <param name="guessTypeFunction">Guesses a column's type from its first values.</param>
    /// <exception cref="FormatException">The text is empty, a quote is not closed, or a field is no value of its column's type; the text names the line.</exception>
    /// <exception cref="ArgumentException">A record has more fields than there are columns; the text names the line.</exception>
    public static DataFrame LoadCsvFromString(string csvString, char separator = ',', bool header = true, string[] columnNames = null,
        Type[] dataTypes = null, long numberOfRowsToRead = -1, int guessRows = 10, bool addIndexColumn = false, bool renameDuplicatedColumns = false,
        CultureInfo cultureInfo = null, Func<IEnumerable<string>, Type> guessTypeFunction = null)
    {
        ArgumentNullException.ThrowIfNull(csvString);
        using var reader = new StringReader(csvString);
        return CsvTable.Read(reader, new CsvOptions(separator, header, columnNames, dataTypes, numberOfRowsToRead, guessRows, addIndexColumn,
            renameDuplicatedColumns, cultureInfo, guessTypeFunction));
    }

    /// <summary>Writes a table to a file of separated values: to a temporary file beside it first, so that the file is the old or the whole new one.</summary>
    /// <param name="dataFrame">The table.</param>
    /// <param name="path">The file.</param>
    /// <param name="separator">What separates fields.</param>
    /// <param name="header">Whether the first record names the columns.</param>
    /// <param name="encoding">The file's encoding; UTF-8 where null.</param>
    /// <param name="cultureInfo">How numbers and dates are spelled; the current culture where null.</param>
    /// <exception cref="ArgumentException">The culture writes numbers with <paramref name="separator"/>.</exception>
    public static void SaveCsv(DataFrame dataFrame, string path, char separator = ',', bool header = true, Encoding encoding = null,
        CultureInfo cultureInfo = null)
    {
        string temporary = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)), $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                SaveCsv(dataFrame, stream, separator, header, encoding, cultureInfo);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes a table to a stream of separated values.</summary>
    /// <param name="dataFrame">The table.</param>
    /// <param name="csvStream">The stream; it stays open.</param>
    /// <param name="separator">What separates fields.</param>
    /// <param name="header">Whether the first record names the columns.</param>
    /// <param name="encoding">The text's encoding; UTF-8 where null.</param>
    /// <param name="cultureInfo">How numbers and dates are spelled; the current culture where null.</param>
    /// <exception cref="ArgumentException">The culture writes numbers with <paramref name="separator"/>.</exception>
    public static void SaveCsv(DataFrame dataFrame, Stream csvStream, char separator = ',', bool header = true, Encoding encoding = null,
        CultureInfo cultureInfo = null)
    {
        ArgumentNullException.ThrowIfNull(dataFrame);
        CultureInfo culture = cultureInfo ?? CultureInfo.CurrentCulture;
        if (culture.NumberFormat.NumberDecimalSeparator == separator.ToString())
        {
            throw new ArgumentException(
                $"'{separator}' separates both fields and, in this culture, decimals. Use another separator, or CultureInfo.InvariantCulture.",
                nameof(separator));
        }
        using var writer = new StreamWriter(csvStream, encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true);
        CsvWriter.Write(dataFrame, writer, separator, header, culture);
    }
}
