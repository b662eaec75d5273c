using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>What all steps that append generated digits are told.</summary>
public abstract record GeneratedDigitsOptions
{
    /// <summary>Any number: the same one gives the same images.</summary>
    public ulong Seed { get; init; }

    /// <summary>Most images made at once, at least 1. Another size gives other draws.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Tells the rows of several such steps of one chain apart; 0 to 1000.</summary>
    public int Series { get; init; }

    /// <summary>Name of the column of classes, a key.</summary>
    public string LabelColumn { get; init; } = ImageColumns.Label;

    /// <summary>Name of the column of images, vectors of Byte.</summary>
    public string PixelsColumn { get; init; } = ImageColumns.Pixels;

    /// <summary>Name of the column of ids, Int64.</summary>
    public string IdColumn { get; init; } = ImageColumns.Id;

    /// <summary>Ends the making of images with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Refuses settings that cannot be.</summary>
    /// <exception cref="ArgumentException">One is out of range or missing.</exception>
    internal virtual void Check()
    {
        if (BatchSize < 1) throw new ArgumentOutOfRangeException(nameof(BatchSize), $"Got batches of {BatchSize} images; expected 1 or more.");
        if (Series is < 0 or > 1000) throw new ArgumentOutOfRangeException(nameof(Series), $"Got the series {Series}; expected 0 to 1000.");
        ArgumentException.ThrowIfNullOrEmpty(LabelColumn);
        ArgumentException.ThrowIfNullOrEmpty(PixelsColumn);
        ArgumentException.ThrowIfNullOrEmpty(IdColumn);
    }

    /// <summary>Refuses a number of images that cannot be.</summary>
    private protected static void CheckCount(int count)
    {
        if (count < 1) throw new ArgumentOutOfRangeException(nameof(count), $"Got Count = {count}; expected the number of images to append, 1 or more.");
    }

    /// <summary>Refuses none or both of a thing and of what makes it.</summary>
    private protected static void CheckOne(object? given, object? train, string name)
    {
        if (given is null == train is null)
            throw new ArgumentException($"Got {(given is null ? "neither" : "both")} {name} and Train; expected one of the two. Give a trained {name}, or a "
                + "function that trains one on the training rows.");
    }
}
