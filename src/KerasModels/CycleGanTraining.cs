using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Memory;
using Tensorflow.Operations;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.KerasModels;

/// <summary>Training two generators and two discriminators on unpaired images of two domains.</summary>
/// <remarks>
/// Least-squares adversarial loss, cycle loss (absolute differences, weight 10), identity loss (weight 5), Adam(2e-4, beta_1 0.5), discriminators' loss
/// halved and taken on a pool of past fakes. Source: paper 2 (cyclegan); Zhu et al. (2017) for what it leaves open.
/// </remarks>
/// <example><code>
/// var cycle = new CycleGanTraining();
/// (float generators, float discriminators) = cycle.TrainStep(a, b);   // [32, 28, 28, 1] each
/// </code></example>
public sealed class CycleGanTraining
{
    private const double CycleWeight = 10, IdentityWeight = 5;

    private readonly Optimizer _generators = keras.optimizers.Adam(2e-4, beta_1: 0.5), _discriminators = keras.optimizers.Adam(2e-4, beta_1: 0.5);
    private readonly ImagePool _poolA = new(), _poolB = new();

    /// <summary>From domain A to domain B.</summary>
    public Model AToB { get; } = CycleGan.Generator("a_to_b");

    /// <summary>From domain B to domain A.</summary>
    public Model BToA { get; } = CycleGan.Generator("b_to_a");

    /// <summary>Judges images of domain A.</summary>
    public Sequential OfA { get; } = CycleGan.Discriminator("of_a");

    /// <summary>Judges images of domain B.</summary>
    public Sequential OfB { get; } = CycleGan.Discriminator("of_b");

    /// <summary>All that a checkpoint has to hold.</summary>
    public TrainingState State => field ??= new TrainingState([AToB, BToA, OfA, OfB],
        [(_generators, [.. AToB.trainable_variables, .. BToA.trainable_variables]), (_discriminators, [.. OfA.trainable_variables, .. OfB.trainable_variables])],
        [_poolA.Kept, _poolA.Filled, _poolB.Kept, _poolB.Filled], [_poolA.Stream, _poolB.Stream]);

    /// <summary>One step: both generators, then both discriminators.</summary>
    /// <param name="a">Images of domain A, [batch, 28, 28, 1], -1 to 1.</param>
    /// <param name="b">As many of domain B; they need not be pairs.</param>
    /// <returns>The losses before the step.</returns>
    public (float Generators, float Discriminators) TrainStep(Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        using TensorScope scope = TensorScope.Enter();
        (Tensor fakeA, Tensor fakeB, float generators) = TrainGenerators(a, b);
        float discriminators = TrainDiscriminators(a, b, _poolA.Mix(fakeA), _poolB.Mix(fakeB));
        return (generators, discriminators);
    }

    private (Tensor FakeA, Tensor FakeB, float Loss) TrainGenerators(Tensor a, Tensor b)
    {
        using var tape = tf.GradientTape();
        Tensor fakeB = AToB.Apply(a, training: true), fakeA = BToA.Apply(b, training: true);
        Tensor judgedA = OfA.Apply(fakeA, training: true), judgedB = OfB.Apply(fakeB, training: true);
        Tensor adversarial = Distance(judgedA, 1) + Distance(judgedB, 1);
        Tensor cycle = Difference(BToA.Apply(fakeB, training: true), a) + Difference(AToB.Apply(fakeA, training: true), b);
        Tensor identity = Difference(BToA.Apply(a, training: true), a) + Difference(AToB.Apply(b, training: true), b);
        Tensor loss = adversarial + CycleWeight * cycle + IdentityWeight * identity;
        IVariableV1[] weights = [.. AToB.trainable_variables, .. BToA.trainable_variables];
        _generators.apply_gradients(zip(tape.gradient(loss, weights), weights));
        return (fakeA, fakeB, (float)loss);
    }

    private float TrainDiscriminators(Tensor a, Tensor b, Tensor fakeA, Tensor fakeB)
    {
        using var tape = tf.GradientTape();
        Tensor ofA = Distance(OfA.Apply(a, training: true), 1) + Distance(OfA.Apply(fakeA, training: true), 0);
        Tensor ofB = Distance(OfB.Apply(b, training: true), 1) + Distance(OfB.Apply(fakeB, training: true), 0);
        Tensor loss = 0.5 * (ofA + ofB);
        IVariableV1[] weights = [.. OfA.trainable_variables, .. OfB.trainable_variables];
        _discriminators.apply_gradients(zip(tape.gradient(loss, weights), weights));
        return (float)loss;
    }

    /// <summary>Mean square of the distance from a target: the least-squares adversarial loss.</summary>
    private static Tensor Distance(Tensor judged, double target) => tf.reduce_mean(tf.square(judged - target));

    private static Tensor Difference(Tensor x, Tensor y) => tf.reduce_mean(tf.abs(x - y));

    /// <summary>Keeps past fakes, so that a discriminator does not forget what it learned to reject.</summary>
    /// <remarks>While it fills, images pass; then every second image, on average, changes places with a kept one.</remarks>
    private sealed class ImagePool
    {
        private const int Capacity = 50;

        /// <summary>Where its draws come from.</summary>
        public RandomStream Stream { get; } = RandomStream.Global.Split();

        // Variables, so that a checkpoint holds them.

        /// <summary>The images, [50, 28, 28, 1].</summary>
        public ResourceVariable Kept { get; } = ResourceVariable.Take(Tensor.Zeros((Capacity, 28, 28, 1)), trainable: false, "kept:0");

        /// <summary>How many there are, a single number.</summary>
        public ResourceVariable Filled { get; } = ResourceVariable.Take(Tensor.Zeros(Shape.Of(1)), trainable: false, "filled:0");

        public Tensor Mix(Tensor fakes)
        {
            int count = (int)fakes.shape[0], pixels = (int)(fakes.size / count);
            Tensor mixed = Tensor.Empty(fakes.shape);
            ReadOnlySpan<float> images = fakes.AsSpan<float>(), draws = RandomOps.Uniform((2, count), 0, 1, stream: Stream).AsSpan<float>();
            Span<float> kept = Kept.Operand.Span<float>(), filled = Filled.Operand.Span<float>();
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<float> image = images.Slice(i * pixels, pixels);
                Span<float> result = mixed.Span<float>().Slice(i * pixels, pixels);
                if (filled[0] == Capacity && draws[i] < 0.5f)
                {
                    int place = Math.Min(Capacity - 1, (int)(draws[count + i] * Capacity));
                    kept.Slice(place * pixels, pixels).CopyTo(result);
                    image.CopyTo(kept[(place * pixels)..]);
                    continue;
                }
                image.CopyTo(result);
                if (filled[0] < Capacity) image.CopyTo(kept[((int)filled[0]++ * pixels)..]);
            }
            GC.KeepAlive(fakes);
            return mixed;
        }
    }
}
