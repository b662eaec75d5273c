using Microsoft.ML;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Loading;
using Tensorflow;
using Tensorflow.Keras.Engine;

namespace MlPipelines.Pipelines.Training;

public sealed partial class KerasTrainer
{
    /// <summary>How a model is made and trained. The defaults are Keras' own.</summary>
    public sealed class Options
    {
        /// <summary>Makes the model for images of a size and a number of classes, anew for each fit; whatever it compiles is compiled again.</summary>
        /// <remarks>It takes [height, width, channels], [height, width] or [pixels], from 0 (paper) to 1 (ink); images of another size are resized.</remarks>
        public Func<ImageShape, int, Model>? Model { get; set; }

        /// <summary>Makes the optimizer, anew for each fit; null for Adam with Keras' settings.</summary>
        public Func<IOptimizer>? Optimizer { get; set; }

        /// <summary>Loss by Keras' name. One that begins with "sparse_" gets class numbers, any other one-hot rows.</summary>
        public string Loss { get; set; } = "sparse_categorical_crossentropy";

        /// <summary>Metrics by Keras' names.</summary>
        public string[] Metrics { get; set; } = ["accuracy"];

        /// <summary>Passes over the training rows, at least 1.</summary>
        public int Epochs { get; set; } = 10;

        /// <summary>Rows a step, at least 1; the last step of an epoch takes the rows that are left.</summary>
        public int BatchSize { get; set; } = 32;

        /// <summary>
        /// Steps of an epoch, at least 1; null for a pass over the rows. So sets of different sizes are trained for the same number of steps: the next
        /// epoch goes on where this one ended.
        /// </summary>
        public int? StepsPerEpoch { get; set; }

        /// <summary>Told about each epoch and step, as Keras' callbacks are.</summary>
        public IReadOnlyList<ICallback> Callbacks { get; set; } = [];

        /// <summary>Share of each class's rows that the model is tried on after every epoch instead of being trained on, 0 up to 1.</summary>
        public double ValidationFraction { get; set; }

        /// <summary>Rows that the model is tried on after every epoch, with the same columns; null for none or a fraction.</summary>
        public IDataView? Validation { get; set; }

        /// <summary>How much each class counts in the training loss, by its name; 1 for those not named.</summary>
        public IReadOnlyDictionary<string, float> ClassWeights { get; set; } = new Dictionary<string, float>();

        /// <summary>Changes each training image anew in every epoch, by seed, id and epoch; null for none.</summary>
        public ClassicalAugmentation? Augmentation { get; set; }

        /// <summary>How images of another size than the model's are resized, here and when it predicts: nearest or bilinear.</summary>
        public Interpolation Interpolation { get; set; } = Interpolation.Bilinear;

        /// <summary>
        /// Where training keeps its state after each epoch, and goes on from what is there, to the same bits as if it had never stopped; null for nowhere.
        /// The folder is this training's own, and may be removed when it is done. What callbacks remember is not kept.
        /// </summary>
        public string? CheckpointFolder { get; set; }

        /// <summary>
        /// Makes the whole training repeatable: weights, order of rows, dropout, augmentation, the validation part. Null to draw on from
        /// where Keras' random numbers are.
        /// </summary>
        public int? Seed { get; set; }

        /// <summary>Column of classes, a key.</summary>
        public string LabelColumn { get; set; } = ImageColumns.Label;

        /// <summary>Column of images, a vector of bytes (divided by 255) or floats (taken as they are) with its dimensions.</summary>
        public string PixelsColumn { get; set; } = ImageColumns.Pixels;

        /// <summary>True for Keras' progress lines on the console; the context's log gets a message an epoch either way.</summary>
        public bool Verbose { get; set; } = true;

        /// <summary>Ends training at the next step; the transformer then is what was learned until there.</summary>
        public CancellationToken CancellationToken { get; set; }

        /// <summary>A copy, so that later changes do not reach a trainer.</summary>
        internal Options Copy() => (Options)MemberwiseClone();

        /// <summary>Refuses settings that cannot be.</summary>
        /// <exception cref="ArgumentException">One is out of range or missing.</exception>
        internal void Check()
        {
            if (Model is null)
                throw new ArgumentException("The options have no Model; set it to a function that makes one, such as (shape, classes) => Gan.Cnn().");
            if (Epochs < 1) throw new ArgumentOutOfRangeException(nameof(Epochs), $"Got {Epochs} epochs; a model is trained for 1 or more.");
            if (BatchSize < 1) throw new ArgumentOutOfRangeException(nameof(BatchSize), $"Got batches of {BatchSize} rows; a step takes 1 or more.");
            if (StepsPerEpoch < 1) throw new ArgumentOutOfRangeException(nameof(StepsPerEpoch), $"Got epochs of {StepsPerEpoch} steps; an epoch has 1 or more.");
            if (!(ValidationFraction >= 0 && ValidationFraction < 1))
                throw new ArgumentOutOfRangeException(nameof(ValidationFraction), $"Got the validation fraction {ValidationFraction}; expected 0 up to, but not including, 1.");
            if (Validation is not null && ValidationFraction > 0)
                throw new ArgumentException($"Got a validation view and the validation fraction {ValidationFraction}; give one of the two.");
            if (Interpolation is not (Interpolation.Nearest or Interpolation.Bilinear))
                throw new ArgumentException($"Got the interpolation {Interpolation}; models' images are resized with Nearest or Bilinear. Resize them before otherwise.");
            ArgumentException.ThrowIfNullOrWhiteSpace(Loss);
            ArgumentNullException.ThrowIfNull(Metrics);
            ArgumentNullException.ThrowIfNull(Callbacks);
            ArgumentNullException.ThrowIfNull(ClassWeights);
            ArgumentException.ThrowIfNullOrEmpty(LabelColumn);
            ArgumentException.ThrowIfNullOrEmpty(PixelsColumn);
        }
    }
}
