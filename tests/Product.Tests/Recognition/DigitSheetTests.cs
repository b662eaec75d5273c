using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Recognition;
using Tensorflow.IO;

namespace MlPipelines.Tests.Recognition;

/// <summary>Protects how much of handwriting on whole pages is read right, in order.</summary>
[TestClass]
public sealed class DigitSheetTests
{
    private const int Sheets = 300;

    [TestMethod]
    public void A_sheet_depends_on_its_number_alone()
    {
        DigitSet digits = SyntheticStrokes.Generate(1, 100).Test;
        DigitSheet first = DigitSheets.Make(digits, 7), again = DigitSheets.Make(digits, 7), other = DigitSheets.Make(digits, 8);
        CollectionAssert.AreEqual(first.Picture.Pixels, again.Picture.Pixels);
        CollectionAssert.AreNotEqual(first.Picture.Pixels, other.Picture.Pixels);
        Assert.IsInRange(5, 12, first.Digits.Length);
    }

    [TestMethod, Slow]
    [TestCategory("Slow")]
    public void Of_three_hundred_sheets_97_percent_of_the_digits_are_read_in_order()
    {
        DigitSet digits = IdxDataset.Mnist.ReadPart(Repository.RequireMnist(), train: false)!;
        int all = 0, wrong = 0;
        for (int number = 0; number < Sheets; number++)
        {
            DigitSheet sheet = DigitSheets.Make(digits, number);
            byte[] read = [.. PageReading.Read(sheet.Picture, TrainedCnn.Bundle).Select(digit => (byte)digit.Class)];
            all += sheet.Digits.Length;
            wrong += Edits(sheet.Digits, read);
        }
        double right = 1 - (double)wrong / all;
        Console.WriteLine($"{right:P2} of {all:N0} digits");
        Assert.IsGreaterThanOrEqualTo(0.97, right, $"{wrong} of {all} digits are missing, wrong or too many.");
    }

    /// <summary>How many digits must be changed, left out or put in to make one reading of the other (Levenshtein).</summary>
    private static int Edits(byte[] expected, byte[] read)
    {
        int[] row = [.. Enumerable.Range(0, read.Length + 1)];
        for (int i = 1; i <= expected.Length; i++)
        {
            int before = row[0];
            row[0] = i;
            for (int j = 1; j <= read.Length; j++)
            {
                int changed = before + (expected[i - 1] == read[j - 1] ? 0 : 1);
                before = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
