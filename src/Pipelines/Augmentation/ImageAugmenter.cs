using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>Changed copies of images for training: appended to the rows, or in their place.</summary>
/// <remarks>
/// Needs no training. Reads a column of images (Vector of Byte or Single, with height and width as dimensions) and a column of ids (Int64);
/// gives the same columns. With <see cref="Options.Copies"/> above 0 the input's rows come first, then the first copy of every row, then the
/// second, and so on; with 0 a changed image stands in each row's place. Nothing is kept in memory: a copy is made when a cursor reads its
/// pixels, and the same one each time.
/// <para>Use <see cref="Append{TTransformer}"/> or <c>chain.Append(augmenter, TransformerScope.Training)</c>, and score with
/// <c>GetModelFor(TransformerScope.Scoring)</c>.</para>
/// </remarks>
/// <example><code>
/// var model = ml.Transforms.AugmentImages(ml, ClassicalAugmentation.Mild, copies: 2)
///     .Append(trainer)
///     .Fit(train)
///     .GetModelFor(TransformerScope.Scoring);
/// </code></example>
public sealed class ImageAugmenter : IEstimator<ImageAugmentingTransformer>
{
    /// <summary>The most copies of a row.</summary>
    public const int MaxCopies = 1 << 20;

    /// <summary>What is done to which columns.</summary>
    public sealed class Options
    {
        /// <summary>How many changed copies of each row follow the rows, 0 to <see cref="MaxCopies"/>; with 0 a changed image takes each row's place.</summary>
        public int Copies { get; set; }

        /// <summary>How images are changed.</summary>
        public ClassicalAugmentation Classical { get; set; } = ClassicalAugmentation.Mild;

        /// <summary>Any number: the same one gives the same copies.</summary>
        public ulong Seed { get; set; }

        /// <summary>Name of the column of images.</summary>
        public string PixelsColumn { get; set; } = ImageColumns.Pixels;

        /// <summary>Name of the column of ids.</summary>
        public string IdColumn { get; set; } = ImageColumns.Id;
    }

    private readonly MLContext _ml;
    private readonly ImageAugmentingTransformer _transformer;

    /// <summary>A step.</summary>
    /// <param name="ml">The context, whose log is told what the step does.</param>
    /// <param name="options">What is done to which columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of copies is out of bounds.</exception>
    public ImageAugmenter(MLContext ml, Options options)
    {
        ArgumentNullException.ThrowIfNull(ml);
        ArgumentNullException.ThrowIfNull(options);
        _ml = ml;
        _transformer = new ImageAugmentingTransformer(options);
    }

    /// <summary>The step; of the data only the columns are looked at.</summary>
    /// <param name="input">Data with the step's columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is not there or of the wrong type.</exception>
    public ImageAugmentingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.GetOutputSchema(input.Schema);
        using IChannel channel = ((IChannelProvider)_ml).Start(nameof(ImageAugmenter));
        channel.Info(MessageSensitivity.None, _transformer.Copies == 0
            ? "A changed image takes each row's place."
            : $"Changed copies of each row that follow the rows: {_transformer.Copies}.");
        return _transformer;
    }

    /// <summary>The input's columns.</summary>
    /// <param name="inputSchema">The columns before the step.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is not there or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column pixels = Find(inputSchema, _transformer.PixelsColumn), id = Find(inputSchema, _transformer.IdColumn);
        if (pixels.Kind != SchemaShape.Column.VectorKind.Vector || pixels.IsKey
            || (pixels.ItemType != NumberDataViewType.Byte && pixels.ItemType != NumberDataViewType.Single))
            throw Wrong(pixels, "a vector of Byte or Single of known size, with the dimensions height and width", "Load the images with one of the "
                + "loaders of images, or give the vector its dimensions");
        if (id.Kind != SchemaShape.Column.VectorKind.Scalar || id.IsKey || id.ItemType != NumberDataViewType.Int64)
            throw Wrong(id, "one Int64, which no two rows share", "Number the rows, or name another column in Options.IdColumn");
        return inputSchema;
    }

    /// <summary>
    /// A chain of this step, for training only, and another one. (The library's own Append would give a chain's first step every scope, scoring too.)
    /// </summary>
    /// <typeparam name="TTransformer">What the other one gives.</typeparam>
    /// <param name="estimator">The other one.</param>
    /// <param name="scope">When its transformer takes part.</param>
    public EstimatorChain<TTransformer> Append<TTransformer>(IEstimator<TTransformer> estimator, TransformerScope scope = TransformerScope.Everything)
        where TTransformer : class, ITransformer =>
        new EstimatorChain<ITransformer>().Append(this, TransformerScope.Training).Append(estimator, scope);

    internal static SchemaShape.Column Find(SchemaShape shape, string name)
    {
        foreach (SchemaShape.Column column in shape)
        {
            if (column.Name == name) return column;
        }
        throw new ArgumentOutOfRangeException(nameof(shape), $"There is no column '{name}'; the columns are {string.Join(", ", shape.Select(c => c.Name))}. "
            + "Name one of these in the options, or load the data with one of the loaders of images.");
    }

    internal static ArgumentOutOfRangeException Wrong(SchemaShape.Column column, string expected, string remedy) => new(nameof(column),
        $"The column '{column.Name}' is of {column.Kind} {(column.IsKey ? "key of " : "")}{column.ItemType}; expected {expected}. {remedy}.");
}

/// <summary>Changed copies of images for training; see <see cref="ImageAugmenter"/>.</summary>
public sealed class ImageAugmentingTransformer : RowAppendingTransformer
{
    internal ImageAugmentingTransformer(ImageAugmenter.Options options)
    {
        if (options.Copies is < 0 or > ImageAugmenter.MaxCopies)
            throw new ArgumentOutOfRangeException(nameof(options), $"Got Copies = {options.Copies}; expected 0 to {ImageAugmenter.MaxCopies}. Give the "
                + "number of changed copies of each row, or 0 to put a changed image in each row's place.");
        ArgumentNullException.ThrowIfNull(options.Classical, nameof(options));
        ArgumentException.ThrowIfNullOrEmpty(options.PixelsColumn, nameof(options));
        ArgumentException.ThrowIfNullOrEmpty(options.IdColumn, nameof(options));
        (Copies, Augmentation, Seed, PixelsColumn, IdColumn) = (options.Copies, options.Classical, options.Seed, options.PixelsColumn, options.IdColumn);
    }

    /// <summary>How many copies of each row follow the rows; 0 where a changed image takes each row's place.</summary>
    public int Copies { get; }

    /// <summary>How images are changed.</summary>
    public ClassicalAugmentation Augmentation { get; }

    /// <summary>The number that gives the draws.</summary>
    public ulong Seed { get; }

    /// <summary>Name of the column of images.</summary>
    public string PixelsColumn { get; }

    /// <inheritdoc/>
    public override string IdColumn { get; }

    /// <inheritdoc/>
    public override bool KeepsInput => Copies > 0;

    /// <inheritdoc/>
    protected override void CheckSchema(DataViewSchema inputSchema)
    {
        ImageColumns.FindPixels(inputSchema, PixelsColumn, out DataViewSchema.Column pixels);
        if (Augmentation.Fill < 0 && ((VectorDataViewType)pixels.Type).ItemType == NumberDataViewType.Byte)
            throw new ArgumentOutOfRangeException(nameof(inputSchema), $"Got Fill = {Augmentation.Fill}, but the images of '{PixelsColumn}' are bytes; expected "
                + "0 to 255. Set Fill to 0 for paper.");
        DataViewSchema.Column id = ImageColumns.Find(inputSchema, IdColumn);
        if (id.Type != NumberDataViewType.Int64)
            throw new ArgumentOutOfRangeException(nameof(inputSchema), $"The column '{IdColumn}' is of type {id.Type}; ids are one Int64, which no two rows "
                + "share. Number the rows, or name another column in Options.IdColumn.");
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<IDataView> MakeRows(IDataView input) =>
        [.. Enumerable.Range(0, Math.Max(1, Copies)).Select(copy => new ChangedImages(input, this, copy))];
}
