using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Optimizers;

namespace Tensorflow.Keras.Engine;

/// <summary>A model, as TensorFlow.NET's code names it. <see cref="Model"/> is the one kind there is.</summary>
public interface IModel : ILayer
{
    /// <summary>The layers, in order.</summary>
    IReadOnlyList<Layer> Layers { get; }

    /// <summary>As <see cref="ILayer.trainable_variables"/>.</summary>
    List<IVariableV1> TrainableVariables { get; }

    /// <summary>The optimizer given to <c>compile</c>; null before.</summary>
    IOptimizer? optimizer { get; }

    /// <summary>Set it to true, in a callback, to end training.</summary>
    bool stop_training { get; set; }

    /// <inheritdoc cref="Model.compile(OptimizerArgument, LossesArgument, MetricsArgument, LossWeights)"/>
    void compile(OptimizerArgument optimizer, LossesArgument loss, MetricsArgument metrics = default, LossWeights loss_weights = default);

    ///
    /// <inheritdoc cref="Model.fit(Tensors, Tensors, int, int, int, IReadOnlyList{ICallback}, float, ValidationDataPack, int, bool, Dictionary{int, float}, Tensors, int, int?, int?, int?, int, long, CancellationToken)"/>
    ICallback fit(
        Tensors x, Tensors y, int batch_size = -1, int epochs = 1, int verbose = 1, IReadOnlyList<ICallback>? callbacks = null,
            float validation_split = 0f,
        ValidationDataPack? validation_data = null, int validation_step = 10, bool shuffle = true, Dictionary<int,
            float>? class_weight = null,
        Tensors? sample_weight = null, int initial_epoch = 0, int? steps_per_epoch = null, int? validation_steps = null,
            int? validation_batch_size = null,
        int validation_freq = 1, long initial_batch = 0, CancellationToken cancellation_token = default);

    /// <inheritdoc cref="Model.evaluate(Tensors, Tensors, int, int, Tensors, IReadOnlyList{ICallback})"/>
    Dictionary<string, float> evaluate(
        Tensors x, Tensors y, int batch_size = -1, int verbose = 1, Tensors? sample_weight = null,
            IReadOnlyList<ICallback>? callbacks = null);

    /// <inheritdoc cref="Model.predict(Tensors, int, int, IReadOnlyList{ICallback}, CancellationToken)"/>
    Tensors predict(Tensors x, int batch_size = -1, int verbose = 0, IReadOnlyList<ICallback>? callbacks = null,
        CancellationToken cancellation_token = default);

    /// <inheritdoc cref="Model.train_on_batch"/>
    Dictionary<string, float> train_on_batch(Tensors x, Tensors y, Tensors? sample_weight = null);

    /// <inheritdoc cref="Model.summary"/>
    void summary(int line_length = -1, bool expand_nested = false);

    /// <inheritdoc cref="Model.save"/>
    void save(string filepath, bool overwrite = true, bool include_optimizer = true, string? save_format = null);

    /// <inheritdoc cref="Model.save_weights"/>
    void save_weights(string filepath, bool overwrite = true);

    /// <inheritdoc cref="Model.load_weights"/>
    void load_weights(string filepath, bool by_name = false, bool skip_mismatch = false);
}
