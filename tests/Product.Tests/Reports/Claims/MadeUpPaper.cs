using System.Globalization;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Reports.Claims;

namespace MlPipelines.Tests.Reports.Claims;

/// <summary>
/// A paper that never was and agrees with itself: two models' reports from random confusion matrices, a log, a table, an abstract, counts,
/// splits and orders, with every number rounded as papers print them.
/// </summary>
internal sealed class MadeUpPaper
{
    private readonly List<ClaimCheck> _checks = [];

    public MadeUpPaper(int seed)
    {
        var random = new Random(seed);
        const int Classes = 10;
        int[] supports = new int[Classes];
        for (int i = 0; i < Classes; i++) supports[i] = random.Next(40, 160);
        ConfusionMatrix better = Matrix(random, supports, 0.97), worse = Matrix(random, supports, 0.85);
        if (better.Correct < worse.Correct) (better, worse) = (worse, better);
        Images = (int)better.Total;

        Count("data.test", "Section 2", "test.images", Images);
        Report("a", "Fig. 1", better);
        Report("b", "Fig. 2", worse);
        Value("abstract.a", "Abstract", "a.accuracy", 100 * better.Accuracy, 1, "%");
        Value("abstract.b", "Abstract", "b.accuracy", 100 * worse.Accuracy, 1, "%");
        // Equal after rounding is no contradiction to an order, so nothing has to be made sure here.
        if (better.Correct > worse.Correct) Order("abstract.order", "Abstract", "a.accuracy", "b.accuracy");

        int best = Enumerable.Range(0, Classes).MaxBy(k => better[k, k]);
        Count("best", "Fig. 3", "a.best", better[best, best]);
        Count("classes", "Section 2", "classes", Classes);
        Check("best_class", ("hits", "best"), ("total", "data.test"), ("classes", "classes"), ("accuracy", "a.accuracy"));
        Count("hits", "Fig. 3", "a.hits4", better[4, 4]);
        Check("hits", ("hits", "hits"), ("support", "a.4.support"), ("recall", "a.4.recall"));

        int batch = random.Next(8, 300), train = random.Next(4000, 70000), steps = (train + batch - 1) / batch;
        Count("data.train", "Section 2", "train.images", train);
        Count("data.total", "Section 2", "images", train + Images);
        Count("batch", "Section 3", "batch", batch);
        Count("steps", "Log", "steps", steps);
        Check("sum", ("parts", "data.train"), ("parts", "data.test"), ("total", "data.total"));
        Check("steps", ("steps", "steps"), ("batch", "batch"), ("images", "data.train"));
        double share = (double)Images / (train + Images);
        Value("split", "Section 2", "split.test", 100 * share, 1, "%");
        Check("split", ("total", "data.total"), ("shares", "split"), ("part", "data.test"));
        for (int epoch = 1; epoch <= 5; epoch++)
        {
            double milliseconds = 1 + 20 * random.NextDouble();
            Value($"log.{epoch}.step", "Log", $"epoch{epoch}.step", milliseconds, 0, "ms");
            Value($"log.{epoch}.seconds", "Log", $"epoch{epoch}.seconds", milliseconds * steps / 1000, 0, "s");
        }
        Check("time", ("steps", "steps"), ("step", "log.*.step"), ("seconds", "log.*.seconds"));

        int hidden = random.Next(8, 512);
        Count("hidden", "Section 3", "hidden", hidden);
        Count("inputs", "Section 3", "inputs", 784);
        Count("weights", "Section 3", "weights", 784 * hidden);
        Check("product", ("factors", "inputs"), ("factors", "hidden"), ("product", "weights"));
        Count("tried1", "Section 3", "tried1", 8);
        Count("tried2", "Section 3", "tried2", 512);
        Check("among", ("value", "hidden"), ("low", "tried1"), ("high", "tried2"));
        Definition("FP", "positive", "negative");
        Definition("FN", "negative", "positive");
    }

    public int Images { get; }

    public List<Claim> Claims { get; } = [];

    public ClaimBook Book => new(Claims, _checks);

    public Claim this[string id] => Claims.Single(c => c.Id == id);

    /// <summary>The paper with one number printed otherwise.</summary>
    public ClaimBook With(string id, string printed) => new(Claims.Select(c => c.Id == id ? c with { Printed = printed } : c), _checks);

    public ClaimBook With(Claim changed) => new(Claims.Select(c => c.Id == changed.Id ? changed : c), _checks);

    private static ConfusionMatrix Matrix(Random random, int[] supports, double accuracy)
    {
        int[][] counts = [.. supports.Select(_ => new int[supports.Length])];
        for (int i = 0; i < supports.Length; i++)
            for (int n = 0; n < supports[i]; n++) counts[i][random.NextDouble() < accuracy ? i : random.Next(supports.Length)]++;
        return ConfusionMatrix.FromCounts(counts);
    }

    private void Report(string model, string place, ConfusionMatrix matrix)
    {
        var report = new ClassificationReport(matrix);
        foreach (ClassScore line in report.Classes)
        {
            Scores($"{model}.{line.Name}", $"{model}.class{line.Name}", line);
            Count($"{model}.{line.Name}.support", place, $"support{line.Name}", line.Support);
        }
        Scores($"{model}.avg.macro", $"{model}.macro", report.MacroAverage);
        Scores($"{model}.avg.weighted", $"{model}.weighted", report.WeightedAverage);
        Value($"{model}.accuracy", place, $"{model}.accuracy", report.Accuracy, 4, "share");
        Count($"{model}.total", place, "test.images", report.Total);
        Value($"{model}.low", place, $"{model}.recall.low", report.Classes.Min(c => c.Recall), 4, "share");
        Value($"{model}.high", place, $"{model}.recall.high", report.Classes.Max(c => c.Recall), 4, "share");
        Check("range", ("low", $"{model}.low"), ("high", $"{model}.high"), ("members", $"{model}.*.recall"));
        Check("recall_is_accuracy", ("recall", $"{model}.avg.weighted.recall"), ("accuracy", $"{model}.accuracy"));
        Check("report", [("precision", $"{model}.*.precision"), ("recall", $"{model}.*.recall"), ("f1", $"{model}.*.f1"),
            ("support", $"{model}.*.support"),
            ("accuracy", $"{model}.accuracy"), ("total", $"{model}.total"),
            .. new[] { "macro", "weighted" }.SelectMany(a =>
                new[] { "precision", "recall", "f1" }.Select(s => (a, $"{model}.avg.{a}.{s}")))]);

        void Scores(string id, string quantity, ClassScore line)
        {
            foreach ((string name, double value) in new[] { ("precision", line.Precision), ("recall", line.Recall), ("f1", line.F1) })
                Value($"{id}.{name}", place, $"{quantity}.{name}", value, 4, "share");
        }
    }

    private void Value(string id, string place, string quantity, double value, int decimals, string unit) =>
        Claims.Add(new Claim
        {
            Id = id, Paper = "made-up", Place = place, Quote = "...", Quantity = quantity, Unit = unit,
            Kind = ClaimKind.Value, Printed = value.ToString("F" + decimals, CultureInfo.InvariantCulture),
        });

    private void Count(string id, string place, string quantity, long value) =>
        Claims.Add(new Claim { Id = id, Paper = "made-up", Place = place, Quote = "...", Quantity = quantity, Unit = "images",
            Kind = ClaimKind.Count, Printed = $"{value}" });

    private void Order(string id, string place, params string[] order) =>
        Claims.Add(new Claim { Id = id, Paper = "made-up", Place = place, Quote = "...", Kind = ClaimKind.Order, Order = order });

    private void Definition(string term, string predicted, string actual) =>
        Claims.Add(new Claim { Id = "definition." + term, Paper = "made-up", Place = "Section 4", Quote = "...",
            Kind = ClaimKind.Definition, Definition = (term, predicted, actual) });

    private void Check(string rule, params (string Role, string Id)[] roles) =>
        _checks.Add(new ClaimCheck(rule, "made-up",
            roles.GroupBy(r => r.Role).ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(r => r.Id)]),
                new HashSet<string>()));
}
