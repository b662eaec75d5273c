using System.Reflection;
using Microsoft.Data.Analysis;

namespace MlPipelines.Tests.DataAnalysis;

/// <summary>The assembly is a subset of the original: nothing of its own may become public.</summary>
[TestClass]
public sealed class PublicTypesTests
{
    private static readonly string[] Original =
    [
        "BooleanDataFrameColumn", "ByteDataFrameColumn", "CharDataFrameColumn", "DataFrame", "DataFrameColumn", "DataFrameColumnCollection",
        "DataFrameRow", "DataFrameRowCollection", "DateTimeDataFrameColumn", "DecimalDataFrameColumn", "DoubleDataFrameColumn", "DropNullOptions",
        "GroupBy", "GroupBy`1", "IDataViewExtensions", "Int16DataFrameColumn", "Int32DataFrameColumn", "Int64DataFrameColumn", "JoinAlgorithm",
        "PrimitiveDataFrameColumn`1", "SByteDataFrameColumn", "SingleDataFrameColumn", "StringDataFrameColumn", "UInt16DataFrameColumn",
        "UInt32DataFrameColumn", "UInt64DataFrameColumn", "VBufferDataFrameColumn`1",
    ];

    [TestMethod]
    public void OnlyTypesOfTheOriginalArePublic() =>
        CollectionAssert.AreEqual(Original, typeof(DataFrame).Assembly.GetExportedTypes().Select(type => type.Name).Order(StringComparer.Ordinal).ToArray());

    [TestMethod]
    public void EveryNamedColumnKeepsItsKind()
    {
        Type[] named = [.. typeof(DataFrame).Assembly.GetExportedTypes().Where(type => type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == typeof(PrimitiveDataFrameColumn<>))];
        Assert.HasCount(14, named);
        foreach (Type type in named)
        {
            var column = (DataFrameColumn)Activator.CreateInstance(type, "x", 3L)!;
            Assert.AreEqual(3, column.NullCount);
            foreach (DataFrameColumn copy in new[] { column.Clone(), column.Clone(new Int32DataFrameColumn("m", [2])), column.Sort(), column.DropNulls() })
                Assert.AreEqual(type, copy.GetType());
            if (column.IsNumericColumn()) Assert.AreEqual(type, (column + column).GetType());
            foreach (ConstructorInfo constructor in type.GetConstructors()) Assert.AreEqual("name", constructor.GetParameters()[0].Name);
        }
    }
}
