using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects that layers load from configurations as Python's Keras 2 and Keras 3 write them, with all their keys.</summary>
[TestClass]
[DoNotParallelize]
public sealed class KerasH5ConfigTests
{
    private const string Common2 = "\"trainable\": true, \"dtype\": \"float32\"",
        Common3 = "\"trainable\": true, \"dtype\": {\"module\": \"keras\", \"class_name\": \"DTypePolicy\", \"config\": {\"name\": \"float32\"}, \"registered_name\": null}",
        Glorot2 = "{\"class_name\": \"GlorotUniform\", \"config\": {\"seed\": null}, \"shared_object_id\": 1}",
        Glorot3 = "{\"module\": \"keras.initializers\", \"class_name\": \"GlorotUniform\", \"config\": {\"seed\": null}, \"registered_name\": null}",
        Zeros2 = "{\"class_name\": \"Zeros\", \"config\": {}}",
        Zeros3 = "{\"module\": \"keras.initializers\", \"class_name\": \"Zeros\", \"config\": {}, \"registered_name\": null}",
        Orthogonal2 = "{\"class_name\": \"Orthogonal\", \"config\": {\"gain\": 1.0, \"seed\": null}}",
        Orthogonal3 = "{\"module\": \"keras.initializers\", \"class_name\": \"OrthogonalInitializer\", \"config\": {\"gain\": 1.0, \"seed\": null}, \"registered_name\": null}";

    private const string Kernel = "\"kernel_initializer\": G, \"bias_initializer\": Z, \"kernel_regularizer\": null, \"bias_regularizer\": null, "
        + "\"activity_regularizer\": null, \"kernel_constraint\": null, \"bias_constraint\": null";

    private const string Recurrent = "\"return_sequences\": false, \"return_state\": false, \"go_backwards\": false, \"stateful\": false, \"unroll\": false, "
        + "\"units\": 3, \"activation\": \"tanh\", \"use_bias\": true, \"kernel_initializer\": G, \"recurrent_initializer\": O, \"bias_initializer\": Z, "
        + "\"kernel_regularizer\": null, \"recurrent_regularizer\": null, \"bias_regularizer\": null, \"activity_regularizer\": null, "
        + "\"kernel_constraint\": null, \"recurrent_constraint\": null, \"bias_constraint\": null, \"dropout\": 0.0, \"recurrent_dropout\": 0.0";

    private const string Lstm = "\"recurrent_activation\": \"sigmoid\", \"unit_forget_bias\": true, " + Recurrent;

    private const string Norm = "\"epsilon\": 0.001, \"center\": true, \"scale\": true, \"beta_initializer\": Z, \"gamma_initializer\": {\"class_name\": \"Ones\", "
        + "\"config\": {}}, \"beta_regularizer\": null, \"gamma_regularizer\": null, \"beta_constraint\": null, \"gamma_constraint\": null";

    private const string Batch = "\"momentum\": 0.99, \"moving_mean_initializer\": Z, \"moving_variance_initializer\": {\"class_name\": \"Ones\", \"config\": {}}, " + Norm;

    /// <summary>Input shape, class, and its own keys in Keras 2 and in Keras 3; the same in both where the last is empty.</summary>
    [TestMethod]
    [DataRow("8, 6, 2", "Conv2D", "\"filters\": 4, \"kernel_size\": [3, 3], \"strides\": [1, 1], \"padding\": \"valid\", \"data_format\": \"channels_last\", "
        + "\"dilation_rate\": [1, 1], \"groups\": 1, \"activation\": \"relu\", \"use_bias\": true, " + Kernel, "")]
    [DataRow("8, 2", "Conv1D", "\"filters\": 4, \"kernel_size\": [3], \"strides\": [1], \"padding\": \"valid\", \"data_format\": \"channels_last\", "
        + "\"dilation_rate\": [1], \"groups\": 1, \"activation\": \"linear\", \"use_bias\": true, " + Kernel, "")]
    [DataRow("8, 6, 2", "Conv2DTranspose", "\"filters\": 4, \"kernel_size\": [3, 3], \"strides\": [2, 2], \"padding\": \"same\", \"data_format\": \"channels_last\", "
        + "\"dilation_rate\": [1, 1], \"groups\": 1, \"activation\": \"linear\", \"use_bias\": false, \"output_padding\": null, " + Kernel, "")]
    [DataRow("8, 6, 2", "DepthwiseConv2D", "\"kernel_size\": [3, 3], \"strides\": [1, 1], \"padding\": \"valid\", \"data_format\": \"channels_last\", "
        + "\"dilation_rate\": [1, 1], \"groups\": 1, \"activation\": \"linear\", \"use_bias\": true, \"bias_initializer\": Z, \"bias_regularizer\": null, "
        + "\"activity_regularizer\": null, \"bias_constraint\": null, \"depth_multiplier\": 1, \"depthwise_initializer\": G, \"depthwise_regularizer\": null, "
        + "\"depthwise_constraint\": null", "")]
    [DataRow("8", "Dense", "\"units\": 4, \"activation\": \"softmax\", \"use_bias\": true, " + Kernel, "\"units\": 4, \"activation\": {\"module\": \"builtins\", "
        + "\"class_name\": \"function\", \"config\": \"softmax\", \"registered_name\": \"softmax\"}, \"use_bias\": true, \"quantization_config\": null, " + Kernel)]
    [DataRow("8, 6, 2", "MaxPooling2D", "\"pool_size\": [2, 2], \"padding\": \"valid\", \"strides\": [2, 2], \"data_format\": \"channels_last\"", "")]
    [DataRow("8, 6, 2", "AveragePooling2D", "\"pool_size\": [2, 2], \"padding\": \"valid\", \"strides\": [2, 2], \"data_format\": \"channels_last\"", "")]
    [DataRow("8, 2", "MaxPooling1D", "\"strides\": [2], \"pool_size\": [2], \"padding\": \"valid\", \"data_format\": \"channels_last\"", "")]
    [DataRow("8, 6, 2", "GlobalAveragePooling2D", "\"data_format\": \"channels_last\", \"keepdims\": false", "")]
    [DataRow("8, 6, 2", "GlobalMaxPooling2D", "\"data_format\": \"channels_last\", \"keepdims\": false", "")]
    [DataRow("8, 2", "GlobalAveragePooling1D", "\"data_format\": \"channels_last\", \"keepdims\": false", "")]
    [DataRow("8, 2", "GlobalMaxPooling1D", "\"data_format\": \"channels_last\", \"keepdims\": false", "")]
    [DataRow("8, 6, 2", "Flatten", "\"data_format\": \"channels_last\"", "")]
    [DataRow("8", "Reshape", "\"target_shape\": [4, 2]", "")]
    [DataRow("8, 2", "Permute", "\"dims\": [2, 1]", "")]
    [DataRow("8", "RepeatVector", "\"n\": 3", "")]
    [DataRow("8", "Dropout", "\"rate\": 0.25, \"noise_shape\": null, \"seed\": null", "\"rate\": 0.25, \"seed\": null, \"noise_shape\": null")]
    [DataRow("8", "GaussianNoise", "\"stddev\": 0.1, \"seed\": null", "\"stddev\": 0.1, \"seed\": null")]
    [DataRow("8", "Activation", "\"activation\": \"relu\"", "")]
    [DataRow("8", "ReLU", "\"max_value\": null, \"negative_slope\": 0.0, \"threshold\": 0.0", "")]
    [DataRow("8", "LeakyReLU", "\"alpha\": 0.30000001192092896", "\"negative_slope\": 0.3")]
    [DataRow("8", "ELU", "\"alpha\": 1.0", "")]
    [DataRow("8", "Softmax", "\"axis\": -1", "")]
    [DataRow("8, 6, 2", "BatchNormalization", "\"axis\": [3], " + Batch, "\"axis\": -1, \"synchronized\": false, " + Batch)]
    [DataRow("8", "BatchNormalization", "\"axis\": [1], \"synchronized\": false, " + Batch, "\"axis\": -1, " + Batch)]
    [DataRow("8, 4", "LayerNormalization", "\"axis\": [2], " + Norm, "\"axis\": -1, \"rms_scaling\": false, " + Norm)]
    [DataRow("8, 4", "GroupNormalization", "\"groups\": 2, \"axis\": -1, " + Norm, "")]
    [DataRow("8, 4", "LSTM", "\"time_major\": false, \"implementation\": 2, " + Lstm, "\"zero_output_for_mask\": false, \"seed\": null, " + Lstm)]
    [DataRow("8, 4", "GRU", "\"time_major\": false, \"implementation\": 2, \"reset_after\": true, \"recurrent_activation\": \"sigmoid\", " + Recurrent,
        "\"zero_output_for_mask\": false, \"seed\": null, \"reset_after\": true, \"recurrent_activation\": \"sigmoid\", " + Recurrent)]
    [DataRow("8, 4", "SimpleRNN", "\"time_major\": false, " + Recurrent, "\"zero_output_for_mask\": false, \"seed\": null, " + Recurrent)]
    [DataRow("8, 4", "Bidirectional", "\"layer\": {\"class_name\": \"LSTM\", \"config\": {\"name\": \"lstm\", C, " + Lstm + "}}, \"merge_mode\": \"concat\"",
        "\"merge_mode\": \"concat\", \"layer\": {\"module\": \"keras.layers\", \"class_name\": \"LSTM\", \"config\": {\"name\": \"forward_lstm\", C, " + Lstm
        + "}, \"registered_name\": null, \"build_config\": {\"input_shape\": [null, 8, 4]}}, \"backward_layer\": {\"module\": \"keras.layers\", \"class_name\": "
        + "\"LSTM\", \"config\": {\"name\": \"backward_lstm\", C, \"recurrent_activation\": \"sigmoid\", \"units\": 3, \"go_backwards\": true}, \"registered_name\": null}")]
    [DataRow("8, 4", "TimeDistributed", "\"layer\": {\"class_name\": \"Dense\", \"config\": {\"name\": \"d\", C, \"units\": 2, \"activation\": \"linear\", \"use_bias\": true, "
        + Kernel + "}}", "")]
    [DataRow("8", "Embedding", "\"input_dim\": 5, \"output_dim\": 3, \"embeddings_initializer\": {\"class_name\": \"RandomUniform\", \"config\": {\"minval\": -0.05, "
        + "\"maxval\": 0.05, \"seed\": null}}, \"embeddings_regularizer\": null, \"activity_regularizer\": null, \"embeddings_constraint\": null, "
        + "\"mask_zero\": false, \"input_length\": null", "\"input_dim\": 5, \"output_dim\": 3, \"embeddings_initializer\": G, \"embeddings_regularizer\": null, "
        + "\"activity_regularizer\": null, \"embeddings_constraint\": null, \"mask_zero\": false")]
    [DataRow("8, 6, 2", "ZeroPadding2D", "\"padding\": [[1, 1], [1, 1]], \"data_format\": \"channels_last\"", "")]
    [DataRow("8, 6, 2", "Cropping2D", "\"cropping\": [[1, 1], [1, 1]], \"data_format\": \"channels_last\"", "")]
    [DataRow("8, 6, 2", "UpSampling2D", "\"size\": [2, 2], \"data_format\": \"channels_last\", \"interpolation\": \"nearest\"", "")]
    [DataRow("8, 6, 2", "Rescaling", "\"scale\": 0.00392, \"offset\": 0.0", "")]
    [DataRow("8, 6, 2", "Resizing", "\"height\": 4, \"width\": 4, \"interpolation\": \"bilinear\", \"crop_to_aspect_ratio\": false", "\"height\": 4, \"width\": 4, "
        + "\"interpolation\": \"bilinear\", \"antialias\": false, \"crop_to_aspect_ratio\": false, \"pad_to_aspect_ratio\": false, \"fill_mode\": \"constant\", "
        + "\"fill_value\": 0.0, \"data_format\": \"channels_last\"")]
    [DataRow("4", "Normalization", "\"axis\": [-1], \"mean\": null, \"variance\": null, \"invert\": false", "\"axis\": [-1], \"invert\": false, \"mean\": null, \"variance\": null")]
    [DataRow("8, 6, 2", "RandomRotation", "\"factor\": 0.1, \"fill_mode\": \"constant\", \"fill_value\": 0.0, \"interpolation\": \"bilinear\", \"seed\": null",
        "\"factor\": [-0.1, 0.1], \"fill_mode\": \"constant\", \"fill_value\": 0.0, \"interpolation\": \"bilinear\", \"seed\": null, \"data_format\": \"channels_last\"")]
    [DataRow("8, 6, 2", "RandomFlip", "\"mode\": \"horizontal\", \"seed\": null", "\"seed\": null, \"mode\": \"horizontal\", \"data_format\": \"channels_last\"")]
    [DataRow("8, 6, 2", "RandomTranslation", "\"height_factor\": 0.1, \"width_factor\": 0.1, \"fill_mode\": \"constant\", \"fill_value\": 0.0, "
        + "\"interpolation\": \"bilinear\", \"seed\": null", "")]
    [DataRow("8, 6, 2", "RandomZoom", "\"height_factor\": 0.1, \"width_factor\": 0.1, \"fill_mode\": \"constant\", \"fill_value\": 0.0, "
        + "\"interpolation\": \"bilinear\", \"seed\": null", "\"height_factor\": 0.1, \"width_factor\": null, \"fill_mode\": \"constant\", \"fill_value\": 0.0, "
        + "\"interpolation\": \"bilinear\", \"seed\": null, \"data_format\": \"channels_last\"")]
    public void Layers_load_from_configurations_of_Keras_2_and_3(string input, string className, string keras2, string keras3)
    {
        Model old = Load("2.12.0", $"{{\"class_name\": \"InputLayer\", \"config\": {{\"batch_input_shape\": [null, {input}], \"dtype\": \"float32\", \"sparse\": false, "
            + $"\"ragged\": false, \"name\": \"x_input\"}}}}, {{\"class_name\": \"{className}\", \"config\": {{\"name\": \"x\", {Common2}, {Fill(keras2, false)}}}}}", Common2);
        Model now = Load("3.8.0", $"{{\"class_name\": \"InputLayer\", \"config\": {{\"batch_shape\": [null, {input}], \"dtype\": \"float32\", \"sparse\": false, "
            + $"\"ragged\": false, \"optional\": false, \"name\": \"input_layer\"}}}}, {{\"module\": \"keras.layers\", \"class_name\": \"{className}\", \"config\": {{\"name\": \"x\", "
            + $"{Common3}, {Fill(keras3.Length > 0 ? keras3 : keras2, true)}}}, \"registered_name\": null, \"build_config\": {{\"input_shape\": [null, {input}]}}}}", Common3);
        Assert.AreEqual(old.OutputShape, now.OutputShape);
        CollectionAssert.AreEqual(old.Weights.Select(w => w.shape).ToArray(), now.Weights.Select(w => w.shape).ToArray());
        long[] shape = [2, .. input.Split(',').Select(long.Parse)];
        Assert.AreEqual(2, old.predict(Tensor.Zeros(shape)).Single.shape[0]);
    }

    [TestMethod]
    public void Functional_models_of_Keras_3_load_with_tensors_as_arguments()
    {
        static string Tensor(string layer, string shape) => "{\"class_name\": \"__keras_tensor__\", \"config\": {\"shape\": [null, " + shape
            + "], \"dtype\": \"float32\", \"keras_history\": [\"" + layer + "\", 0, 0]}}";
        string Dense(string name, string from) => "{\"module\": \"keras.layers\", \"class_name\": \"Dense\", \"config\": {\"name\": \"" + name + "\", " + Common3
            + ", \"units\": 4, \"activation\": \"relu\", \"use_bias\": true, " + Fill(Kernel, true) + "}, \"registered_name\": null, \"name\": \"" + name
            + "\", \"inbound_nodes\": [{\"args\": [" + Tensor(from, "4") + "], \"kwargs\": {}}]}";
        string json = "{\"class_name\": \"Functional\", \"config\": {\"name\": \"functional\", \"trainable\": true, \"layers\": [{\"module\": \"keras.layers\", "
            + "\"class_name\": \"InputLayer\", \"config\": {\"batch_shape\": [null, 4], \"dtype\": \"float32\", \"sparse\": false, \"name\": \"in\"}, "
            + "\"registered_name\": null, \"name\": \"in\", \"inbound_nodes\": []}, " + Dense("a", "in") + ", " + Dense("b", "a")
            + ", {\"module\": \"keras.layers\", \"class_name\": \"Add\", \"config\": {\"name\": \"add\", " + Common3 + "}, \"registered_name\": null, \"name\": \"add\", "
            + "\"inbound_nodes\": [{\"args\": [[" + Tensor("a", "4") + ", " + Tensor("b", "4") + "]], \"kwargs\": {}}]}], "
            + "\"input_layers\": [\"in\", 0, 0], \"output_layers\": [[\"add\", 0, 0]]}}";
        Model model = KerasH5Model.Build(JsonNode.Parse(json)!.AsObject(), 1 << 20);
        CollectionAssert.AreEqual(new[] { "in", "a", "b", "add" }, model.layers.Select(l => l.Name).ToArray());
        Assert.AreEqual(Shape.Of(3, 4), model.predict(Tensorflow.Tensor.Zeros((3, 4))).Single.shape);
    }

    [TestMethod]
    public void What_makes_no_difference_to_predictions_is_no_obstacle()
    {
        string[] settings =
        [
            "\"kernel_initializer\": {\"class_name\": \"VarianceScaling\", \"config\": {\"scale\": 1.0, \"mode\": \"fan_avg\", \"distribution\": \"normal\", \"seed\": null}}",
            "\"kernel_initializer\": {\"class_name\": \"OfSomebodysOwn\", \"config\": {}}",
            "\"dtype\": {\"class_name\": \"Policy\", \"config\": {\"name\": \"mixed_float16\", \"loss_scale\": null}}",
            "\"dtype\": \"mixed_bfloat16\"",
            "\"autocast\": true, \"_is_whatever\": [1, {\"a\": null}]",
        ];
        foreach (string setting in settings)
        {
            Model model = Load("2.4.0", "{\"class_name\": \"InputLayer\", \"config\": {\"batch_input_shape\": [null, 3], \"dtype\": \"uint8\", \"name\": \"i\"}}, "
                + "{\"class_name\": \"Dense\", \"config\": {\"name\": \"d\", \"units\": 2, " + setting + "}}", Common2);
            Assert.AreEqual(8, model.count_params(), setting);
        }
        // A constraint changes what training does.
        Assert.ThrowsExactly<NotSupportedException>(() => Load("2.4.0", "{\"class_name\": \"Dense\", \"config\": {\"name\": \"d\", \"units\": 2, "
            + "\"batch_input_shape\": [null, 3], \"kernel_constraint\": {\"class_name\": \"MaxNorm\", \"config\": {\"max_value\": 3}}}}", Common2));
    }

    private static Model Load(string version, string layers, string common)
    {
        JsonObject config = JsonNode.Parse($"{{\"class_name\": \"Sequential\", \"config\": {{\"name\": \"sequential\", {common}, \"layers\": [{layers}]}}}}")!.AsObject();
        KerasH5Config.FromFile(config, version);
        return KerasH5Model.Build(config, 1 << 20);
    }

    private static string Fill(string keys, bool three) => keys.Replace(": G", ": " + (three ? Glorot3 : Glorot2), StringComparison.Ordinal)
        .Replace(": Z", ": " + (three ? Zeros3 : Zeros2), StringComparison.Ordinal).Replace(": O", ": " + (three ? Orthogonal3 : Orthogonal2), StringComparison.Ordinal)
        .Replace(" C,", " " + (three ? Common3 : Common2) + ",", StringComparison.Ordinal);
}
