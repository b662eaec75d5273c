using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Loading;
using Tensorflow;

namespace MlPipelines.Pipelines.Generation;

/// <summary>Trains paper 1's GAN with labels, whose generator is told which digit is meant.</summary>
/// <example><code>
/// GenerationResult&lt;GeneratorModel&gt; trained = new ConditionalGanTrainer(new GenerationOptions { Epochs = 10 }).Train(data.Train);
/// DigitSet digits = trained.Model.Generate(10, seed: 7);   // a 0, a 1, .. a 9
/// </code></example>
public sealed class ConditionalGanTrainer
{
    private readonly GenerationOptions _options;

    /// <summary>A trainer.</summary>
    /// <param name="options">How to train.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public ConditionalGanTrainer(GenerationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
    }

    /// <summary>Trains, or goes on from a checkpoint.</summary>
    /// <param name="digits">Grey images of 28 x 28, labels 0 to 9.</param>
    /// <exception cref="ArgumentException">
    /// There is no image, they are of another size or have labels above 9, or the checkpoint is of another training.
    /// </exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    public GenerationResult<GeneratorModel> Train(DigitSet digits)
    {
        SignedImages.Check(digits, nameof(digits));
        if (digits.Labels.Max() is > 9 and byte largest)
            throw new ArgumentException($"Got the label {largest}; the conditional GAN knows the digits 0 to 9. Leave the other classes out.", nameof(digits));
        var work = new Work(digits, _options.Seed);
        (GenerationHistory history, bool completed) = GenerationLoop.Run(_options, work);
        return new(work.Model, history, completed);
    }

    private sealed class Work : GenerationWork
    {
        private const int Digits = 10, RowsOfSheet = 8, Compared = 1000;

        private readonly DigitSet _digits;
        private readonly EndlessRows _order;
        private readonly ConditionalGan _gan;

        public Work(DigitSet digits, int seed)
            : base(seed)
        {
            _gan = new ConditionalGan(); // here, not at the field, which comes before the seed is set
            (_digits, _order) = (digits, new EndlessRows(digits.Count, Orders));
            Model = new GeneratorModel(_gan.Generator, takesLabels: true);
        }

        public GeneratorModel Model { get; }

        public override string Kind => "cgan";

        public override string Data => SignedImages.Fingerprint(_digits);

        public override int Rows => _digits.Count;

        public override int DefaultBatchSize => Gan.BatchSize;

        public override TrainingState State => _gan.State;

        public override int SheetColumns => Digits;

        public override (int First, int Count) Strip => (0, Digits);

        public override (float Generator, float Discriminator) Step(long first, int count)
        {
            Span<int> rows = count <= Gan.BatchSize ? stackalloc int[count] : new int[count];
            _order.Take(first, rows);
            using Tensor images = SignedImages.Take(_digits, rows);
            using Tensor labels = SignedImages.Labels(_digits, rows);
            return _gan.TrainStep(images, labels);
        }

        public override byte[] MakeSheet() => Model.Generate(Digits * RowsOfSheet, (ulong)Samples.Seed).Images;

        /// <summary>Within a class: ten pictures, one for each label, would be a collapse.</summary>
        public override double VarietyOf(byte[] sheet)
        {
            DigitSet real = _digits.Take(Compared);
            byte[] labels = [.. Enumerable.Range(0, Digits * RowsOfSheet).Select(i => (byte)(i % Digits))];
            return Variety.Share(Variety.Of(sheet, labels), Variety.Of(real.Images, real.Labels));
        }
    }
}
