using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlPipelines.Pipelines.Loading;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Operations;

namespace MlPipelines.Pipelines.Training;

/// <summary>A training loop of one's own, such as one with a gradient tape, as an estimator of PredictedLabel and Score from Pixels and Label.</summary>
/// <remarks>
/// The loop gets all images as one float tensor and their classes as one-hot rows, and gives the Keras model that scores from then on. Where it
/// trained something else, a <c>tf.Module</c>, it copies the weights into a model of the same layers.
/// </remarks>
/// <example><code>
/// var trainer = ml.MulticlassClassification.Trainers.Loop(ml, 784, (x, y) =>
/// {
///     var module = new SequentialModule();
///     DenseTraining.Train(module, x, y);
///     return ModelList.WithWeights("dense", module.variables);
/// });
/// </code></example>
public sealed class LoopTrainer : IEstimator<KerasTransformer>
{
    private readonly MLContext _ml;
    private readonly Shape _sample;
    private readonly Func<Tensor, Tensor, Model> _train;

    /// <summary>An estimator.</summary>
    /// <param name="ml">Where progress is reported.</param>
    /// <param name="sample">Shape of one image for the loop: <c>784</c> or <c>(28, 28, 1)</c>.</param>
    /// <param name="train">
    /// Takes images [rows, ..sample], 0 (paper) to 1 (ink), and classes [rows, classes], both float32 and freed after the call; gives the model that scores.
    /// </param>
    public LoopTrainer(MLContext ml, Shape sample, Func<Tensor, Tensor, Model> train)
    {
        ArgumentNullException.ThrowIfNull(ml);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(train);
        (_ml, _sample, _train) = (ml, sample, train);
    }

    /// <summary>Runs the loop.</summary>
    /// <param name="input">The rows to learn from; those without a label are left out.</param>
    /// <exception cref="ArgumentException">A column is missing or of another type, there is no row, or the images have another number of pixels than a sample.</exception>
    /// <exception cref="InvalidDataException">A pixel is not finite, or a label is none of the classes.</exception>
    public KerasTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using IChannel channel = ((IChannelProvider)_ml).Start(KerasTrainer.ChannelName);
        string[] classNames = ImageColumns.ClassNames(ImageColumns.FindLabel(input.Schema, ImageColumns.Label));
        using PixelTable table = PixelTable.Read(input, ImageColumns.Pixels, ImageColumns.Label, "training", CancellationToken.None);
        if (_sample.size != table.Shape.Size)
            throw new ArgumentException($"Got images of {table.Shape} for a loop that takes {_sample}: {table.Shape.Size} pixels instead of {_sample.size}. "
                + "Load the images at that size, or give the loop's real one.", nameof(input));
        using Tensor x = Tensor.Empty(Shape.Of([table.Count, .. _sample.Span]));
        for (int row = 0; row < table.Count; row++)
        {
            Span<float> place = x.Span<float>().Slice(row * table.Shape.Size, table.Shape.Size);
            if (table.IsBytes) ModelInput.Scale(table.Bytes(row), place);
            else table.Floats(row).CopyTo(place);
        }
        using Tensor labels = Tensor.From<int>(table.Labels, Shape.Of(table.Count)), y = ArrayOps.OneHot(labels, classNames.Length);
        channel.Trace(MessageSensitivity.None, $"{table.Count} images of {table.Shape}, {classNames.Length} classes, a loop of the caller's own");
        Model model = _train(x, y) ?? throw new ArgumentException("The training loop gave no model; it returns the one that scores.");
        KerasTrainer.CheckClasses(model, classNames.Length);
        return new KerasTransformer(model, classNames, ModelInput.Of(model, table.Shape), ImageColumns.Pixels, history: null);
    }

    /// <summary>The columns of the input, Score and PredictedLabel.</summary>
    /// <param name="inputSchema">The columns before the step.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ScoreColumns.Promise(_ml, inputSchema, ImageColumns.Label, ImageColumns.Pixels);
}
