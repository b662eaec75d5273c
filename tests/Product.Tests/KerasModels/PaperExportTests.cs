using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.KerasModels;

/// <summary>Protects the exports of the papers' models: other programs compute with them what is computed here.</summary>
[TestClass]
[DoNotParallelize]
public sealed class PaperExportTests
{
    private const double Tolerance = 1e-5;

    private static readonly Dictionary<string, Func<Model>> Models = new(ModelList.All.ToDictionary(choice => choice.Name, choice => new Func<Model>(() => choice.Create(new ImageShape(28, 28)))))
    {
        ["gan generator"] = Gan.Generator,
        ["gan discriminator"] = Gan.Discriminator,
        ["conditional generator"] = () => new ConditionalGan().Generator,
        ["conditional discriminator"] = () => new ConditionalGan().Discriminator,
        ["cyclegan generator"] = () => CycleGan.Generator(),
        ["cyclegan discriminator"] = () => CycleGan.Discriminator(),
        ["averaged ensemble"] = () => Ensembles.Average([Mlp.Create(), Mlp.Create()]),
    };

    /// <summary>Models with layers that TensorFlow.js lacks: Attention, InstanceNormalization, and positions, which are this project's own.</summary>
    private static readonly string[] BeyondTensorFlowJs = ["cnn-bilstm-attention", "vit", "cyclegan generator", "cyclegan discriminator"];

    public static IEnumerable<object[]> Names => Models.Keys.Select(name => new object[] { name });

    public static IEnumerable<object[]> NamesInTensorFlowJs => Models.Keys.Except(BeyondTensorFlowJs).Select(name => new object[] { name });

    private string _folder = "";

    [TestInitialize]
    public void Prepare() => _folder = Directory.CreateTempSubdirectory("mlp-export-").FullName;

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestMethod, Slow]
    [TestCategory("Slow")]
    [DynamicData(nameof(Names))]
    public void Onnxruntime_computes_the_same_and_onnx_own_checker_finds_nothing(string name)
    {
        Model model = Make(name);
        string file = Path.Combine(_folder, "model.onnx");
        model.save(file, include_optimizer: false);
        Assert.AreEqual(17, (int)OtherRuntimes.Python("onnx", "check.py", "onnx", file)[0]!["opset"]!);
        Compare(model, name, runs => OtherRuntimes.OnnxRuntime(file, runs));
    }

    [TestMethod, Slow]
    [TestCategory("Slow")]
    [DynamicData(nameof(NamesInTensorFlowJs))]
    public void TensorFlow_js_computes_the_same(string name)
    {
        Model model = Make(name);
        model.save(_folder, save_format: "tfjs");
        Compare(model, name, runs => OtherRuntimes.TensorFlowJs(_folder, runs));
    }

    private static Model Make(string name)
    {
        keras.backend.clear_session();
        keras.utils.set_random_seed(5);
        Model model = Models[name]();
        // Weights that are no longer those of the beginning, so that none of them is all zeros or ones.
        var random = new Random(5);
        foreach (ResourceVariable weight in model.Weights)
        {
            float[] values = weight.numpy().ToArray<float>();
            bool variance = weight.Name.Contains("variance", StringComparison.Ordinal);
            for (int i = 0; i < values.Length; i++) values[i] += (variance ? 0.5f : 0.1f) * (random.NextSingle() - (variance ? 0 : 0.5f));
            weight.assign(Tensor.From<float>(values, weight.shape));
        }
        return model;
    }

    /// <summary>One sample and three, of numbers from 0 to 1; classes where an input takes whole numbers.</summary>
    private static void Compare(Model model, string name, Func<Numbers[][], Numbers[][]> run)
    {
        var random = new Random(1);
        Tensor[][] batches = [.. new[] { 1, 3 }.Select(count => model.inputs.Select(input =>
        {
            long[] shape = [count, .. input.shape.dims[1..]];
            bool classes = input.shape.ndim == 2 && input.shape[1] == 1;
            float[] values = new float[shape.Aggregate(1L, (a, b) => a * b)];
            for (int i = 0; i < values.Length; i++) values[i] = classes ? random.Next(10) : random.NextSingle();
            return Tensor.From<float>(values, new Shape(shape));
        }).ToArray())];
        Numbers[][] actual = run([.. batches.Select(batch => batch.Select((input, i) => new Numbers(input.shape.dims, input.ToArray<float>(), TypeOf(model.inputs[i]))).ToArray())]);
        for (int b = 0; b < batches.Length; b++)
        {
            Tensors expected = model.predict_on_batch(new Tensors(batches[b]));
            for (int i = 0; i < expected.Length; i++)
                OtherRuntimes.AssertClose(new Numbers(expected[i].shape.dims, expected[i].ToArray<float>()), actual[b][i], Tolerance, $"{name}, output {i}");
        }
    }

    private static string TypeOf(KerasTensor input) => input.dtype switch { TF_DataType.TF_INT32 => "int32", TF_DataType.TF_INT64 => "int64", _ => "float32" };
}
