using Microsoft.Data.Analysis;

namespace MlPipelines.Tests.DataAnalysis;

/// <summary>Element-wise arithmetic and comparison, with nulls and across types.</summary>
[TestClass]
public sealed class ArithmeticTests
{
    private static readonly DataFrameColumn Left = new Int32DataFrameColumn("l", new int?[] { 7, null, -4, null, 9 });
    private static readonly DataFrameColumn Right = new Int32DataFrameColumn("r", new int?[] { 2, 5, 3, null, 0 });

    [TestMethod]
    public void ANullOnEitherSideGivesANull()
    {
        Cells.AreEqual(Left + Right, 9, null, -1, null, 9);
        Cells.AreEqual(Left - Right, 5, null, -7, null, 9);
        Cells.AreEqual(Left * Right, 14, null, -12, null, 0);
        Cells.AreEqual(Left, 7, null, -4, null, 9);
    }

    [TestMethod]
    public void DivisionTouchesNoNullAndThrowsAtAZero()
    {
        var three = new Int32DataFrameColumn("d", new int?[] { 2, null, 3, null, 2 });
        Cells.AreEqual(Left / three, 3, null, -1, null, 4);
        Cells.AreEqual(Left % three, 1, null, -1, null, 1);
        Assert.ThrowsExactly<DivideByZeroException>(() => Left / Right);
        Cells.AreEqual((Left * 1.0) / (Right * 1.0), 3.5, null, -4.0 / 3, null, double.PositiveInfinity);
    }

    [TestMethod]
    public void ScalarsStandOnEitherSide()
    {
        Cells.AreEqual(Left + 1, 8, null, -3, null, 10);
        Cells.AreEqual(1 - Left, -6, null, 5, null, -8);
        Cells.AreEqual(Left.Subtract(1), 6, null, -5, null, 8);
        Cells.AreEqual(Left.ReverseSubtract(1), -6, null, 5, null, -8);
        Cells.AreEqual(18 / new Int32DataFrameColumn("d", new int?[] { 2, null, 9 }), 9, null, 2);
        Cells.AreEqual(20 % new Int32DataFrameColumn("d", new int?[] { 6 }), 2);
    }

    [TestMethod]
    public void TypesThatDifferMeetInDoubleOrDecimal()
    {
        Assert.IsInstanceOfType<Int32DataFrameColumn>(Left + Right);
        Assert.IsInstanceOfType<DoubleDataFrameColumn>(Left + 0.5f);
        Assert.IsInstanceOfType<DoubleDataFrameColumn>(Left + new Int64DataFrameColumn("x", new long[5]));
        Assert.IsInstanceOfType<DecimalDataFrameColumn>(Left + 0.5m);
        Assert.IsInstanceOfType<DecimalDataFrameColumn>(Left + new DecimalDataFrameColumn("x", new decimal[5]));
        Cells.AreEqual(Left + 0.25m, 7.25m, null, -3.75m, null, 9.25m);
        Cells.AreEqual(new SingleDataFrameColumn("f", new[] { 1.5f }) * 2f, 3f);
        Cells.AreEqual(new CharDataFrameColumn("c", new[] { 'A' }).Add(1.0), 66.0);
    }

    [TestMethod]
    public void InPlaceChangesTheColumnAndNeedsItsType()
    {
        DataFrameColumn column = Left.Clone();
        Assert.AreSame(column, column.Add(Right, inPlace: true));
        Cells.AreEqual(column, 9, null, -1, null, 9);
        Assert.AreSame(column, column.Multiply(2, inPlace: true));
        column.Add(column, inPlace: true);
        Cells.AreEqual(column, 36, null, -4, null, 36);
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => column.Add(1.5, inPlace: true));
        StringAssert.Contains(error.Message, "inPlace");
    }

    [TestMethod]
    public void WhatDoesNotFitIsAnError()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Left + new Int32DataFrameColumn("x", new int[4])).Message, "4 rows");
        var flags = new BooleanDataFrameColumn("b", new bool[5]);
        Assert.ThrowsExactly<NotSupportedException>(() => Left + flags);
        Assert.ThrowsExactly<NotSupportedException>(() => flags + Left);
        Assert.ThrowsExactly<NotSupportedException>(() => Left.Add(true));
        Assert.ThrowsExactly<NotSupportedException>(() => Left.And(true));
        Assert.ThrowsExactly<NotSupportedException>(() => Left.Add("1"));
        Assert.ThrowsExactly<NotSupportedException>(() => flags.Add(flags));
    }

    [TestMethod]
    public void BoolsAreCombined()
    {
        var a = new BooleanDataFrameColumn("a", new bool?[] { true, true, false, null });
        var b = new BooleanDataFrameColumn("b", new bool?[] { true, false, false, true });
        Cells.AreEqual(a & b, true, false, false, null);
        Cells.AreEqual(a | b, true, true, false, null);
        Cells.AreEqual(a ^ b, false, true, false, null);
        Cells.AreEqual(a.Xor(true), false, false, true, null);
    }

    [TestMethod]
    public void StringsAreJoined()
    {
        var names = new StringDataFrameColumn("s", ["a", "b"]);
        Cells.AreEqual(names.Add("x"), "ax", "bx");
        Cells.AreEqual(names.ReverseAdd("x"), "xa", "xb");
        Cells.AreEqual(names + new Int32DataFrameColumn("i", new[] { 1, 2 }), "a1", "b2");
        Assert.ThrowsExactly<NotImplementedException>(() => names.Multiply(2));
    }

    [TestMethod]
    public void NullsAreEqualToNullsOnly()
    {
        var a = new DoubleDataFrameColumn("a", new double?[] { null, null, 1, 1, 1 });
        var b = new DoubleDataFrameColumn("b", new double?[] { null, 0, null, 1, 2 });
        Cells.AreEqual(a.ElementwiseEquals(b), true, false, false, true, false);
        Cells.AreEqual(a.ElementwiseNotEquals(b), false, true, true, false, true);
        Cells.AreEqual(a.ElementwiseGreaterThan(b), false, false, false, false, false);
        Cells.AreEqual(a.ElementwiseLessThan(b), false, false, false, false, true);
        Cells.AreEqual(a.ElementwiseGreaterThanOrEqual(b), false, false, false, true, false);
        Cells.AreEqual(a.ElementwiseLessThanOrEqual(b), false, false, false, true, true);
        Cells.AreEqual(a.ElementwiseIsNull(), true, true, false, false, false);
        Cells.AreEqual(a.ElementwiseIsNotNull(), false, false, true, true, true);
    }

    [TestMethod]
    public void ScalarsAreComparedAcrossTypes()
    {
        Cells.AreEqual(Left.ElementwiseEquals(7), true, false, false, false, false);
        Cells.AreEqual(Left.ElementwiseNotEquals(7), false, true, true, true, true);
        Cells.AreEqual(Left.ElementwiseGreaterThan(6.5), true, false, false, false, true);
        Cells.AreEqual(Left.ElementwiseLessThanOrEqual(7m), true, false, true, false, false);
        Cells.AreEqual(Left.ElementwiseEquals(new DoubleDataFrameColumn("d", new double[] { 7, 0, 0, 0, 0 })), true, false, false, false, false);
        Cells.AreEqual(new StringDataFrameColumn("s", ["a", null!, "b"]).ElementwiseEquals("a"), true, false, false);
        Cells.AreEqual(new StringDataFrameColumn("s", ["a", null!, "b"]).ElementwiseNotEquals("a"), false, true, true);
        Cells.AreEqual(new BooleanDataFrameColumn("b", new bool?[] { true, null, false }).ElementwiseEquals(true), true, false, false);
        Assert.ThrowsExactly<NotSupportedException>(() => new BooleanDataFrameColumn("b", new[] { true }).ElementwiseGreaterThan(false));
    }

    [TestMethod]
    public void NaNIsNeitherEqualNorOrdered()
    {
        var column = new SingleDataFrameColumn("f", new[] { float.NaN, 1f });
        Cells.AreEqual(column.ElementwiseEquals(float.NaN), false, false);
        Cells.AreEqual(column.ElementwiseLessThan(2f), false, true);
        Assert.AreEqual(float.NaN, column.Max());
        Assert.AreEqual(float.NaN, column.Min());
    }

    [TestMethod]
    public void DatesAreCompared()
    {
        DateTime day = new(2024, 5, 17);
        var dates = new DateTimeDataFrameColumn("d", new[] { day, day.AddDays(1) });
        Cells.AreEqual(dates.ElementwiseGreaterThan(day), false, true);
        Assert.ThrowsExactly<NotSupportedException>(() => dates.Add(dates));
    }
}
