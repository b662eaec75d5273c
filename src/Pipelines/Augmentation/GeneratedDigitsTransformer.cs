using Microsoft.ML;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>Appends digits that were generated when the step was fitted; see <see cref="GeneratedDigitsEstimator"/>.</summary>
public sealed class GeneratedDigitsTransformer : RowAppendingTransformer
{
    private readonly GeneratedDigitsOptions _options;

    internal GeneratedDigitsTransformer(DigitSet digits, GeneratedDigitsReport report, GeneratedDigitsOptions options) =>
        (Digits, Report, _options) = (digits, report, options);

    /// <summary>The generated images with their labels; <see cref="GeneratedDigitsFiles"/> saves them.</summary>
    public DigitSet Digits { get; }

    /// <summary>What was wanted, made and thrown away.</summary>
    public GeneratedDigitsReport Report { get; }

    /// <inheritdoc/>
    public override string IdColumn => _options.IdColumn;

    /// <inheritdoc/>
    protected override void CheckSchema(DataViewSchema inputSchema) => _ = new GeneratedRows(inputSchema, Digits, _options);

    /// <inheritdoc/>
    protected override IReadOnlyList<IDataView> MakeRows(IDataView input) => Digits.Count == 0 ? [] : [new GeneratedRows(input.Schema, Digits, _options)];
}

/// <summary>Generated digits as rows of a schema.</summary>
internal sealed class GeneratedRows : GeneratedImages
{
    private readonly DigitSet? _digits;

    /// <summary>Checks the columns; without digits nothing more.</summary>
    public GeneratedRows(DataViewSchema schema, DigitSet? digits, GeneratedDigitsOptions options)
        : base(schema, digits?.Count ?? 0, options.Series, options.BatchSize, options.LabelColumn, options.PixelsColumn, options.IdColumn)
    {
        _digits = digits;
        if (digits is null) return;
        var shape = new ImageShape(digits.Height, digits.Width, digits.Channels);
        string[] classes = ImageColumns.ClassNames(ImageColumns.FindLabel(schema, options.LabelColumn));
        if (shape != Shape)
            throw new ArgumentOutOfRangeException(nameof(schema), $"The rows have images of {Shape}, the digits were generated for rows of {shape}. Append them "
                + "to rows like those the step was fitted on.");
        if (!classes.SequenceEqual(digits.ClassNames))
            throw new ArgumentOutOfRangeException(nameof(schema), $"The rows have the classes {string.Join(", ", classes)}, the digits were generated for "
                + $"{string.Join(", ", digits.ClassNames)}. Append them to rows like those the step was fitted on.");
    }

    protected override uint LabelOf(int number) => _digits!.Labels[number] + 1u;

    protected override void Make(int first, int count, Span<byte> pixels) =>
        _digits!.Images.AsSpan(first * _digits.ImageSize, count * _digits.ImageSize).CopyTo(pixels);
}
