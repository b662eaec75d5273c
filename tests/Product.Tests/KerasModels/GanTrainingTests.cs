using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Loading;
using Tensorflow;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.KerasModels;

/// <summary>Protects the training steps of the three GANs: both sides learn, seeds decide, no memory is kept.</summary>
[TestClass]
[DoNotParallelize]
public sealed class GanTrainingTests
{
    [TestMethod]
    public void A_step_trains_generator_and_discriminator()
    {
        keras.utils.set_random_seed(1);
        var gan = new GanTraining();
        Tensor images = tf.random.uniform((8, 28, 28, 1), -1, 1);
        float[] generator = First(gan.Generator.Weights), discriminator = First(gan.Discriminator.Weights);
        (float first, float firstDiscriminator) = gan.TrainStep(images);
        Assert.IsTrue(float.IsFinite(first) && float.IsFinite(firstDiscriminator));
        CollectionAssert.AreNotEqual(generator, First(gan.Generator.Weights));
        CollectionAssert.AreNotEqual(discriminator, First(gan.Discriminator.Weights));
        float last = 0;
        for (int i = 0; i < 5; i++) (_, last) = gan.TrainStep(images);
        Assert.IsLessThan(firstDiscriminator, last, "The discriminator did not learn to tell noise from a generator's images.");
    }

    [TestMethod]
    public void The_papers_train_step_learns_on_digits()
    {
        const int Batch = 16, Count = 64;
        keras.utils.set_random_seed(1);
        var gan = new GanTraining();
        float[] pixels = Array.ConvertAll(SyntheticStrokes.Generate(Count, 10).Train.Images, pixel => pixel / 127.5f - 1);
        var losses = new List<(float Generator, float Discriminator)>();
        for (int step = 0; step < 12; step++)
        {
            ReadOnlySpan<float> batch = pixels.AsSpan(step % (Count / Batch) * Batch * 784, Batch * 784);
            losses.Add(gan.TrainStep(Tensor.From(batch, (Batch, 28, 28, 1))));
        }
        Assert.IsTrue(losses.All(loss => float.IsFinite(loss.Generator) && float.IsFinite(loss.Discriminator)), string.Join(" ", losses));
        Assert.IsLessThan(losses[0].Discriminator, losses.TakeLast(3).Average(loss => loss.Discriminator), string.Join(" ", losses));
    }

    [TestMethod]
    public void A_step_of_the_conditional_networks_uses_the_labels()
    {
        keras.utils.set_random_seed(2);
        var gan = new ConditionalGan();
        Tensor images = tf.random.uniform((4, 28, 28, 1), -1, 1), labels = tf.constant(new[] { 3, 1, 4, 1 });
        (float generator, float discriminator) = gan.TrainStep(images, labels);
        Assert.IsTrue(float.IsFinite(generator) && float.IsFinite(discriminator));
        keras.utils.set_random_seed(5);
        float[] threes = gan.Generate(tf.constant(new[] { 3 })).ToArray<float>();
        keras.utils.set_random_seed(5);
        float[] sevens = gan.Generate(tf.constant(new[] { 7 })).ToArray<float>();
        CollectionAssert.AreNotEqual(threes, sevens, "The label does not reach the image.");
    }

    [TestMethod]
    public void A_step_of_the_CycleGAN_trains_all_four_networks()
    {
        keras.utils.set_random_seed(3);
        var cycle = new CycleGanTraining();
        Tensor a = tf.random.uniform((2, 28, 28, 1), -1, 1), b = tf.random.uniform((2, 28, 28, 1), -1, 1);
        var before = new[] { cycle.AToB.Weights, cycle.BToA.Weights, cycle.OfA.Weights, cycle.OfB.Weights }.Select(First).ToArray();
        (float first, float judges) = cycle.TrainStep(a, b);
        Assert.IsTrue(float.IsFinite(first) && float.IsFinite(judges));
        var after = new[] { cycle.AToB.Weights, cycle.BToA.Weights, cycle.OfA.Weights, cycle.OfB.Weights }.Select(First).ToArray();
        for (int i = 0; i < 4; i++) CollectionAssert.AreNotEqual(before[i], after[i], $"Network {i} did not change.");
        float last = 0;
        for (int i = 0; i < 4; i++) (last, _) = cycle.TrainStep(a, b);
        Assert.IsLessThan(first, last, "Cycle and identity losses did not fall.");
    }

    private static float[] First(IReadOnlyList<ResourceVariable> weights) => weights[0].numpy().ToArray<float>();
}
