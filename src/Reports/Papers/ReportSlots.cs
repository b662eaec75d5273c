using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Reports.Papers;

/// <summary>The parts of the report: every table, figure and listing of the five papers in their order, and what we add.</summary>
public static class ReportSlots
{
    private static readonly RunSelection s_cnn = new("gan", "cnn", "augmentation", "none"), s_bilstm = new("gan", "cnn_bilstm", "augmentation", "none");
    private static readonly RunSelection s_cycleCnn = Cycle("cnn", "cyclegan"), s_cycleBilstm = Cycle("cnn_bilstm", "cyclegan");
    private static readonly RunSelection s_cyclePlainCnn = Cycle("cnn", "none"), s_cyclePlainBilstm = Cycle("cnn_bilstm", "none");
    private static readonly TableRow[] s_domains =
        [new("MNIST to styles", new("cyclegan", "cyclegan-styles")), new("MNIST to USPS", new("cyclegan", "cyclegan-usps"))];
    private static readonly TableRow[] s_gans = [new("DCGAN", new("gan", "dcgan")), new("conditional GAN", new("gan", "cgan"))];
    private static readonly int[] s_small = [100, 1000, 10000];
    private static readonly RunSelection s_mlp = new("mlp", "mlp", "regularization", "none"), s_dense = new("dense", "dense");
    private static readonly string[] s_searches = ["grid", "random", "bayes", "evolution", "halving"];
    private static readonly string[] s_scores = ["accuracy", "precision", "recall", "f1"];

    /// <summary>All slots, paper by paper.</summary>
    public static IReadOnlyList<ReportSlot> All { get; } = [.. Gan(), .. CycleGan(), .. Depth(), .. Mlp(), .. Dense()];

    private static RunSelection Augmented(string model, string augmentation) => new("gan", model, "augmentation", augmentation);

    private static RunSelection Cycle(string model, string augmentation) => new("cyclegan", model, "augmentation", augmentation);

    private static RunSelection Small(int images, string augmentation) => Augmented($"cnn-{images}", augmentation);

    private static RunSelection Layers(int n) => new("depth", $"depth{n}");

    private static ReportSlot[] Gan() =>
    [
        new("gan", "Fig. 3", "Generator and discriminator",
            new ListingFill("Gan.cs", ("Sequential Generator()", "Dense(7 * 7"), ("layers.BatchNormalization()", "tanh"),
                ("Sequential Discriminator()", "keras.Input"), ("layers.Conv2D(64, (5, 5)", "layers.Dense(1)"))),
        new("gan", "Fig. 4", "Losses and optimizers", new ListingFill("Gan.cs", ("ILossFunc cross_entropy", "discriminator_optimizer"),
            ("Tensor GeneratorLoss", "cross_entropy.Call"), ("Tensor DiscriminatorLoss", "return total_loss"))),
        new("gan", "Fig. 5", "CNN", new ListingFill("Gan.cs", ("Sequential Cnn()", "]);"))),
        new("gan", "Fig. 6", "CNN-BiLSTM", new ListingFill("Gan.cs", ("Sequential CnnBiLstm()", "]);"))),
        new("gan", "Fig. 7", "One training step of the GAN",
            new ListingFill("Gan.cs", ("TrainStep(Tensor images)", "discriminator_optimizer.apply_gradients"))),
        new("gan", "Fig. 8", "How the CNN is trained", new SettingsFill(s_cnn)),
        new("gan", "Fig. 9", "Generated digits at the last epoch", new SheetsFill([s_gans[0]], 0, 1)),
        new("gan", "ours: conditional samples", "Digits of the conditional GAN at the last epoch", new SheetsFill([s_gans[1]], 0, 1)),
        new("gan", "Fig. 10", "Evaluation of the CNN-BiLSTM", new ReportFill(s_bilstm)),
        new("gan", "Fig. 11", "Training log of the CNN", new LogFill(s_cnn)),
        new("gan", "Curves", "Accuracy and loss of the CNN over the epochs", new CurvesFill(s_cnn, "accuracy", "loss")),
        new("gan", "Table I", "Precision, recall, F1 and accuracy", new TableFill(
            [new("CNN", Augmented("cnn", "gan+32")), new("CNN-BiLSTM", Augmented("cnn_bilstm", "gan+32"))], s_scores)),
        new("gan", "Table II", "Accuracy before and after augmentation", new TableFill(
            [new("CNN, before", s_cnn), new("CNN, after", Augmented("cnn", "gan+32")), new("CNN-BiLSTM, before", s_bilstm),
                new("CNN-BiLSTM, after", Augmented("cnn_bilstm", "gan+32"))], ["accuracy", "seconds"], Bars: true)),
        new("gan", "ours: significance", "Is augmentation better beyond chance?", new SignificanceFill(
        [
            .. new[] { ("+32", "gan+32"), ("+6,000", "gan+6000"), ("+60,000", "gan+60000"), ("conditional +6,000", "cgan+6000"), ("classical", "classical") }
                .Select(a => new ComparedPair($"CNN, {a.Item1}", s_cnn, Augmented("cnn", a.Item2))),
            .. new[] { ("+32", "gan+32"), ("+6,000", "gan+6000"), ("+60,000", "gan+60000"), ("conditional +6,000", "cgan+6000") }
                .Select(a => new ComparedPair($"CNN-BiLSTM, {a.Item1}", s_bilstm, Augmented("cnn_bilstm", a.Item2))),
        ])),
        new("gan", "Section II, tuning", "Grid of learning rates, epochs and batch sizes", new TuningFill(
            [new("CNN", new("gan", "cnn-grid")), new("CNN-BiLSTM", new("gan", "cnn_bilstm-grid"))])),
        new("gan", "Section III.5.d", "Error analysis: digits taken for each other by the CNN", new ConfusedPairsFill(s_cnn)),
        new("gan", "Confusion matrix", "Confusion matrix of the CNN", new MatrixFill(s_cnn)),
        new("gan", "ours: GAN training", "Losses of the GANs over the epochs", new GeneratorCurvesFill(s_gans)),
        new("gan", "ours: quality", "How good the generated digits are", new QualityFill(
        [
            .. s_gans,
            .. s_small.SelectMany(n => new TableRow[]
                { new($"DCGAN, {n:N0} images", new("gan", $"dcgan-{n}")), new($"conditional GAN, {n:N0} images", new("gan", $"cgan-{n}")) }),
        ])),
        new("gan", "ours: amounts", "32, 6,000 and 60,000 generated images", new CrossTableFill("generated images", ["CNN", "CNN-BiLSTM"],
            [.. new[] { ("none", "none"), ("+32", "gan+32"), ("+6,000", "gan+6000"), ("+60,000", "gan+60000") }
                .Select(a => new CrossRow(a.Item1, [Augmented("cnn", a.Item2), Augmented("cnn_bilstm", a.Item2)]))])),
        new("gan", "ours: labels", "Pseudo-labels and a conditional GAN", new TableFill(
            [new("pseudo-labels", Augmented("cnn", "gan+6000")), new("conditional GAN", Augmented("cnn", "cgan+6000"))], s_scores)),
        new("gan", "ours: classical", "Rotation, translation, scaling and flipping", new TableFill(
            [.. new[] { "none", "rotation", "translation", "scaling", "flipping", "classical" }.Select(a => new TableRow(a, Augmented("cnn", a)))], ["accuracy"], Bars: true)),
        new("gan", "ours: text", "The CNN-BiLSTM of section II's text beside the listing's", new TableFill(
            [new("listing", s_bilstm), new("text", new("gan", "cnn_bilstm_text"))], s_scores)),
        new("gan", "Further work", "An attention variant of the CNN-BiLSTM", new TableFill(
            [new("CNN-BiLSTM", s_bilstm), new("with attention", new("gan", "cnn_bilstm_attention"))], s_scores)),
        new("gan", "ours: small data", "The same question with 100, 1,000 and 10,000 real images", new CrossTableFill("real images",
            ["none", "classical", "GAN", "conditional GAN"],
            [.. s_small.Select(n => new CrossRow($"{n:N0}", [Small(n, "none"), Small(n, "classical"), Small(n, "gan"), Small(n, "cgan")]))])),
        new("gan", "ours: small data, significance", "Is augmentation of few images better beyond chance?", new SignificanceFill(
            [.. s_small.SelectMany(n => new[] { ("classical", "classical"), ("GAN", "gan"), ("conditional GAN", "cgan") }
                .Select(a => new ComparedPair($"{n:N0} images, {a.Item1}", Small(n, "none"), Small(n, a.Item2))))])),
    ];

    private static ReportSlot[] CycleGan() =>
    [
        new("cyclegan", "Fig. 2", "Original digits", new SheetsFill([s_domains[0]], 0)),
        new("cyclegan", "Fig. 3", "Digits after augmentation", new SheetsFill(s_domains, 1)),
        new("cyclegan", "ours: back", "The translated digits, translated back", new SheetsFill(s_domains, 2)),
        new("cyclegan", "ours: CycleGAN training", "Losses of the CycleGANs over the epochs", new GeneratorCurvesFill(s_domains)),
        new("cyclegan", "ours: quality", "How good the translated digits are", new QualityFill(s_domains)),
        new("cyclegan", "Fig. 5", "Accuracy and loss of the CNN", new CurvesFill(s_cycleCnn, "accuracy", "loss")),
        new("cyclegan", "Fig. 6", "Accuracy and loss of the CNN-BiLSTM", new CurvesFill(s_cycleBilstm, "accuracy", "loss")),
        new("cyclegan", "Fig. 7", "CNN against CNN-BiLSTM",
            new TableFill([new("CNN", s_cycleCnn), new("CNN-BiLSTM", s_cycleBilstm)], ["accuracy", "test_loss", "f1"], Bars: true)),
        new("cyclegan", "Fig. 8", "Confusion matrix of the CNN", new MatrixFill(s_cycleCnn)),
        new("cyclegan", "Fig. 9", "Confusion matrix of the CNN-BiLSTM", new MatrixFill(s_cycleBilstm)),
        new("cyclegan", "Fig. 10", "Classification report of the CNN", new ReportFill(s_cycleCnn)),
        new("cyclegan", "Fig. 11", "Classification report of the CNN-BiLSTM", new ReportFill(s_cycleBilstm)),
        new("cyclegan", "ours: before and after", "Both models without and with CycleGAN augmentation", new TableFill(
            [new("CNN, before", s_cyclePlainCnn), new("CNN, after", s_cycleCnn), new("CNN-BiLSTM, before", s_cyclePlainBilstm),
                new("CNN-BiLSTM, after", s_cycleBilstm)], ["accuracy", "test_loss", "f1", "seconds"], Bars: true)),
        new("cyclegan", "Further work", "No, classical, DCGAN, conditional GAN and CycleGAN augmentation at equal budget", new TableFill(
            [.. new[] { "none", "classical", "dcgan", "cgan", "cyclegan" }.Select(a => new TableRow(a, Cycle("cnn", a)))], ["accuracy", "f1"], Bars: true)),
        new("cyclegan", "ours: significance", "Is augmentation better beyond chance?", new SignificanceFill(
        [
            new("CNN, CycleGAN", s_cyclePlainCnn, s_cycleCnn), new("CNN-BiLSTM, CycleGAN", s_cyclePlainBilstm, s_cycleBilstm),
            .. new[] { ("classical", "classical"), ("DCGAN", "dcgan"), ("conditional GAN", "cgan") }
                .Select(a => new ComparedPair($"CNN, {a.Item1}", s_cyclePlainCnn, Cycle("cnn", a.Item2))),
        ])),
        new("cyclegan", "ours: usps", "A CNN that never saw a labelled USPS digit, tested on USPS", new TableFill(
            [new("trained on MNIST", Cycle("usps-cnn", "none")), new("trained on MNIST translated to USPS", Cycle("usps-cnn", "cyclegan"))],
            ["accuracy", "f1"], Bars: true)),
    ];

    private static ReportSlot[] Depth()
    {
        int[] depths = [1, 2, 3, 4];
        return
        [
            .. depths.SelectMany(n => new ReportSlot[]
            {
                new("depth", $"Fig. {2 * n + 2}", $"Accuracy with {n} convolution layer{(n == 1 ? "" : "s")}", new CurvesFill(Layers(n), "accuracy"),
                    Text: $"Section 3.{n}"),
                new("depth", $"Fig. {2 * n + 3}", $"Confusion matrix with {n} layer{(n == 1 ? "" : "s")}", new MatrixFill(Layers(n))),
            }),
            new("depth", "Section 3.5", "Accuracy, precision, recall and F1 of the four models", new TableFill(
                [.. depths.Select(n => new TableRow($"{n} layer{(n == 1 ? "" : "s")}", Layers(n)))], [.. s_scores, "train_accuracy"], Bars: true, BarMetrics: s_scores.Length)),
            new("depth", "Section 2.5", "Stratified k-fold cross-validation", new FoldsFill(new("depth", "depth2-fold"))),
            new("depth", "Fig. 12", "Predictions of the best model", new PredictionsFill(new("depth", "best"))),
        ];
    }

    private static ReportSlot[] Mlp()
    {
        RunSelection Search(string name) => new("mlp", "mlp_tuned", "search", name);
        RunSelection Regular(string name) => new("mlp", "mlp", "regularization", name);
        return
        [
            new("mlp", "Section V", "Results: training and test accuracy",
                new TableFill([new("MLP", s_mlp), new("MLP, split 60/20/20", new("mlp", "mlp_split"))], ["accuracy", "train_accuracy", "test_loss", "seconds"])),
            new("mlp", "Curves", "Accuracy and loss over the epochs", new CurvesFill(s_mlp, "accuracy", "loss")),
            new("mlp", "Confusion matrix", "Confusion matrix of the MLP", new MatrixFill(s_mlp)),
            new("mlp", "Classification report", "Classification report of the MLP", new ReportFill(s_mlp)),
            new("mlp", "Predictions", "Recognized and not recognized digits", new PredictionsFill(s_mlp)),
            new("mlp", "Section IV.2", "Grid, random, Bayesian and evolutionary search at the same budget, and successive halving", new TableFill(
                [.. s_searches.Select(s => new TableRow(s, Search(s))),
                    new("the best of one hidden layer", new("mlp", "mlp_one_layer"))],
                ["accuracy", "val_accuracy", "trials", "trial_epochs", "search_seconds"], Bars: true)),
            new("mlp", "ours: trials", "What the searches tried", new SearchFill(new("mlp", "mlp_trial"), MlpExperiment.Space, s_searches)),
            new("mlp", "Section IV.3", "Regularization: L1, L2 and dropout", new TableFill(
                [.. new[] { "none", "L1", "L2", "dropout" }.Select(r => new TableRow(r, Regular(r)))], ["accuracy", "train_accuracy"])),
            new("mlp", "Section VI", "SVM, MLP and CNN by accuracy and time", new TableFill(
                [new("linear SVM", new("mlp", "svm")), new("MLP", s_mlp), new("CNN", new("mlp", "cnn"))],
                ["accuracy", "train_accuracy", "seconds"], Bars: true)),
            new("mlp", "Further work: models", "CNN, BiLSTM and vision transformer", new TableFill(
                [new("CNN", new("mlp", "cnn")), new("CNN-BiLSTM", new("mlp", "cnn_bilstm")),
                    new("vision transformer", new("mlp", "vision_transformer"))], s_scores)),
            new("mlp", "Further work: ensembles", "Bagged, averaged and stacked ensembles", new TableFill(
                [.. new[] { "bagged", "averaged", "stacked" }.Select(e => new TableRow($"MLPs, {e}", new("mlp", $"ensemble_{e}"))), new("CNNs, averaged", new("mlp", "ensemble_cnn"))],
                ["accuracy", "members_mean", "members_best", "seconds"], Bars: true)),
            new("mlp", "Further work: transfer", "A CNN trained on USPS, and one of MNIST fine-tuned on USPS", new TableFill(
                [new("trained on USPS", new("mlp", "usps_scratch")), new("fine-tuned", new("mlp", "fine_tuned"))], ["accuracy", "seconds"], Bars: true)),
        ];
    }

    private static ReportSlot[] Dense() =>
    [
        new("dense", "Fig. 5", "The layer", new ListingFill("Dense.cs", ("public DenseNN(", "return y; "))),
        new("dense", "Fig. 6", "The network and its loss", new ListingFill("Dense.cs", ("class SequentialModule", "public Tensor Call"),
            ("Tensor CrossEntropy(", "tf.reduce_mean"))),
        new("dense", "Fig. 7", "Settings", new SettingsFill(s_dense)),
        new("dense", "Fig. 8", "The training loop", new ListingFill("Dense.cs", ("IOptimizer opt", "epoch_ended?.Invoke"))),
        new("dense", "Fig. 9", "Accuracy for training and test images", new CurvesFill(s_dense, "accuracy")),
        new("dense", "Fig. 10", "Loss for training and test images", new CurvesFill(s_dense, "loss")),
        new("dense", "Section 6", "Results", new TableFill([new("784-128-10", s_dense)], ["accuracy", "train_accuracy", "test_loss", "train_loss"])),
        new("dense", "Fig. 11", "Classification report", new ReportFill(s_dense)),
        new("dense", "Confusion matrix", "Confusion matrix", new MatrixFill(s_dense)),
        new("dense", "Fig. 12", "Recognized and not recognized digits", new PredictionsFill(s_dense)),
        new("dense", "Cross-validation", "Stratified k-fold cross-validation", new FoldsFill(new("dense", "dense-fold"))),
        new("dense", "ours: the slip", "10 epochs, as the printed loop has it, and 20, as the text says", new TableFill(
            [new("20 epochs", s_dense), new("10 epochs", new("dense", "dense-10-epochs"))], ["accuracy", "train_accuracy", "test_loss", "train_loss"], Bars: true)),
    ];
}
