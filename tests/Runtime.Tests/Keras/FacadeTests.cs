using System.Reflection;
using Tensorflow;
using Tensorflow.IO;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.NumPy;
using Tensorflow.Operations;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects <c>keras.</c>: that its methods have the constructors' arguments and defaults, and that listings find what they name.</summary>
[TestClass]
[DoNotParallelize]
public sealed class FacadeTests
{
    /// <summary>The methods that make an object of a class of the same name.</summary>
    private static IEnumerable<(MethodInfo Method, Type Class)> Makers()
    {
        Type[] facades = [typeof(LayersApi), typeof(PreprocessingLayersApi), typeof(LossesApi), typeof(MetricsApi), typeof(OptimizersApi), typeof(SchedulesApi),
            typeof(InitializersApi), typeof(RegularizersApi)];
        IEnumerable<MethodInfo> methods = facades.SelectMany(f => f.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly));
        foreach (MethodInfo method in methods.Where(m => !m.IsSpecialName && char.IsUpper(m.Name[0])))
        {
            if (method.ReturnType == typeof(KerasInput)) continue;
            string layer = method.Name == "Activation" ? nameof(ActivationLayer) : method.Name;
            Type? made = method.ReturnType == typeof(Layer) ? typeof(Dense).Assembly.GetType($"Tensorflow.Keras.Layers.{layer}", true) : method.ReturnType;
            yield return (method, made!);
        }
    }

    [TestMethod]
    public void Arguments_and_defaults_are_those_of_the_constructors()
    {
        int checkedMethods = 0;
        foreach ((MethodInfo method, Type made) in Makers())
        {
            ParameterInfo[] own = method.GetParameters(), constructor = made.GetConstructors().Single().GetParameters();
            CollectionAssert.AreEqual(constructor.Select(p => $"{p.ParameterType} {p.Name}").ToArray(),
                own.Select(p => $"{p.ParameterType} {p.Name}").ToArray(), method.Name);
            for (int i = 0; i < own.Length; i++)
            {
                Assert.AreEqual(constructor[i].HasDefaultValue, own[i].HasDefaultValue, $"{method.Name}, {own[i].Name}");
                Assert.AreEqual(constructor[i].DefaultValue, own[i].DefaultValue, $"{method.Name}, {own[i].Name}");
            }
            checkedMethods++;
        }
        Assert.IsGreaterThan(50, checkedMethods);
    }

    [TestMethod]
    public void A_name_alone_means_the_constructors_defaults()
    {
        int checkedClasses = 0;
        foreach (Type made in Makers().Select(m => m.Class).Where(c => c != typeof(InputLayer)))
        {
            ConstructorInfo constructor = made.GetConstructors().Single();
            if (!constructor.GetParameters().All(p => p.HasDefaultValue)) continue;
            object own = constructor.Invoke([.. constructor.GetParameters().Select(p => p.DefaultValue)]);
            (string? expected, string? named) = own switch
            {
                Loss loss => (Text(loss.get_config()), Text(LossRegistry.Get(made.Name).get_config())),
                Optimizer optimizer => (Text(optimizer.get_config()), Text(OptimizerRegistry.Get(made.Name).get_config())),
                Initializer initializer => (Text(initializer.get_config()), Text(InitializerRegistry.Get(made.Name).get_config())),
                Metric metric => (Text(metric.get_config()), Text(MetricRegistry.Create(made.Name, []).get_config())),
                Layer layer => (Text(layer.get_config()), Text(LayerRegistry.Create(layer.ClassName, new() { ["name"] = layer.Name }).get_config())),
                _ => (null, null),
            };
            Assert.AreEqual(expected, named, made.Name);
            checkedClasses += expected is null ? 0 : 1;
        }
        Assert.IsGreaterThan(45, checkedClasses);

        static string Text(System.Text.Json.Nodes.JsonObject config) => config.ToJsonString();
    }

    [TestMethod]
    public void Everything_registered_has_a_method()
    {
        HashSet<string> methods = [.. Makers().Select(m => m.Method.Name.ToLowerInvariant())];
        IEnumerable<string> names = [.. LayerRegistry.Names, .. LossRegistry.Names, .. OptimizerRegistry.Names, .. InitializerRegistry.Names,
            .. RegularizerRegistry.Names];
        foreach (string name in names.Where(n => !n.StartsWith("Test", StringComparison.Ordinal)))
            Assert.IsTrue(methods.Contains(name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant()), $"keras has no method for {name}.");
    }

    [TestMethod]
    public void Everything_public_is_registered_or_a_base()
    {
        IEnumerable<(Type Base, IReadOnlyList<string> Names)> kinds = [(typeof(Loss), LossRegistry.Names),
            (typeof(Optimizer), OptimizerRegistry.Names), (typeof(Initializer), InitializerRegistry.Names),
            (typeof(Regularizer), RegularizerRegistry.Names)];
        foreach ((Type kind, IReadOnlyList<string> names) in kinds)
        {
            HashSet<string> known = [.. names.Select(n => n.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant())];
            foreach (Type type in kind.Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(kind) && !t.IsAbstract))
                Assert.Contains(type.Name.ToLowerInvariant(), known);
        }
    }

    [TestMethod]
    public void Activations_have_both_spellings()
    {
        PropertyInfo[] all = typeof(ActivationsApi).GetProperties();
        foreach (PropertyInfo property in all)
            Assert.AreEqual(((Activation)property.GetValue(keras.activations)!).Name, ActivationRegistry.Get(property.Name).Name, property.Name);
        foreach (string name in ActivationRegistry.Names) Assert.IsTrue(all.Any(p => p.Name == name), $"keras.activations has no {name}.");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => keras.activations.get("rleu")).Message, "leaky_relu");
    }

    [TestMethod]
    public void Activations_are_those_of_the_formulas()
    {
        double[] xs = [-3.5, -1, -0.3, 0.2, 1, 2.9, 7];
        var formulas = new Dictionary<string, Func<double, double>>
        {
            ["linear"] = x => x,
            ["relu"] = x => Math.Max(x, 0),
            ["relu6"] = x => Math.Clamp(x, 0, 6),
            ["leaky_relu"] = x => x > 0 ? x : 0.2 * x,
            ["elu"] = x => x > 0 ? x : Math.Exp(x) - 1,
            ["selu"] = x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1)),
            ["sigmoid"] = x => 1 / (1 + Math.Exp(-x)),
            ["hard_sigmoid"] = x => Math.Clamp(0.2 * x + 0.5, 0, 1),
            ["swish"] = x => x / (1 + Math.Exp(-x)),
            ["tanh"] = Math.Tanh,
            ["softplus"] = x => Math.Log(1 + Math.Exp(x)),
            ["softsign"] = x => x / (1 + Math.Abs(x)),
            ["exponential"] = Math.Exp,
            ["softmax"] = x => Math.Exp(x) / xs.Sum(Math.Exp),
            ["log_softmax"] = x => x - Math.Log(xs.Sum(Math.Exp)),
        };
        Tensor input = Tensor.From<float>([.. xs.Select(x => (float)x)], (1, xs.Length));
        foreach ((string name, Func<double, double> formula) in formulas)
        {
            float[] y = ActivationRegistry.Get(name).Apply(input).ToArray<float>();
            for (int i = 0; i < xs.Length; i++) Assert.AreEqual(formula(xs[i]), y[i], 1e-5 * (1 + Math.Abs(y[i])), $"{name}({xs[i]})");
        }
        float[] gelu = ActivationRegistry.Get("gelu").Apply(input).ToArray<float>();
        Assert.AreEqual(0.8413447, gelu[4], 2e-4);
        Assert.AreEqual(-0.1586553, gelu[1], 2e-4);
        CollectionAssert.AreEquivalent(formulas.Keys.Append("gelu").ToArray(),
            ActivationRegistry.Names.Where(n => !n.StartsWith("Test", StringComparison.Ordinal)).ToArray());
    }

    [TestMethod]
    public void An_activation_of_ones_own_is_registered()
    {
        ActivationRegistry.Register(new Activation("Test_cube", x => x * x * x));
        Assert.AreEqual(8f, ActivationRegistry.Get("test_cube").Apply(Tensor.From<float>([2], 1)).ToArray<float>()[0]);
    }

    [TestMethod]
    public void Tf_has_keras_losses_and_optimizers()
    {
        Assert.AreSame(keras, tf.keras);
        Assert.AreEqual(0.02, tf.optimizers.Adam(learning_rate: 0.02f).learning_rate, 1e-9);
        Tensor each = tf.losses.categorical_crossentropy(Tensor.From<float>([0, 1], (1, 2)), Tensor.From<float>([0.5f, 0.5f], (1, 2)));
        Assert.AreEqual(Math.Log(2), each.ToArray<float>().Single(), 1e-6);
    }

    [TestMethod]
    public void Sequential_takes_lists_and_separate_layers_and_inputs()
    {
        var layers = keras.layers;
        Assert.IsEmpty(keras.Sequential().layers);
        Assert.HasCount(2, keras.Sequential(layers.InputLayer(4), layers.Dense(2)).layers);
        Assert.HasCount(2, keras.Sequential(new List<ILayer> { layers.InputLayer(4), layers.Dense(2) }).layers);
        Assert.HasCount(1, keras.models.Sequential([layers.Dense(2, input_shape: 4)]).layers);
        Sequential model = keras.Sequential();
        model.add(keras.Input((28, 28, 1)));
        model.add(layers.Conv2D(4, (3, 3), activation: "relu"));
        Assert.AreEqual(Shape.Of(-1, 26, 26, 4), model.OutputShape);
        Assert.ThrowsExactly<ArgumentException>(() => keras.Input());
        Assert.AreEqual(Shape.Of(8, 5), keras.Input(5, batch_size: 8).shape);
    }

    [TestMethod]
    public void To_categorical_makes_one_hot_rows()
    {
        NDArray rows = keras.utils.to_categorical(Tensor.From<byte>([2, 0], 2));
        Assert.AreEqual(Shape.Of(2, 3), rows.shape);
        CollectionAssert.AreEqual(new[] { 0f, 0, 1, 1, 0, 0 }, rows.ToArray<float>());
        Assert.AreEqual(Shape.Of(2, 10), keras.utils.to_categorical(Tensor.From<float>([2, 0], (2, 1)), 10).shape);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => keras.utils.to_categorical(Tensor.From<int>([2, 5], 2), 5)).Message,
            "class number 5");
        Assert.ThrowsExactly<ArgumentException>(() => keras.utils.to_categorical(Tensor.From<int>([-1, 0], 2)));
    }

    [TestMethod]
    public void A_seed_repeats_weights_and_random_numbers()
    {
        CollectionAssert.AreEqual(Draw(), Draw());

        static float[] Draw()
        {
            keras.utils.set_random_seed(5);
            var layer = new Dense(3);
            layer.EnsureBuilt((-1, 4));
            return [.. layer.Weights[0].AsTensor().ToArray<float>(), .. RandomOps.Normal(3, 0, 1).ToArray<float>()];
        }
    }

    [TestMethod]
    public void Clear_session_starts_names_anew()
    {
        keras.backend.clear_session();
        Assert.AreEqual("dense", new Dense(1).Name);
        Assert.AreEqual("dense_1", new Dense(1).Name);
        Assert.AreEqual("conv2d", new Conv2D(1).Name);
        keras.backend.clear_session();
        Assert.AreEqual("dense", new Dense(1).Name);
        Assert.AreEqual("float32", keras.backend.floatx());
    }

    [TestMethod]
    public void Mnist_comes_from_Keras_cache_folder()
    {
        string home = Directory.CreateTempSubdirectory("keras-home-").FullName;
        string? before = Environment.GetEnvironmentVariable("KERAS_HOME");
        try
        {
            byte[] train = new byte[3 * 784], test = new byte[2 * 784];
            (train[784 + 29], test[1]) = (7, 9);
            Directory.CreateDirectory(Path.Combine(home, "datasets"));
            Npz.Write(KerasCache.MnistPath(home), new Dictionary<string, NpyArray>
            {
                ["x_train"] = NpyArray.From<byte>(train, 3, 28, 28), ["y_train"] = NpyArray.From<byte>([5, 6, 7], 3),
                ["x_test"] = NpyArray.From<byte>(test, 2, 28, 28), ["y_test"] = NpyArray.From<byte>([8, 9], 2),
            });
            Environment.SetEnvironmentVariable("KERAS_HOME", home);
            var ((x_train, y_train), (x_test, y_test)) = keras.datasets.mnist.load_data();
            Assert.AreEqual(Shape.Of(3, 28, 28), x_train.shape);
            Assert.AreEqual(TF_DataType.TF_UINT8, x_train.dtype);
            Assert.AreEqual(7, x_train.ToArray<byte>()[784 + 29]);
            CollectionAssert.AreEqual(new byte[] { 5, 6, 7 }, y_train.ToArray<byte>());
            Assert.AreEqual(Shape.Of(2, 28, 28), x_test.shape);
            CollectionAssert.AreEqual(new byte[] { 8, 9 }, y_test.ToArray<byte>());
        }
        finally
        {
            Environment.SetEnvironmentVariable("KERAS_HOME", before);
            Directory.Delete(home, recursive: true);
        }
    }
}
