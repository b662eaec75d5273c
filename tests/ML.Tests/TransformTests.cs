using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlPipelines.ML.Tests;

/// <summary>Protects what each step computes.</summary>
[TestClass]
public sealed class TransformTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Color
    {
        public string Name = "";
        public float Value;
    }

    private IDataView Colors(params string[] names) => _ml.Data.LoadFromEnumerable(names.Select((n, i) => new Color { Name = n, Value = i }).ToArray());

    [TestMethod]
    public void Keys_count_from_1_in_the_order_met_and_0_is_missing()
    {
        ITransformer map = _ml.Transforms.Conversion.MapValueToKey("Key", "Name").Fit(Colors("b", "", "a", "b", "c"));
        IDataView keys = map.Transform(Colors("c", "x", "a", "", "b"));
        CollectionAssert.AreEqual(new uint[] { 3, 0, 2, 0, 1 }, keys.GetColumn<uint>("Key").ToArray());
        VBuffer<ReadOnlyMemory<char>> values = default;
        Assert.IsTrue(keys.Schema["Key"].HasKeyValues());
        keys.Schema["Key"].GetKeyValues(ref values);
        Assert.AreEqual("b,a,c", string.Join(",", values.DenseValues()));
        CollectionAssert.AreEqual(new[] { "c", "", "a", "", "b" },
            _ml.Transforms.Conversion.MapKeyToValue("Name", "Key").Fit(keys).Transform(keys).GetColumn<string>("Name").ToArray());
    }

    [TestMethod]
    public void Keys_are_sorted_limited_and_given()
    {
        IDataView data = Colors("b", "c", "a", "B");
        uint[] Map(ValueToKeyMappingEstimator e) => [.. e.Fit(data).Transform(data).GetColumn<uint>("Name")];
        CollectionAssert.AreEqual(new uint[] { 3, 4, 2, 1 }, Map(_ml.Transforms.Conversion.MapValueToKey("Name", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)));
        CollectionAssert.AreEqual(new uint[] { 1, 2, 0, 0 }, Map(_ml.Transforms.Conversion.MapValueToKey("Name", maximumNumberOfKeys: 2)));
        IDataView given = _ml.Transforms.SelectColumns("Name").Fit(data).Transform(Colors("c", "b"));
        CollectionAssert.AreEqual(new uint[] { 2, 1, 0, 0 }, Map(_ml.Transforms.Conversion.MapValueToKey("Name", keyData: given)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapValueToKey("Name", keyData: data));
        IDataView numbers = _ml.Transforms.Conversion.MapValueToKey("Key", "Value").Fit(data).Transform(data);
        Assert.IsTrue(numbers.Schema["Key"].HasKeyValues(NumberDataViewType.Single));
        Assert.IsFalse(numbers.Schema["Key"].HasKeyValues());
    }

    [TestMethod]
    public void Mapping_what_is_no_key_is_an_error()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapKeyToValue("Name").Fit(Colors("a")));
        StringAssert.Contains(error.Message, "Schema mismatch for input column 'Name': expected a key, got String");
        IDataView row = Row.View(_ml, 1);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapKeyToValue("Key").Fit(row)).Message, "KeyValues");
    }

    [TestMethod]
    public void Joined_columns_keep_their_order_and_names()
    {
        IDataView data = Row.View(_ml, 3), joined = _ml.Transforms.Concatenate("F", "Weight", "Sparse").Fit(data).Transform(data);
        Assert.AreEqual("Vector<Single, 5>", joined.Schema["F"].Type.ToString());
        VBuffer<ReadOnlyMemory<char>> names = default;
        joined.Schema["F"].GetSlotNames(ref names);
        Assert.AreEqual("Weight,,,,", string.Join(",", names.DenseValues()));
        float[][] vectors = [.. joined.GetColumn<float[]>("F")], sparse = [.. data.GetColumn<float[]>("Sparse")];
        float[] weights = [.. data.GetColumn<float>("Weight")];
        for (int i = 0; i < 3; i++) CollectionAssert.AreEqual(new[] { weights[i] }.Concat(sparse[i]).ToArray(), vectors[i]);
        IDataView twice = _ml.Transforms.Concatenate("G", "F", "Weight").Fit(joined).Transform(joined);
        twice.Schema["G"].GetSlotNames(ref names);
        Assert.AreEqual("F.Weight,,,,,Weight", string.Join(",", names.DenseValues()));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.Concatenate("F", "Weight", "Id").Fit(data)).Message, "Single");
    }

    [TestMethod]
    public void Columns_are_kept_dropped_and_hidden()
    {
        IDataView data = Row.View(_ml, 2);
        string Names(IEstimator<ITransformer> e) => string.Join(",", e.Fit(data).Transform(data).Schema.Select(c => c.Name + (c.IsHidden ? "*" : "")));
        Assert.AreEqual("Weight,Id", Names(_ml.Transforms.SelectColumns("Weight", "Id")));
        Assert.AreEqual("Other,Flag", Names(_ml.Transforms.DropColumns([.. data.Schema.Select(c => c.Name).Where(n => n is not ("Flag" or "Other"))])));
        Assert.AreEqual("Id*,Id", Names(_ml.Transforms.CopyColumns("Id", "Weight").Append(_ml.Transforms.SelectColumns(["Id"], keepHidden: true))));
        Assert.AreEqual("Id", Names(_ml.Transforms.CopyColumns("Id", "Weight").Append(_ml.Transforms.SelectColumns("Id"))));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.DropColumns("None").Fit(data));
    }

    [TestMethod]
    public void Scaling_keeps_zero_or_fills_the_range()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { -2f, 0, 4, float.NaN }.Select(w => new Row { Weight = w, Vector = [w, 5, 0] }));
        float[] Scale(bool fixZero) => [.. _ml.Transforms.NormalizeMinMax("Weight", fixZero: fixZero).Fit(data).Transform(data).GetColumn<float>("Weight")];
        CollectionAssert.AreEqual(new[] { -0.5f, 0, 1, float.NaN }, Scale(true));
        Assert.AreEqual(0f, Scale(false)[0]);
        Assert.AreEqual(1f, Scale(false)[2], 1e-6f);
        IDataView vectors = _ml.Transforms.NormalizeMinMax("Vector").Fit(data).Transform(data);
        Assert.IsTrue(vectors.Schema["Vector"].IsNormalized());
        CollectionAssert.AreEqual(new[] { 1f, 1, 0 }, vectors.GetColumn<float[]>("Vector").ElementAt(2));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.NormalizeMinMax("Id").Fit(data));
        IDataView sparse = Row.View(_ml, 9);
        Assert.IsFalse(_ml.Transforms.NormalizeMinMax("Sparse").Fit(sparse).Transform(sparse).GetColumn<VBuffer<float>>("Sparse").First().IsDense);
    }

    private sealed class Source
    {
        public int Id;
        public float[] Vector = [];
    }

    private sealed class Result
    {
        public int Next;
        public string Name { get; set; } = "";
        [VectorType(3)] public float[] Reversed = [];
    }

    [TestMethod]
    public void A_function_runs_once_a_row_for_all_its_columns()
    {
        int calls = 0;
        IDataView data = Row.View(_ml, 10);
        IDataView view = _ml.Transforms.CustomMapping<Source, Result>((i, o) =>
        {
            calls++;
            (o.Next, o.Name, o.Reversed) = (i.Id + 1, $"n{i.Id}", [.. i.Vector.Reverse()]);
        }, null).Fit(data).Transform(data);
        Assert.AreEqual(0, calls);
        string[] rows = Reading.All(view, "Next", "Name", "Reversed", "Id");
        Assert.AreEqual(10, calls);
        StringAssert.StartsWith(rows[2], "3 | n2 | [2,-2,");
        Reading.All(view, "Id");
        Assert.AreEqual(10, calls);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.CustomMapping<Source, Result>((_, _) => { }, null).Fit(Colors("a")));
    }
}
