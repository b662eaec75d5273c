using MlPipelines.KerasModels;
using Tensorflow;
using static Tensorflow.KerasApi;

namespace MlPipelines.Pipelines.Generation;

/// <summary>What differs between the generative models for <see cref="GenerationLoop"/>: the step, and the samples.</summary>
internal abstract class GenerationWork
{
    /// <summary>Takes streams of its own from the seed, and sets the global one, from which the networks then take their first weights.</summary>
    protected GenerationWork(int seed)
    {
        keras.utils.set_random_seed(seed);
        // Kept apart from the global stream, so that samples and orders do not depend on how many numbers the networks draw.
        var streams = new RandomStream(seed);
        (Orders, OtherOrders, Samples) = (streams.Split(), streams.Split(), streams.Split());
    }

    /// <summary>Kind of model, for checkpoints.</summary>
    public abstract string Kind { get; }

    /// <summary>The data it is trained on, as a fingerprint.</summary>
    public abstract string Data { get; }

    /// <summary>Images of an epoch.</summary>
    public abstract int Rows { get; }

    /// <summary>Images a step in the paper.</summary>
    public abstract int DefaultBatchSize { get; }

    /// <summary>All that a checkpoint has to hold of the networks.</summary>
    public abstract TrainingState State { get; }

    /// <summary>Samples in a row of a sheet.</summary>
    public abstract int SheetColumns { get; }

    /// <summary>The samples of a sheet that make a column of the strip: where they begin, and how many.</summary>
    public abstract (int First, int Count) Strip { get; }

    /// <summary>Orders of the training images.</summary>
    protected RandomStream Orders { get; }

    /// <summary>Orders of a second set's.</summary>
    protected RandomStream OtherOrders { get; }

    /// <summary>The noise of samples.</summary>
    protected RandomStream Samples { get; }

    /// <summary>Trains on the images at places in the endless order.</summary>
    /// <returns>Losses of generator and discriminator before the step.</returns>
    public abstract (float Generator, float Discriminator) Step(long first, int count);

    /// <summary>Makes the samples of a sheet: the same bits for the same weights, without drawing a random number.</summary>
    public abstract byte[] MakeSheet();

    /// <summary>How much the samples of a sheet vary, as a share of what the real images do.</summary>
    public abstract double VarietyOf(byte[] sheet);
}
