using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Tests.Loading;
using MlPipelines.Tests.Training;
using Tensorflow.IO;

namespace MlPipelines.Tests.Augmentation;

/// <summary>Protects what is appended to training rows by generative networks, here by fakes of them.</summary>
[TestClass]
public sealed class GeneratedDigitsTests
{
    private static readonly DigitView Rows = OneHotDigits.Real.AsDataView();

    private readonly MLContext _ml = new(1);

    private GeneratedDigitsTransformer Gan(int count, ulong seed = 1, int never = -1) => _ml.Transforms.AppendGanDigits(_ml, new GanDigits.Options
    {
        Count = count,
        Generator = OneHotDigits.Drawing(never),
        Classifier = OneHotDigits.Classifier,
        Seed = seed,
        BatchSize = 32,
    }).Fit(Rows);

    [TestMethod]
    public void Gan_digits_are_labelled_balanced_and_sure_and_what_was_thrown_away_is_counted()
    {
        GeneratedDigitsTransformer step = Gan(53);
        CollectionAssert.AreEqual(new[] { 6, 6, 6, 5, 5, 5, 5, 5, 5, 5 }, step.Digits.ClassCounts());
        for (int i = 0; i < 53; i++) Assert.AreEqual(255, step.Digits.Image(i)[step.Digits.Labels[i]], "no blank image, and the label of its ink");
        GeneratedDigitsReport report = step.Report;
        Assert.AreEqual(report.Draws, report.Made + report.LowConfidence + report.ClassFull);
        Assert.IsGreaterThan(0L, report.ClassFull);
        Assert.IsGreaterThanOrEqualTo(report.Draws / 4, report.LowConfidence);
        Assert.AreEqual(0, report.Shortfall);
    }

    [TestMethod]
    public void A_seed_repeats_the_digits_and_another_one_does_not()
    {
        CollectionAssert.AreEqual(Gan(40).Digits.Images, Gan(40).Digits.Images);
        CollectionAssert.AreNotEqual(Gan(40).Digits.Images, Gan(40, seed: 2).Digits.Images);
    }

    [TestMethod]
    public void A_class_that_is_never_drawn_is_given_up_after_20_draws_an_image_and_reported()
    {
        var warnings = new List<string>();
        _ml.Log += (_, m) =>
        {
            if (m.Source == nameof(GanDigits) && m.Kind == ChannelMessageKind.Warning) warnings.Add(m.RawMessage);
        };
        GeneratedDigitsReport report = Gan(30, never: 7).Report;
        Assert.AreEqual(600L, report.Draws);
        Assert.AreEqual(3, report.Shortfall);
        Assert.AreEqual(0, report.PerClass[7]);
        Assert.AreEqual(27, report.Made);
        Assert.HasCount(1, warnings);
        Assert.MatchesRegex(@"^27 of 30 digits of 600 draws; thrown away: \d+ unsure, \d+ of full classes; short of: 7 \(3\)$", warnings[0]);
    }

    [TestMethod]
    public void A_generator_of_blanks_leaves_the_rows_as_they_are()
    {
        GeneratedDigitsTransformer step = _ml.Transforms.AppendGanDigits(_ml, new GanDigits.Options
        {
            Count = 5,
            Generator = (count, _, _) => OneHotDigits.Make([.. Enumerable.Repeat(-1, count)], _ => 0),
            Classifier = OneHotDigits.Classifier,
        }).Fit(Rows);
        Assert.AreEqual(100L, step.Report.LowConfidence);
        Assert.AreSame(Rows, step.Transform(Rows));
    }

    [TestMethod]
    public void Rows_follow_the_input_with_synthetic_ids_and_survive_every_pass()
    {
        GeneratedDigitsTransformer step = Gan(53);
        IDataView view = step.Transform(Rows);
        List<ImageRow> rows = ViewRows.Read(view);
        Assert.HasCount(173, rows);
        for (int i = 0; i < 120; i++) Assert.AreEqual((long)i, rows[i].Id);
        for (int i = 0; i < 53; i++)
        {
            Assert.IsTrue(ImageColumns.IsSynthetic(rows[120 + i].Id!.Value));
            Assert.AreEqual(step.Digits.Labels[i] + 1u, rows[120 + i].Label);
            CollectionAssert.AreEqual(step.Digits.Image(i).ToArray(), rows[120 + i].Pixels);
        }
        Assert.HasCount(173, ViewRows.Read(view, random: new Random(3)).Select(row => row.Id).Distinct());
    }

    [TestMethod]
    public void A_classifier_is_trained_on_the_original_rows_where_none_is_given()
    {
        IDataView copied = _ml.Transforms.AugmentImages(_ml, copies: 2).Fit(Tiny.Train.AsDataView()).Transform(Tiny.Train.AsDataView());
        var options = new GanDigits.Options { Count = 20, Generator = (count, seed, _) => Tiny.Test.Take(count), BatchSize = 50, Confidence = 0 };
        GeneratedDigitsTransformer own = _ml.Transforms.AppendGanDigits(_ml, options with { ClassifierTrainer = new Pipelines.Training.KerasTrainer(_ml, Tiny.Options()) })
            .Fit(copied);
        GeneratedDigitsTransformer given = _ml.Transforms.AppendGanDigits(_ml, options with { Classifier = Tiny.Fit(Tiny.Options()) }).Fit(copied);
        CollectionAssert.AreEqual(given.Digits.Labels, own.Digits.Labels);
        Assert.AreEqual(given.Report.Draws, own.Report.Draws);
        GeneratedDigitsTransformer cnn = _ml.Transforms.AppendGanDigits(_ml, options).Fit(copied);
        Assert.AreEqual(cnn.Report.Draws, cnn.Report.Made + cnn.Report.ClassFull, "the CNN of paper 1, at no confidence asked");
    }

    [TestMethod]
    public void Conditional_gan_digits_are_of_each_class_in_turn()
    {
        GeneratedDigitsTransformer step = _ml.Transforms.AppendConditionalGanDigits(_ml,
            new ConditionalGanDigits.Options { Count = 45, Generator = OneHotDigits.Asked, BatchSize = 16 }).Fit(Rows);
        CollectionAssert.AreEqual(new[] { 5, 5, 5, 5, 5, 4, 4, 4, 4, 4 }, step.Digits.ClassCounts());
        for (int i = 0; i < 45; i++) Assert.AreEqual(255, step.Digits.Image(i)[i % 10]);
        Assert.AreEqual("45 of 45 digits of 45 draws", step.Report.ToString());
    }

    [TestMethod]
    public void Generators_see_the_original_training_rows_only()
    {
        IDataView copied = _ml.Transforms.AugmentImages(_ml, copies: 2).Fit(Rows).Transform(Rows);
        DigitSet? seen = null;
        _ml.Transforms.AppendConditionalGanDigits(_ml, new ConditionalGanDigits.Options
        {
            Count = 3,
            Train = real =>
            {
                seen = real;
                return OneHotDigits.Asked;
            },
        }).Fit(copied);
        CollectionAssert.AreEqual(OneHotDigits.Real.Images, seen!.Images);
        CollectionAssert.AreEqual(OneHotDigits.Real.Labels, seen.Labels);
        IDataView made = Gan(20).Transform(Rows.Select([]));
        Assert.Contains("no original row", Assert.ThrowsExactly<ArgumentException>(() => Gan2(made)).Message);

        void Gan2(IDataView view) => _ml.Transforms.AppendCycleGanDigits(_ml, new CycleGanDigits.Options { Translator = OneHotDigits.Inverted }).Fit(view);
    }

    [TestMethod]
    public void Cycle_gan_digits_carry_their_labels_over()
    {
        GeneratedDigitsTransformer Cycle(int? count, ulong seed = 0) => _ml.Transforms.AppendCycleGanDigits(_ml,
            new CycleGanDigits.Options { Count = count, Translator = OneHotDigits.Inverted, BatchSize = 50, Seed = seed }).Fit(Rows);
        GeneratedDigitsTransformer all = Cycle(null);
        CollectionAssert.AreEqual(OneHotDigits.Inverted(OneHotDigits.Real).Images, all.Digits.Images);
        CollectionAssert.AreEqual(OneHotDigits.Real.Labels, all.Digits.Labels);
        GeneratedDigitsTransformer some = Cycle(40);
        Assert.IsTrue(some.Digits.ClassCounts().All(n => n == 4), "classes in the rows' proportions");
        CollectionAssert.AreNotEqual(some.Digits.Images, Cycle(40, seed: 5).Digits.Images);
        for (int i = 0; i < 40; i++) Assert.AreEqual(0, some.Digits.Image(i)[some.Digits.Labels[i]]);
        GeneratedDigitsReport tooMany = Cycle(150).Report;
        Assert.AreEqual(30, tooMany.Shortfall);
        Assert.AreEqual(120, tooMany.Made);
    }

    [TestMethod]
    public void Images_that_do_not_fit_are_refused()
    {
        void Refused(string expected, DigitGenerator generator) => Assert.Contains(expected, Assert.ThrowsExactly<ArgumentException>(() =>
            _ml.Transforms.AppendConditionalGanDigits(_ml, new ConditionalGanDigits.Options { Count = 4, Generator = generator }).Fit(Rows)).Message);
        Refused("gave 2 images; 4 were asked for", (_, seed, labels) => OneHotDigits.Asked(2, seed, [.. labels!.Take(2)]));
        Refused("gives images of 28 x 28; the training rows are of 4 x 4", (count, _, _) => TemporaryData.Digits(count, 1));
        Refused("image 0 the label 5; 0 was asked for", (count, seed, labels) => OneHotDigits.Asked(count, seed, [.. labels!.Select(l => (byte)(l + 5))]));
        Refused("gave null", (_, _, _) => null!);
    }

    [TestMethod]
    public void Settings_and_columns_that_cannot_be_are_refused()
    {
        void Refused(string expected, Func<GanDigits.Options, GanDigits.Options> change) => Assert.Contains(expected, Assert.Throws<ArgumentException>(() =>
            _ml.Transforms.AppendGanDigits(_ml, change(new GanDigits.Options { Count = 4, Generator = OneHotDigits.Drawing() }))).Message);
        Refused("Count = 0", o => o with { Count = 0 });
        Refused("neither Generator and Train", o => o with { Generator = null });
        Refused("both Generator and Train", o => o with { Train = _ => OneHotDigits.Drawing() });
        Refused("confidence 1.5", o => o with { Confidence = 1.5 });
        Refused("Got 0 draws", o => o with { DrawsPerImage = 0 });
        Refused("batches of 0", o => o with { BatchSize = 0 });
        Refused("series 1001", o => o with { Series = 1001 });
        Refused("a Classifier and a ClassifierTrainer", o => o with { Classifier = OneHotDigits.Classifier, ClassifierTrainer = OneHotDigits.Trainer() });
        IDataView more = _ml.Transforms.CopyColumns("Again", "Label").Fit(Rows).Transform(Rows);
        Assert.Contains("Again", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.AppendConditionalGanDigits(_ml,
            new ConditionalGanDigits.Options { Count = 1, Generator = OneHotDigits.Asked }).Fit(more)).Message);
        Assert.Contains("rows have images of 28 x 28, the digits were generated for rows of 4 x 4",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Gan(10).Transform(Tiny.Test.AsDataView())).Message);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => _ml.Transforms.AppendConditionalGanDigits(_ml,
            new ConditionalGanDigits.Options { Count = 1, Generator = OneHotDigits.Asked, CancellationToken = stop.Token }).Fit(Rows));
    }

    [TestMethod]
    public void A_chain_trains_with_the_digits_and_scores_without_them()
    {
        var chain = _ml.Transforms.AppendConditionalGanDigits(_ml, new ConditionalGanDigits.Options { Count = 30, Generator = OneHotDigits.Asked })
            .Append(OneHotDigits.Trainer()).Fit(Rows);
        Assert.AreEqual(150L, chain.Transform(Rows).GetRowCount());
        Assert.AreEqual(120L, chain.GetModelFor(TransformerScope.Scoring).Transform(Rows).GetRowCount());
    }

    [TestMethod]
    public void Digits_are_saved_as_idx_files_and_sheets()
    {
        using var folder = new TemporaryData();
        DigitSet digits = Gan(53).Digits;
        IReadOnlyList<string> files = GeneratedDigitsFiles.Save(digits, folder["out"], "gan", sheets: 9, columns: 4, enlarge: 3);
        CollectionAssert.AreEqual(new[] { "gan-images-idx3-ubyte", "gan-labels-idx1-ubyte", "gan-sheet-1.png", "gan-sheet-2.png" },
            files.Select(Path.GetFileName).ToArray());
        DigitSet read = Idx.ReadPair(files[0], files[1]);
        CollectionAssert.AreEqual(digits.Images, read.Images);
        CollectionAssert.AreEqual(digits.Labels, read.Labels);
        ImageData sheet = ImageFile.Read(files[2]);
        Assert.AreEqual((10 * 13 - 1, 4 * 13 - 1), (sheet.Height, sheet.Width));
        // The ink of the third class's first image: its pixel 2, in the middle of the three pixels it became.
        Assert.AreEqual(255, sheet.Pixels[(2 * 13 + 1) * sheet.Width * sheet.Channels + (2 * 3 + 1) * sheet.Channels]);
        Assert.Contains("Got no images", Assert.ThrowsExactly<ArgumentException>(() => GeneratedDigitsFiles.Save(digits.Take(0), folder["out"])).Message);
    }
}
