using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MlPipelines.Pipelines.Search;

namespace MlPipelines.Tests.Search;

/// <summary>Protects that points are values and that JSON gives back every bit of them.</summary>
[TestClass]
public sealed class PointTests
{
    [TestMethod]
    public void Doubles_and_texts_come_back_exactly() =>
        Prop.ForAll(ArbMap.Default.ArbFor<double>().Filter(double.IsFinite), ArbMap.Default.ArbFor<NonNull<string>>(), (number, text) =>
        {
            // Lone halves of surrogate pairs are no text: UTF-8 has no form for them.
            string valid = new([.. text.Get.Where(c => !char.IsSurrogate(c))]);
            var point = new Point(("number", number), ("text", valid));
            Point again = Point.Parse(point.ToJson()), through = JsonSerializer.Deserialize<Point>(JsonSerializer.Serialize(point))!;
            return again.Number("number") == number && again.Text("text") == valid && again.Equals(point) && through.Equals(point)
                && again.GetHashCode() == point.GetHashCode();
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Numbers_are_numbers_and_texts_texts() =>
        Assert.AreEqual("""{"rate":0.1,"units":128,"tiny":1E-300,"optimizer":"adam","size":"128"}""",
            new Point(("rate", 0.1), ("units", 128), ("tiny", 1e-300), ("optimizer", "adam"), ("size", "128")).ToJson());

    [TestMethod]
    public void Points_are_equal_by_values_whatever_their_order()
    {
        var point = new Point(("a", 1), ("b", "x"));
        Assert.AreEqual(point, new Point(("b", "x"), ("a", 1)));
        Assert.AreEqual(point.GetHashCode(), new Point(("b", "x"), ("a", 1)).GetHashCode());
        Assert.AreNotEqual(point, new Point(("a", "1"), ("b", "x")));
        Assert.AreNotEqual(point, new Point(("a", 1), ("c", "x")));
        Assert.AreNotEqual(point, new Point(("a", 1)));
        Assert.AreEqual("a=1, b=x", point.ToString());
    }

    [TestMethod]
    public void Wrong_questions_are_answered_with_what_is_there()
    {
        var point = new Point(("rate", 0.5), ("optimizer", "adam"));
        Fails<KeyNotFoundException>(() => point.Number("lr"), "The point has no 'lr'. Names: rate, optimizer");
        Fails<InvalidOperationException>(() => point.Number("optimizer"), "'optimizer' is the text 'adam'; expected a number");
        Fails<InvalidOperationException>(() => point.Integer("rate"), "'rate' is 0.5; expected a whole number");
        Fails<InvalidOperationException>(() => point.Text("rate"), "'rate' is the number 0.5; expected a text");
        Fails<ArgumentException>(() => new Point(("a", 1), ("a", 2)), "Got the name 'a' empty or twice");
        Fails<ArgumentException>(() => new Point(("a", double.NaN)), "Got the value NaN; takes finite numbers and texts");
    }

    [TestMethod]
    [DataRow("[1]", "it is a StartArray")]
    [DataRow("""{"a": 1e999}""", "'a' is neither a finite number nor a text")]
    [DataRow("""{"a": [1]}""", "'a' is neither a finite number nor a text")]
    [DataRow("""{"a": 1, "a": 2}""", "'a' empty or twice")]
    [DataRow("""{"a": 1""", "Got no point")]
    [DataRow("", "Got no point")]
    public void Wrong_json_is_named(string json, string text) => Fails<InvalidDataException>(() => Point.Parse(json), text);

    private static void Fails<T>(Action action, string text) where T : Exception => StringAssert.Contains(Assert.ThrowsExactly<T>(action).Message, text);
}
