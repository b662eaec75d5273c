using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Analysis;

namespace MlPipelines.Tests.DataAnalysis;

/// <summary>What is written comes back: any text without white space around it, any number, nulls, with any of some separators and cultures.</summary>
[TestClass]
public sealed class CsvRoundTripTests
{
    private static readonly Gen<string> Texts = Gen.Elements("a", "\"", "\"\"", ",", ";", "\t", "\n", "\r\n", "\r", " ", "é", "1", ".", "-", "null", "\u2028")
        .ArrayOf().Select(parts => string.Concat(parts).Trim())
        .Where(text => !text.Equals("null", StringComparison.OrdinalIgnoreCase));

    [TestMethod]
    public void TablesComeBack()
    {
        Gen<(string Text, double? Number, bool? Flag)> rows =
            from text in Texts
            from number in ArbMap.Default.GeneratorFor<double>()
            from flag in Gen.Elements<bool?>(true, false, null)
            from absent in Gen.Elements(false, false, true)
            select (text, absent ? (double?)null : number, flag);
        var cases =
            from table in rows.NonEmptyListOf()
            from separator in Gen.Elements(',', ';', '\t')
            from comma in Gen.Elements(true, false)
            select (Rows: table.ToArray(), Separator: separator, Comma: comma && separator != ',');
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            if (c.Comma) (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator) = (",", ".");
            var table = new DataFrame(
                new StringDataFrameColumn("a \"text\"", c.Rows.Select(row => row.Text)),
                new DoubleDataFrameColumn("n;,\n", c.Rows.Select(row => row.Number)),
                new BooleanDataFrameColumn("flag", c.Rows.Select(row => row.Flag)));
            using var stream = new MemoryStream();
            DataFrame.SaveCsv(table, stream, c.Separator, cultureInfo: culture);
            stream.Position = 0;
            DataFrame read = DataFrame.LoadCsv(stream, c.Separator, dataTypes: [typeof(string), typeof(double), typeof(bool)], cultureInfo: culture);
            // The header's line end is trimmed, as every field is.
            return read.Columns[0].Name == "a \"text\"" && read.Columns[1].Name == "n;,"
                && read.Rows.Count == table.Rows.Count
                && read.Columns.Zip(table.Columns).All(pair => pair.First.Cast<object?>().SequenceEqual(pair.Second.Cast<object?>()));
        }).QuickCheckThrowOnFailure();
    }

    [TestMethod]
    public void SinglesAndIntegersComeBack() => Prop.ForAll<float[], long[]>((floats, longs) =>
    {
        var table = new DataFrame(
            new SingleDataFrameColumn("f", floats.Take(longs.Length)),
            new Int64DataFrameColumn("l", longs.Take(floats.Length)));
        using var stream = new MemoryStream();
        DataFrame.SaveCsv(table, stream, encoding: Encoding.ASCII, cultureInfo: CultureInfo.InvariantCulture);
        stream.Position = 0;
        DataFrame read = DataFrame.LoadCsv(stream, dataTypes: [typeof(float), typeof(long)], cultureInfo: CultureInfo.InvariantCulture);
        return read.Columns.Zip(table.Columns).All(pair => pair.First.Cast<object>().SequenceEqual(pair.Second.Cast<object>()));
    }).QuickCheckThrowOnFailure();
}
