using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Training;

/// <summary>Where a trained model comes from and what it reached: what a bundle tells beside the model itself.</summary>
public sealed record BundleInfo
{
    /// <summary>Short name of the model: "cnn".</summary>
    public string Model { get; init; } = "";

    /// <summary>Figures by name: "test_accuracy".</summary>
    public OrderedDictionary<string, double> Metrics { get; init; } = [];

    /// <summary>The training's seed; null when it had none.</summary>
    public int? Seed { get; init; }

    /// <summary>Epochs it was trained for.</summary>
    public int? Epochs { get; init; }

    /// <summary>Name of the data it was trained on: "mnist".</summary>
    public string Data { get; init; } = "";

    /// <summary>Where the data came from: a folder or a file.</summary>
    public string DataSource { get; init; } = "";

    /// <summary>Images it was trained on; 0 when not known.</summary>
    public int TrainCount { get; init; }

    /// <summary>True when the images were drawn by a program and are no handwriting.</summary>
    public bool Synthetic { get; init; }

    /// <summary>Scale of the experiment it belongs to: "quick"; empty outside of one.</summary>
    public string Scale { get; init; } = "";

    /// <summary>Version of this project that wrote the bundle; filled in when it is saved.</summary>
    public string MlPipelines { get; init; } = "";

    /// <summary>Version of .NET it was written with; filled in when it is saved.</summary>
    public string DotNet { get; init; } = "";

    /// <summary>The commit the program was built from; null when it is not known.</summary>
    public string? Commit { get; init; }

    /// <summary>When the bundle was written; filled in when it is saved.</summary>
    public DateTimeOffset CreatedUtc { get; init; }

    /// <summary>What a reader must know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A trained pipeline as it was loaded from a file.</summary>
/// <param name="Transformer">Scores views and single rows: <see cref="Classifier"/>, with what stood before and behind it.</param>
/// <param name="Classifier">The model, its class names and the size of its images.</param>
/// <param name="Schema">The columns it was saved for; null where they were not told.</param>
/// <param name="Info">Where it comes from and what it reached.</param>
public sealed record Bundle(ITransformer Transformer, KerasTransformer Classifier, DataViewSchema? Schema, BundleInfo Info)
{
    /// <summary>What the whole pipeline makes of images.</summary>
    /// <param name="images">Images of any one size.</param>
    /// <returns>For each image the scores of the classes, in the order of <see cref="KerasTransformer.ClassNames"/>.</returns>
    /// <example><code>
    /// Bundle bundle = new MLContext().Model.LoadBundle("model.mlp");
    /// float[][] scores = bundle.Predict(new DigitSet(DigitPreparation.Prepare("photo.png"), new byte[1], 28, 28));
    /// </code></example>
    public float[][] Predict(DigitSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (ReferenceEquals(Transformer, Classifier)) return Classifier.Predict(images);
        IDataView scored = Transformer.Transform(images.AsDataView());
        DataViewSchema.Column column = scored.Schema[ImageColumns.Score];
        using DataViewRowCursor cursor = scored.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> get = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> row = default;
        float[][] scores = new float[images.Count][];
        for (int i = 0; i < scores.Length && cursor.MoveNext(); i++)
        {
            get(ref row);
            scores[i] = [.. row.DenseValues()];
        }
        return scores;
    }
}
