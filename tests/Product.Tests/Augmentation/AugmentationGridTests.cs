using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Tests.Loading;
using Tensorflow.IO;

namespace MlPipelines.Tests.Augmentation;

/// <summary>Protects the sheet to look at: its size, its rows, and that it shows what training gets.</summary>
[TestClass]
public sealed class AugmentationGridTests
{
    [TestMethod]
    public void The_sheet_has_a_row_for_each_option_that_is_on_and_one_for_all()
    {
        using var data = new TemporaryData();
        byte[] image = TemporaryData.Digits(1, seed: 2, side: 6).Image(0).ToArray(), changed = new byte[36];
        var augmentation = new ClassicalAugmentation { FlipHorizontal = 1, ShiftX = (-2, 2) };
        IReadOnlyList<string> rows = AugmentationGrid.Save(data["sheet.png"], augmentation, image, new ImageShape(6, 6), copies: 3, enlarge: 2, seed: 9);
        CollectionAssert.AreEqual(new[] { "shift to the right by -2 to 2 pixels", "left and right change places", "all" }, rows.ToArray());
        ImageData sheet = ImageFile.Read(data["sheet.png"]);
        Assert.AreEqual((38, 51, 1), (sheet.Height, sheet.Width, sheet.Channels));
        for (int i = 0; i < 36; i++)
        {
            Assert.AreEqual(image[i], sheet.Pixels[i / 6 * 2 * 51 + i % 6 * 2]);
            augmentation.Apply(image, changed, 6, 6, 1, 9, 0, 3);
            Assert.AreEqual(changed[i], sheet.Pixels[(26 + i / 6 * 2 + 1) * 51 + 39 + i % 6 * 2 + 1]);
        }
        Assert.ThrowsExactly<ArgumentException>(() => AugmentationGrid.Save(data["other.png"], augmentation, image, new ImageShape(6, 5)));
        Assert.IsFalse(File.Exists(data["other.png"]));
    }
}
