using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Loading;
using Tensorflow;

namespace MlPipelines.Pipelines.Generation;

/// <summary>Trains paper 2's CycleGAN on images of two domains, which need not be pairs.</summary>
/// <remarks>An epoch is a pass over domain A; images of domain B are taken from an endless shuffled order of their own. A sheet's rows are images of A,
/// these as B, these back; images of B, these as A, these back.</remarks>
/// <example><code>
/// GenerationResult&lt;CycleGanModel&gt; trained = new CycleGanTrainer(new GenerationOptions { Epochs = 2 }).Train(mnist.Train, usps.Train);
/// DigitSet inTheStyleOfUsps = trained.Model.Translate(mnist.Train);
/// </code></example>
public sealed class CycleGanTrainer
{
    private readonly GenerationOptions _options;

    /// <summary>A trainer.</summary>
    /// <param name="options">How to train.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public CycleGanTrainer(GenerationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
    }

    /// <summary>Trains, or goes on from a checkpoint.</summary>
    /// <param name="a">Images of domain A, grey, 28 x 28; labels are not looked at.</param>
    /// <param name="b">Images of domain B.</param>
    /// <exception cref="ArgumentException">There is no image, they are of another size, or the checkpoint is of another training.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    public GenerationResult<CycleGanModel> Train(DigitSet a, DigitSet b)
    {
        SignedImages.Check(a, nameof(a));
        SignedImages.Check(b, nameof(b));
        var work = new Work(a, b, _options.Seed);
        (GenerationHistory history, bool completed) = GenerationLoop.Run(_options, work);
        return new(work.Model, history, completed);
    }

    private sealed class Work : GenerationWork
    {
        private const int Shown = 16, Compared = 1000;

        private readonly DigitSet _a, _b;
        private readonly EndlessRows _orderOfA, _orderOfB;
        private readonly CycleGanTraining _cycle;

        public Work(DigitSet a, DigitSet b, int seed)
            : base(seed)
        {
            _cycle = new CycleGanTraining(); // here, not at the field, which comes before the seed is set
            (_a, _b) = (a, b);
            (_orderOfA, _orderOfB) = (new EndlessRows(a.Count, Orders), new EndlessRows(b.Count, OtherOrders));
            Model = new CycleGanModel(_cycle.AToB, _cycle.BToA);
        }

        public CycleGanModel Model { get; }

        public override string Kind => "cyclegan";

        public override string Data => SignedImages.Fingerprint(_a, _b);

        public override int Rows => _a.Count;

        public override int DefaultBatchSize => CycleGan.BatchSize;

        public override TrainingState State => _cycle.State;

        public override int SheetColumns => Math.Min(Shown, Math.Min(_a.Count, _b.Count));

        // The first image of A as B: the second row's.
        public override (int First, int Count) Strip => (SheetColumns, 1);

        public override (float Generator, float Discriminator) Step(long first, int count)
        {
            int[] rows = new int[count];
            _orderOfA.Take(first, rows);
            using Tensor a = SignedImages.Take(_a, rows);
            _orderOfB.Take(first, rows);
            using Tensor b = SignedImages.Take(_b, rows);
            return _cycle.TrainStep(a, b);
        }

        public override byte[] MakeSheet()
        {
            DigitSet a = _a.Take(SheetColumns), b = _b.Take(SheetColumns), asB = Model.Translate(a), asA = Model.TranslateBack(b);
            return [.. a.Images, .. asB.Images, .. Model.TranslateBack(asB).Images, .. b.Images, .. asA.Images, .. Model.Translate(asA).Images];
        }

        /// <summary>The less varied of the two directions.</summary>
        public override double VarietyOf(byte[] sheet)
        {
            int row = SheetColumns * SignedImages.Size;
            double asB = Variety.Share(Variety.Of(sheet.AsSpan(row, row)), Variety.Of(_b.Take(Compared).Images));
            double asA = Variety.Share(Variety.Of(sheet.AsSpan(4 * row, row)), Variety.Of(_a.Take(Compared).Images));
            return Math.Min(asA, asB);
        }
    }
}
