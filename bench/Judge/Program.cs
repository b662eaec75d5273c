using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Recognition;
using MlPipelines.Tests.Recognition;
using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

// Trains the network that tells one digit from none, a part of one or several: src/Pipelines/Recognition/DigitJudge.bin.
// Sheets of MNIST's training digits are taken apart as pages are; which ink belongs to which digit is known.
//   dotnet run -c Release --project bench/Judge -- MNIST-FOLDER [SHEETS] [OUTPUT]
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: bench-judge MNIST-FOLDER [SHEETS] [OUTPUT]");
    return 2;
}
const int FirstSheet = 1_000_000, Side = DigitPreparation.Side, Together = 4, Epochs = 8, Batch = 128;
const double Whole = 0.84, Broken = 0.7, NegativeShare = 0.35;
int sheets = args.Length > 1 ? int.Parse(args[1]) : 20_000;
string output = args.Length > 2 ? args[2] : "src/Pipelines/Recognition/DigitJudge.bin";
DigitSet digits = IdxDataset.Mnist.ReadPart(args[0], train: true) ?? throw new FileNotFoundException($"There is no MNIST in '{args[0]}'.");

var samples = new List<(byte[] Image, bool IsDigit)>[sheets];
Parallel.For(0, sheets, n =>
{
    DigitSheet sheet = DigitSheets.Make(digits, FirstSheet + n);
    PageInk page = PageInk.Find(sheet.Picture);
    InkMap map = page.Map;
    var found = samples[n] = [];
    var random = new Random(FirstSheet + n);
    double[] ink = new double[sheet.Digits.Length];
    for (int y = 0; y < map.Height; y++)
        for (int x = 0; x < map.Width; x++)
            if (Owner(page, sheet, x, y) is >= 0 and int owner && map.Strength[y * map.Width + x] > map.Noise) ink[owner] += map.Strength[y * map.Width + x];
    foreach (InkPiece piece in page.Pieces)
    {
        InkPiece[] parts = StrokeCuts.Of(piece);
        for (int first = 0; first < parts.Length; first++)
            for (int end = first + 1; end <= Math.Min(parts.Length, first + Together + 2); end++)
            {
                InkPiece part = InkPiece.Union(parts.AsSpan(first, end - first));
                if (part.Box.Width > 2.2 * part.Box.Height || IsDigit(part, page, sheet, ink) is not { } answer) continue;
                // There are many ways to be no digit; some of them are enough.
                if (!answer && random.NextDouble() > NegativeShare) continue;
                found.Add((DigitPreparation.Centre(part.Ink, part.Box.Height, part.Box.Width, Side), answer));
            }
    }
});
(byte[] Image, bool IsDigit)[] all = [.. samples.SelectMany(s => s)];
new Random(1).Shuffle(all);
int held = all.Length / 20, yes = all.Count(s => s.IsDigit);
Console.WriteLine($"{all.Length:N0} samples of {sheets:N0} sheets, {yes:N0} of them digits");

keras.utils.set_random_seed(1);
Sequential judge = DigitJudge.Network();
judge.compile(keras.optimizers.Adam(new Tensorflow.Keras.Optimizers.CosineDecay(2e-3, (double)Epochs * ((all.Length - held) / Batch))), keras.losses.BinaryCrossentropy(), metrics: ["accuracy"]);
(Tensor x, Tensor y) = Tensors(all.AsSpan(held));
(Tensor testX, Tensor testY) = Tensors(all.AsSpan(0, held));
judge.fit(x, y, batch_size: Batch, epochs: Epochs, verbose: 2, validation_data: (testX, testY));
DigitJudge.Write(judge, output);
Console.WriteLine($"written: {output}");
return 0;

static int Owner(PageInk page, DigitSheet sheet, int x, int y)
{
    (int left, int top) = page.OnPage(x, y);
    return sheet.Owners[top * sheet.Picture.Width + left];
}

// Almost all of one digit's ink and little else: true; far from it: false; in between nobody knows.
static bool? IsDigit(InkPiece part, PageInk page, DigitSheet sheet, double[] ink)
{
    Span<double> own = stackalloc double[sheet.Digits.Length];
    double sum = 0;
    for (int row = 0; row < part.Box.Height; row++)
        for (int column = 0; column < part.Box.Width; column++)
        {
            byte strength = part.Ink[row * part.Box.Width + column];
            int owner = Owner(page, sheet, part.Box.Left + column, part.Box.Top + row);
            if (strength == 0 || owner < 0) continue;
            own[owner] += strength;
            sum += strength;
        }
    int most = 0;
    for (int i = 1; i < own.Length; i++)
        if (own[i] > own[most]) most = i;
    if (sum == 0) return false;
    double pure = own[most] / sum, complete = Math.Min(1, own[most] / ink[most]);
    return pure >= Whole && complete >= Whole ? true : pure < Broken || complete < Broken ? false : null;
}

static (Tensor X, Tensor Y) Tensors(ReadOnlySpan<(byte[] Image, bool IsDigit)> samples)
{
    Tensor x = Tensor.Empty((samples.Length, Side, Side, 1)), y = Tensor.Empty((samples.Length, 1));
    for (int i = 0; i < samples.Length; i++)
    {
        Span<float> image = x.Span<float>().Slice(i * Side * Side, Side * Side);
        for (int p = 0; p < image.Length; p++) image[p] = samples[i].Image[p] / 255f;
        y.Span<float>()[i] = samples[i].IsDigit ? 1 : 0;
    }
    return (x, y);
}
