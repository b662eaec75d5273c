using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines.Loading;
using Tensorflow;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Memory;
using Tensorflow.Operations;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Pipelines.Training;

/// <summary>Scores images with a trained Keras model: adds Score, a number for each class, and PredictedLabel, the class of the highest.</summary>
/// <remarks>
/// Images of another size than the model's are resized (bilinear, unless the trainer was told otherwise), bytes are divided by 255. A cursor scores up to
/// <see cref="BatchSize"/> rows at once, when the first of them is asked for; a row's score has the same bits in any batch and alone.
/// PredictedLabel is missing where a score is not a number. Several cursors may be read at once; they take turns at the model.
/// </remarks>
public sealed class KerasTransformer : ITransformer
{
    /// <summary>Most rows that a cursor scores at once.</summary>
    public const int BatchSize = 256;

    // Four times the pixels of 256 digits: a convolution's outputs for that many take less than 100 MB.
    private const int MostValues = 4 * BatchSize * 28 * 28;

    private readonly Lock _turn = new();

    internal KerasTransformer(Model model, IReadOnlyList<string> classNames, ModelInput input, string pixelsColumn, History? history)
    {
        (Model, ClassNames, Input, PixelsColumn, History) = (model, classNames, input, pixelsColumn, history);
    }

    /// <summary>A transformer of a model that is trained already: read from a Keras file, or put together of others.</summary>
    /// <param name="model">Takes one batch of images, and gives a score for each class.</param>
    /// <param name="classNames">Name of each class, in the order of the scores.</param>
    /// <param name="images">Size of the images where the model leaves it open.</param>
    /// <exception cref="ArgumentException">The model takes no images, or gives another number of scores.</exception>
    /// <example><code>
    /// var model = keras.models.load_model("model.h5");
    /// var classifier = KerasTransformer.Of(model, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], new ImageShape(28, 28));
    /// </code></example>
    public static KerasTransformer Of(Model model, IReadOnlyList<string> classNames, ImageShape images)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(classNames);
        KerasTrainer.CheckClasses(model, classNames.Count);
        return new KerasTransformer(model, [.. classNames], ModelInput.Of(model, images), ImageColumns.Pixels, history: null);
    }

    /// <summary>A transformer of a model that a file holds.</summary>
    /// <param name="path">A Keras file (.h5, .keras) or a TensorFlow.js LayersModel (its model.json, or the folder that holds it). It is data; no code is run from it.</param>
    /// <param name="classNames">Name of each class, in the order of the scores; null for "0", "1" ...</param>
    /// <param name="images">Size of the images where the model leaves it open.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged; the text names it and the reason.</exception>
    /// <exception cref="NotSupportedException">It is of a kind, or holds a layer, that is not built; the text says what to use instead.</exception>
    /// <exception cref="ArgumentException">The model takes no images, or gives another number of scores.</exception>
    /// <example><code>
    /// KerasTransformer classifier = KerasTransformer.Load("model.h5", classNames: null, new ImageShape(28, 28));
    /// new MLContext().Model.SaveBundle(classifier, "model.mlp");
    /// </code></example>
    public static KerasTransformer Load(string path, IReadOnlyList<string>? classNames, ImageShape images)
    {
        ProjectLayers.Register();
        Model model = keras.models.load_model(path, compile: false);
        if (model.outputs is not [{ shape: { ndim: 2 } scores }])
            throw new ArgumentException($"'{path}' holds the model '{model.Name}' with outputs of shape {string.Join(", ", model.outputs.Select(output => output.shape))}; "
                + "a classifier has one output, [batch, classes].");
        return Of(model, classNames ?? [.. Enumerable.Range(0, checked((int)scores[1])).Select(i => i.ToString(CultureInfo.InvariantCulture))], images);
    }

    /// <summary>The trained model.</summary>
    public Model Model { get; }

    /// <summary>Name of each class, in the order of the scores.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The figures of each epoch of the training; null for a model that was loaded.</summary>
    public History? History { get; }

    /// <summary>Size of the images that the model sees; others are resized.</summary>
    public ImageShape InputShape => Input.Image;

    /// <summary>Column of images.</summary>
    public string PixelsColumn { get; }

    /// <summary>Each row comes of one row.</summary>
    public bool IsRowToRowMapper => true;

    internal ModelInput Input { get; }

    /// <summary>Epochs of <see cref="History"/> that came from a checkpoint.</summary>
    internal int ResumedEpochs { get; init; }

    /// <summary>Rows that a cursor scores at once: fewer where the model's images are large.</summary>
    internal int RowsAtOnce => Math.Clamp(MostValues / InputShape.Size, 8, BatchSize);

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new ScoringMapper(this, inputSchema).OutputSchema;

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ScoredView(input, new ScoringMapper(this, input.Schema));
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new ScoringMapper(this, inputSchema);

    /// <summary>Not possible: ML.NET's model files take its own transformers only.</summary>
    /// <param name="ctx">Not used.</param>
    /// <exception cref="NotSupportedException">Always; the text says what to use.</exception>
    public void Save(ModelSaveContext ctx) =>
        throw new NotSupportedException("ML.NET's model files hold ML.NET's own transformers only. Use ml.Model.SaveBundle(transformer, \"model.mlp\").");

    /// <summary>What the model makes of images, without a data view.</summary>
    /// <param name="images">Images of any one size; resized where the model takes another.</param>
    /// <returns>For each image the scores of the classes, in the order of <see cref="ClassNames"/>: probabilities where the model ends in a softmax.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="images"/> is null.</exception>
    /// <example><code>
    /// KerasTransformer classifier = new MLContext().Model.LoadBundle("model.mlp").Classifier;
    /// float[][] scores = classifier.Predict(new DigitSet(DigitPreparation.Prepare("photo.png"), new byte[1], 28, 28));
    /// </code></example>
    public float[][] Predict(DigitSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var source = new ImageShape(images.Height, images.Width, images.Channels);
        int classes = ClassNames.Count;
        float[] scores = new float[RowsAtOnce * classes];
        float[][] all = new float[images.Count][];
        for (int first = 0; first < all.Length; first += RowsAtOnce)
        {
            int rows = Math.Min(RowsAtOnce, all.Length - first);
            Score(images.Images.AsSpan(first * source.Size, rows * source.Size), source, rows, scores.AsSpan(0, rows * classes));
            for (int i = 0; i < rows; i++) all[first + i] = scores[(i * classes)..((i + 1) * classes)];
        }
        return all;
    }

    /// <summary>The probabilities of images.</summary>
    /// <param name="pixels">[rows, height, width, channels]: the first rows are scored.</param>
    /// <param name="source">Size of the images.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="scores">[rows, classes]; filled in.</param>
    internal void Score(ReadOnlySpan<byte> pixels, ImageShape source, int rows, Span<float> scores)
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor batch = Input.Begin(rows, source);
        ModelInput.Scale(pixels[..(rows * source.Size)], batch.Span<float>());
        Score(Input.Finish(batch, source), scores);
    }

    /// <inheritdoc cref="Score(ReadOnlySpan{byte}, ImageShape, int, Span{float})"/>
    internal void Score(ReadOnlySpan<float> pixels, ImageShape source, int rows, Span<float> scores)
    {
        using TensorScope scope = TensorScope.Enter();
        Tensor batch = Input.Begin(rows, source);
        pixels[..(rows * source.Size)].CopyTo(batch.Span<float>());
        Score(Input.Finish(batch, source), scores);
    }

    /// <summary>The gradient of something that is computed from the scores, with respect to the pixels.</summary>
    /// <param name="images">Images of any one size.</param>
    /// <param name="first">Number of the first image.</param>
    /// <param name="rows">How many images.</param>
    /// <param name="target">Makes one number a row of the scores, [rows, classes].</param>
    /// <returns>[rows, height, width, channels] of the images given.</returns>
    internal float[] InputGradients(DigitSet images, int first, int rows, Func<Tensor, Tensor> target)
    {
        var source = new ImageShape(images.Height, images.Width, images.Channels);
        using TensorScope scope = TensorScope.Enter();
        Tensor batch = Tensor.Empty(Shape.Of(rows, source.Height, source.Width, source.Channels));
        ModelInput.Scale(images.Images.AsSpan(first * source.Size, rows * source.Size), batch.Span<float>());
        lock (_turn)
        {
            using var tape = tf.GradientTape(watch_accessed_variables: false);
            tape.watch(batch);
            Tensor input = source == Input.Image ? ArrayOps.Reshape(batch, Shape.Of([rows, .. Input.Sample.Span])) : Input.Finish(batch, source);
            Tensor scores = Model.Apply(input, training: false);
            return tape.gradient(target(scores), batch).ToArray<float>();
        }
    }

    private void Score(Tensor batch, Span<float> scores)
    {
        // Layers keep what they need for a call; one call at a time.
        lock (_turn)
        {
            Tensor result = Model.predict_on_batch(batch)[0];
            result.AsSpan<float>().CopyTo(scores);
            GC.KeepAlive(result);
        }
    }
}
