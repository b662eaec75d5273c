using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlPipelines.Pipelines.Loading;
using Tensorflow;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>The common base of the steps that append digits made by generative networks to training rows.</summary>
/// <remarks>
/// Needs the columns Label (key), Pixels (vector of Byte with its dimensions) and Id (Int64) and no others; gives the same columns. The images are
/// made when the step is fitted, kept as bytes, and follow the input's rows with synthetic ids. Networks and classifiers that are trained here see
/// the input's original rows only, never rows that another step made. Nothing else of the data is touched: put the step behind the split, in
/// the training part's chain, with <see cref="Append{TTransformer}"/> or <c>chain.Append(step, TransformerScope.Training)</c>.
/// </remarks>
public abstract class GeneratedDigitsEstimator : IEstimator<GeneratedDigitsTransformer>
{
    private readonly MLContext _ml;
    private readonly GeneratedDigitsOptions _options;

    private protected GeneratedDigitsEstimator(MLContext ml, GeneratedDigitsOptions options)
    {
        ArgumentNullException.ThrowIfNull(ml);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_ml, _options) = (ml, options);
    }

    /// <summary>Makes the images.</summary>
    /// <param name="input">The training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is not there, of the wrong type, or one too many.</exception>
    /// <exception cref="ArgumentException">There is no original row with a label, or the generator's images do not fit the rows.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public GeneratedDigitsTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using IChannel channel = ((IChannelProvider)_ml).Start(GetType().Name);
        // Wrong columns are told before anything is trained.
        _ = new GeneratedRows(input.Schema, null, _options);
        DigitSet real = OriginalRows.Read(input, _options);
        (DigitSet made, GeneratedDigitsReport report) = Make(_ml, real);
        if (report.Shortfall > 0) channel.Warning(MessageSensitivity.None, report.ToString());
        else channel.Info(MessageSensitivity.None, report.ToString());
        return new GeneratedDigitsTransformer(made, report, _options);
    }

    /// <summary>The input's columns.</summary>
    /// <param name="inputSchema">The columns before the step.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is not there or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column label = ImageAugmenter.Find(inputSchema, _options.LabelColumn), pixels = ImageAugmenter.Find(inputSchema, _options.PixelsColumn),
            id = ImageAugmenter.Find(inputSchema, _options.IdColumn);
        if (!label.IsKey) throw ImageAugmenter.Wrong(label, "a key", $"Put Conversion.MapValueToKey(\"{label.Name}\") before this step");
        if (pixels.Kind != SchemaShape.Column.VectorKind.Vector || pixels.IsKey || pixels.ItemType != NumberDataViewType.Byte)
            throw ImageAugmenter.Wrong(pixels, "a vector of Byte with the dimensions height and width", "Append generated digits before the step that turns "
                + "images into Single");
        if (id.Kind != SchemaShape.Column.VectorKind.Scalar || id.IsKey || id.ItemType != NumberDataViewType.Int64)
            throw ImageAugmenter.Wrong(id, "one Int64, which no two rows share", "Number the rows, or name another column in Options.IdColumn");
        return inputSchema;
    }

    /// <summary>A chain of this step, for training only, and another one.</summary>
    /// <typeparam name="TTransformer">What the other one gives.</typeparam>
    /// <param name="estimator">The other one.</param>
    /// <param name="scope">When its transformer takes part.</param>
    public EstimatorChain<TTransformer> Append<TTransformer>(IEstimator<TTransformer> estimator, TransformerScope scope = TransformerScope.Everything)
        where TTransformer : class, ITransformer =>
        new EstimatorChain<ITransformer>().Append(this, TransformerScope.Training).Append(estimator, scope);

    /// <summary>Makes the images.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="real">The original training rows.</param>
    private protected abstract (DigitSet Made, GeneratedDigitsReport Report) Make(MLContext ml, DigitSet real);

    /// <summary>One seed after the other, for one batch each.</summary>
    private protected IEnumerable<ulong> Seeds()
    {
        var stream = new RandomStream((long)_options.Seed);
        while (true)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            yield return (ulong)stream.Split().Seed;
        }
    }

    /// <summary>Refuses images that cannot follow the original ones.</summary>
    private protected static void Check(DigitSet? batch, int count, DigitSet real, ReadOnlySpan<byte> labels)
    {
        if (batch is null) throw new ArgumentException("The generator gave null; expected a DigitSet.");
        if (batch.Count != count) throw new ArgumentException($"The generator gave {batch.Count} images; {count} were asked for.");
        if ((batch.Height, batch.Width, batch.Channels) != (real.Height, real.Width, real.Channels))
            throw new ArgumentException($"The generator gives images of {new ImageShape(batch.Height, batch.Width, batch.Channels)}; the training rows are "
                + $"of {new ImageShape(real.Height, real.Width, real.Channels)}. Bring one of the two to the other's size.");
        int other = labels.IsEmpty ? -1 : labels.CommonPrefixLength(batch.Labels);
        if (other >= 0 && other < count)
            throw new ArgumentException($"The generator gave image {other} the label {batch.Labels[other]}; {labels[other]} was asked for. Labels are carried "
                + "over as they are.");
    }
}
