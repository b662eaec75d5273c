using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Training;
using MlPipelines.Tests.Training;

namespace MlPipelines.Tests.App;

/// <summary>Protects 'export' and 'import': what leaves as a Keras or TensorFlow.js file comes back as a bundle with the same scores.</summary>
[TestClass]
public sealed class ExchangeCommandTests
{
    private static string Bundle(AppRun app)
    {
        string path = Path.Combine(app.Folder, "small.mlp");
        new MLContext(1).Model.SaveBundle(Tiny.Fit(Tiny.Options(() => Tiny.Convolution())), path, new BundleInfo { Model = "small" });
        return path;
    }

    [TestMethod]
    [DataRow("h5", "small.h5", "small.h5")]
    [DataRow("tfjs", "site", "site/model.json")]
    [DataRow("tfjs", "site", "site")]
    public void A_model_comes_back_with_the_same_scores(string format, string written, string read)
    {
        using var app = new AppRun();
        string bundle = Bundle(app), file = Path.Combine(app.Folder, written), back = Path.Combine(app.Folder, "back.mlp");
        Assert.AreEqual(0, app.Run("export", bundle, "--format", format, "--out", file), app.Error);
        Assert.Contains(file, app.Out);
        Assert.AreEqual(0, app.Run("import", Path.Combine(app.Folder, read), "--out", back, "--classes", "a,b,c,d,e,f,g,h,i,j"), app.Error);
        var ml = new MLContext();
        Bundle first = ml.Model.LoadBundle(bundle), second = ml.Model.LoadBundle(back);
        Assert.AreEqual("j", second.Classifier.ClassNames[9]);
        float[][] expected = first.Predict(Tiny.Test), actual = second.Predict(Tiny.Test);
        for (int i = 0; i < expected.Length; i++) CollectionAssert.AreEqual(expected[i], actual[i]);
    }

    [TestMethod]
    public void The_name_of_the_file_tells_the_format()
    {
        using var app = new AppRun();
        string file = Path.Combine(app.Folder, "model.onnx");
        Assert.AreEqual(0, app.Run("export", Bundle(app), "--out", file), app.Error);
        Assert.Contains("onnx: ", app.Out);
        Assert.AreEqual(8, File.ReadAllBytes(file)[0]);
    }

    [TestMethod]
    public void Wrong_input_is_explained()
    {
        using var app = new AppRun();
        string bundle = Bundle(app);
        Assert.AreEqual(2, app.Run("export", bundle, "--format", "pb"));
        Assert.Contains("'pb' is no format. Formats: h5, tfjs, onnx.", app.Error);
        Assert.AreEqual(1, app.Run("export", Path.Combine(app.Folder, "none.mlp"), "--out", Path.Combine(app.Folder, "x.h5")));
        Assert.Contains("There is no file", app.Error);
        string damaged = Path.Combine(app.Folder, "damaged.h5");
        File.WriteAllBytes(damaged, new byte[100]);
        Assert.AreEqual(1, app.Run("import", damaged, "--out", Path.Combine(app.Folder, "x.mlp")));
        Assert.Contains("damaged.h5", app.Error);
        Assert.AreEqual(2, app.Run("import", damaged, "--classes", "a,,b"));
        Assert.IsFalse(File.Exists(Path.Combine(app.Folder, "x.mlp")));
    }
}
