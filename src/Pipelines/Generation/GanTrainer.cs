using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Loading;
using Tensorflow;

namespace MlPipelines.Pipelines.Generation;

/// <summary>Trains paper 1's GAN on digits.</summary>
/// <remarks>Source: paper 1 (gan), figures 3, 4 and 7.</remarks>
/// <example><code>
/// var options = new GenerationOptions { Epochs = 10, Seed = 1, SampleFolder = "samples", CheckpointFolder = "checkpoint" };
/// GenerationResult&lt;GeneratorModel&gt; trained = new GanTrainer(options).Train(data.Train);
/// DigitSet digits = trained.Model.Generate(100, seed: 7);
/// </code></example>
public sealed class GanTrainer
{
    private readonly GenerationOptions _options;

    /// <summary>A trainer.</summary>
    /// <param name="options">How to train.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public GanTrainer(GenerationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
    }

    /// <summary>Trains, or goes on from a checkpoint.</summary>
    /// <param name="digits">Grey images of 28 x 28; their labels are not looked at.</param>
    /// <exception cref="ArgumentException">There is no image, they are of another size, or the checkpoint is of another training.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    public GenerationResult<GeneratorModel> Train(DigitSet digits)
    {
        SignedImages.Check(digits, nameof(digits));
        var work = new Work(digits, _options.Seed);
        (GenerationHistory history, bool completed) = GenerationLoop.Run(_options, work);
        return new(work.Model, history, completed);
    }

    private sealed class Work : GenerationWork
    {
        private const int Side = 8, Compared = 1000;

        private readonly DigitSet _digits;
        private readonly EndlessRows _order;
        private readonly GanTraining _gan;

        public Work(DigitSet digits, int seed)
            : base(seed)
        {
            _gan = new GanTraining(); // here, not at the field, which comes before the seed is set
            (_digits, _order) = (digits, new EndlessRows(digits.Count, Orders));
            Model = new GeneratorModel(_gan.Generator, takesLabels: false);
        }

        public GeneratorModel Model { get; }

        public override string Kind => "gan";

        public override string Data => SignedImages.Fingerprint(_digits);

        public override int Rows => _digits.Count;

        public override int DefaultBatchSize => Gan.BatchSize;

        public override TrainingState State => _gan.State;

        public override int SheetColumns => Side;

        public override (int First, int Count) Strip => (0, 1);

        public override (float Generator, float Discriminator) Step(long first, int count)
        {
            Span<int> rows = count <= Gan.BatchSize ? stackalloc int[count] : new int[count];
            _order.Take(first, rows);
            using Tensor images = SignedImages.Take(_digits, rows);
            return _gan.TrainStep(images);
        }

        public override byte[] MakeSheet() => Model.Generate(Side * Side, (ulong)Samples.Seed).Images;

        public override double VarietyOf(byte[] sheet) => Variety.Share(Variety.Of(sheet), Variety.Of(_digits.Take(Compared).Images));
    }
}
