using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Tests.Generation;

namespace MlPipelines.Tests.Augmentation;

/// <summary>Protects the second domains of a CycleGAN: halves that share no image, and digits where MNIST would have them.</summary>
[TestClass]
public sealed class DigitDomainTests
{
    [TestMethod]
    public void Styles_halve_a_set_and_change_one_half_the_same_way_each_time()
    {
        DigitSet digits = GenerationSample.Digits;
        (DigitSet plain, DigitSet styled) = DigitDomains.Styles(digits, 3);
        Assert.AreEqual(digits.Count, plain.Count + styled.Count);
        for (int i = 0; i < plain.Count; i++)
        {
            CollectionAssert.AreEqual(digits.Image(2 * i).ToArray(), plain.Image(i).ToArray());
            Assert.AreEqual(digits.Labels[2 * i + 1], styled.Labels[i]);
            CollectionAssert.AreNotEqual(digits.Image(2 * i + 1).ToArray(), styled.Image(i).ToArray());
        }
        CollectionAssert.AreEqual(styled.Images, DigitDomains.Styles(digits, 3).Styled.Images);
        CollectionAssert.AreNotEqual(styled.Images, DigitDomains.Styles(digits, 4).Styled.Images);
        // Thicker strokes: more ink.
        Assert.IsGreaterThan(1.2 * plain.Images.Average(p => p), styled.Images.Average(p => p));
    }

    [TestMethod]
    public void A_centred_digit_is_20_x_20_with_its_mass_in_the_middle_and_a_blank_one_stays_blank()
    {
        byte[] images = new byte[2 * 16 * 16];
        // A spot off the middle: rows 6 to 9, columns 4 to 7 of the first image.
        for (int y = 6; y < 10; y++) images.AsSpan(y * 16 + 4, 4).Fill(200);
        DigitSet centred = DigitDomains.Centred(new DigitSet(images, [7, 3], 16, 16));
        Assert.AreEqual((28, 28), (centred.Height, centred.Width));
        CollectionAssert.AreEqual(new byte[] { 7, 3 }, centred.Labels);
        double mass = 0, x = 0, y0 = 0;
        for (int i = 0; i < 28 * 28; i++)
        {
            byte value = centred.Image(0)[i];
            (mass, x, y0) = (mass + value, x + value * (i % 28), y0 + value * (i / 28));
        }
        Assert.AreEqual(14, x / mass, 0.51);
        Assert.AreEqual(14, y0 / mass, 0.51);
        Assert.AreEqual(200, centred.Image(0).ToArray().Max());
        Assert.IsTrue(centred.Image(1).IndexOfAnyExcept((byte)0) < 0);
        Assert.Contains("3 channels", Assert.ThrowsExactly<NotSupportedException>(() => DigitDomains.Centred(new DigitSet(new byte[12], [0], 2, 2, 3))).Message);
    }
}
