using System.Globalization;
using System.Text;
using Microsoft.Data.Analysis;

namespace MlPipelines.Tests.DataAnalysis;

/// <summary>Tables read from and written to separated values: guesses, options, and text that is wrong.</summary>
[TestClass]
public sealed class CsvTests
{
    private static DataFrame Load(string text) => DataFrame.LoadCsvFromString(text, cultureInfo: CultureInfo.InvariantCulture);

    private static string Save(DataFrame table, char separator = ',', bool header = true, CultureInfo? culture = null)
    {
        using var stream = new MemoryStream();
        DataFrame.SaveCsv(table, stream, separator, header, cultureInfo: culture ?? CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n");
    }

    [TestMethod]
    public void TypesAreGuessedFromTheFirstRows()
    {
        DataFrame table = Load("s,f,b,d,e,m\na,1,true,2024-05-17,,1\nb,2.5,False,2024-05-18,,x\n,null,,,,\n");
        Assert.AreEqual("String Single Boolean DateTime String String", string.Join(" ", table.Columns.Select(column => column.DataType.Name)));
    }

    [TestMethod]
    public void AbsentValuesAreNullsExceptTheEmptyText()
    {
        DataFrame table = Load("s,f,b\nx,1,true\n,,\nnull,NULL,null\n");
        Cells.AreEqual(table["s"], "x", "", null);
        Cells.AreEqual(table["f"], 1f, null, null);
        Cells.AreEqual(table["b"], true, null, null);
    }

    [TestMethod]
    public void QuotesHoldSeparatorsLineEndsAndQuotes()
    {
        DataFrame table = Load("\"a,1\",b\r\n\"x\r\n\r\ny\",\"say \"\"hi\"\"\"\r\n  \"p\"  , it's 5\" wide \r\n\r\n\"\",z");
        Assert.AreEqual("a,1", table.Columns[0].Name);
        Cells.AreEqual(table.Columns[0], "x\r\n\r\ny", "p", "");
        Cells.AreEqual(table.Columns[1], "say \"hi\"", "it's 5\" wide", "z");
    }

    [TestMethod]
    public void OptionsSayNamesTypesAndRows()
    {
        const string Text = "1;x\n2;y\n3;z\n";
        DataFrame table = DataFrame.LoadCsvFromString(Text, ';', header: false, dataTypes: [typeof(byte), typeof(char)],
            numberOfRowsToRead: 2, addIndexColumn: true);
        Cells.AreEqual(table, "IndexColumn|Column0|Column1", "0|1|x", "1|2|y");
        Assert.IsInstanceOfType<ByteDataFrameColumn>(table["Column0"]);
        table = DataFrame.LoadCsvFromString(Text, ';', header: false, columnNames: ["n", "c"]);
        Cells.AreEqual(table, "n|c", "1|x", "2|y", "3|z");
        table = DataFrame.LoadCsvFromString(Text, ';', columnNames: ["n", "c"]);
        Cells.AreEqual(table, "n|c", "2|y", "3|z");
        table = DataFrame.LoadCsvFromString("a,a,a\n1,2,3\n", renameDuplicatedColumns: true);
        Cells.AreEqual(table, "a|a.1|a.2", "1|2|3");
        table = DataFrame.LoadCsvFromString("a,b\n1,2\n", guessTypeFunction: values => values.First() == "1" ? typeof(int) : typeof(string));
        Cells.AreEqual(table["a"], 1);
        Cells.AreEqual(table["b"], "2");
        Assert.AreEqual(0, DataFrame.LoadCsvFromString("a,b\n1,2\n", numberOfRowsToRead: 0).Rows.Count);
    }

    [TestMethod]
    public void EveryTypeOfColumnIsRead()
    {
        Type[] types = [typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint),
            typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(decimal), typeof(char), typeof(DateTime),
            typeof(string)];
        DataFrame table = DataFrame.LoadCsvFromString("true,1,-1,-2,2,-3,3,-4,4,0.5,12345.25,7.50,7,2024-05-17,text\n,,,,,,,,,,,,,,",
            header: false, dataTypes: types, cultureInfo: CultureInfo.InvariantCulture);
        object[] expected = [true, (byte)1, (sbyte)-1, (short)-2, (ushort)2, -3, 3u, -4L, 4ul, 0.5f, 12345.25, 7.50m, '7', new DateTime(2024, 5, 17), "text"];
        for (int i = 0; i < types.Length; i++)
        {
            Assert.AreEqual(types[i], table.Columns[i].DataType);
            Cells.AreEqual(table.Columns[i], expected[i], types[i] == typeof(string) ? "" : null);
            StringAssert.StartsWith(table.Columns[i].GetType().Name, types[i].Name);
        }
    }

    [TestMethod]
    public void AShortRowIsFilledWithNullsUnlessTypesAreGuessedFromIt()
    {
        DataFrame table = DataFrame.LoadCsvFromString("a,b\n1,2\n3\n", guessRows: 2);
        Cells.AreEqual(table["b"], 2f, null);
        StringAssert.Contains(Assert.ThrowsExactly<FormatException>(() => Load("a,b\n1,2\n3\n")).Message, "Line 3 has 1 field");
    }

    [TestMethod]
    public void AWideRowNamesLineReceivedAndExpected()
    {
        string text = "a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 20)) + "\"x\ny\",2,3\n";
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => DataFrame.LoadCsvFromString(text, dataTypes: [typeof(string), typeof(float)]));
        StringAssert.Contains(error.Message, "Line 22 has 3 fields; the table has 2 columns");
    }

    [TestMethod]
    public void AFieldOfAnotherTypeNamesLineColumnReceivedAndExpected()
    {
        string text = "a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 20)) + "1,two\n";
        FormatException error = Assert.ThrowsExactly<FormatException>(() => Load(text));
        StringAssert.Contains(error.Message, "Line 22, column 'b': received 'two', expected System.Single");
        Assert.ThrowsExactly<FormatException>(() => DataFrame.LoadCsvFromString("256", header: false, dataTypes: [typeof(byte)]));
    }

    [TestMethod]
    public void TextThatIsWrongIsAnErrorNotACrash()
    {
        Assert.ThrowsExactly<FormatException>(() => Load(""));
        Assert.ThrowsExactly<FormatException>(() => Load("\n \n"));
        StringAssert.Contains(Assert.ThrowsExactly<FormatException>(() => Load("a\n\"never closed\n1\n")).Message, "Line 2, field 1");
        StringAssert.Contains(Assert.ThrowsExactly<FormatException>(() => Load("a\n\"x\"y\n")).Message, "'y'");
        Assert.ThrowsExactly<FormatException>(() => Load("a\n1,2\n"));
        Assert.ThrowsExactly<ArgumentException>(() => DataFrame.LoadCsvFromString("a\n1\n", guessRows: 0));
        Assert.ThrowsExactly<ArgumentException>(() => Load("a,a\n1,2\n"));
        Assert.ThrowsExactly<NotSupportedException>(() => DataFrame.LoadCsvFromString("1", header: false, dataTypes: [typeof(Guid)]));
    }

    [TestMethod]
    public void AnyTextIsReadOrRefusedWithAMessage()
    {
        var random = new Random(5);
        const string Alphabet = "a1,\"\n\r ;.null";
        for (int i = 0; i < 3000; i++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(40)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            try
            {
                Load(text);
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                Assert.AreNotEqual("", e.Message);
            }
        }
    }

    [TestMethod]
    public void ARecordLongerThanTheReadersBufferIsRead()
    {
        string field = new string('x', 200_000) + "\"\"" + new string('y', 70_000);
        DataFrame table = Load("a,b\n\"" + field + "\",1\n");
        Assert.AreEqual(field.Replace("\"\"", "\""), table["a"][0]);
    }

    [TestMethod]
    public void WritingQuotesWhatNeedsIt()
    {
        var table = new DataFrame(
            new StringDataFrameColumn("a,b", ["x", "1,2", "say \"hi\"", "l\nm", null!]),
            new SingleDataFrameColumn("f", new float?[] { 0.1f, 1e10f, null, -2, 3 }),
            new BooleanDataFrameColumn("b", new bool?[] { true, false, null, true, false }));
        Assert.AreEqual("\"a,b\",f,b\nx,0.100000001,True\n\"1,2\",1E+10,False\n\"say \"\"hi\"\"\",,\n\"l\nm\",-2,True\n,3,False\n", Save(table));
        Assert.AreEqual("x\t0.100000001\tTrue\n", Save(table.Head(1), '\t', header: false));
        Assert.AreEqual("f\n\"\"\n", Save(new DataFrame(new SingleDataFrameColumn("f", 1))));
    }

    [TestMethod]
    public void ACultureWithADecimalCommaNeedsAnotherSeparator()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        var table = new DataFrame(new DoubleDataFrameColumn("x", [1.5, 1000.25]));
        Assert.ThrowsExactly<ArgumentException>(() => Save(table, culture: culture));
        string text = Save(table, ';', culture: culture);
        Assert.AreEqual("x\n1,5\n1000,25\n", text);
        Cells.AreEqual(DataFrame.LoadCsvFromString(text, ';', dataTypes: [typeof(double)], cultureInfo: culture)["x"], 1.5, 1000.25);
    }

    [TestMethod]
    public void AFileIsReplacedWholeOrNotAtAll()
    {
        string folder = Directory.CreateTempSubdirectory("csv").FullName;
        try
        {
            string path = Path.Combine(folder, "t.csv");
            var table = new DataFrame(new StringDataFrameColumn("s", ["ä", "b"]));
            DataFrame.SaveCsv(table, path);
            Cells.AreEqual(DataFrame.LoadCsv(path)["s"], "ä", "b");
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            Assert.ThrowsExactly<ArgumentException>(() => DataFrame.SaveCsv(table.Head(1), path, cultureInfo: comma));
            Cells.AreEqual(DataFrame.LoadCsv(path, numRows: 1)["s"], "ä");
            Assert.HasCount(1, Directory.GetFiles(folder, "*", new EnumerationOptions { AttributesToSkip = 0 }));
            Assert.AreEqual("s\nä\nb\n", File.ReadAllText(path).ReplaceLineEndings("\n"));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [TestMethod]
    public void AStreamMustSeekAndStaysOpen()
    {
        using var stream = new MemoryStream(Encoding.Latin1.GetBytes("s\nä\n"));
        Cells.AreEqual(DataFrame.LoadCsv(stream, encoding: Encoding.Latin1)["s"], "ä");
        Assert.IsTrue(stream.CanRead);
        using var pipe = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionMode.Decompress, leaveOpen: true);
        Assert.ThrowsExactly<ArgumentException>(() => DataFrame.LoadCsv(pipe));
    }
}
