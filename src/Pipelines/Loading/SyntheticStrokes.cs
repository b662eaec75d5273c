namespace MlPipelines.Pipelines.Loading;

/// <summary>
/// Digits drawn by a program, for machines without MNIST: pen strokes in several forms of each digit, with random slant, rotation, width,
/// thickness, jitter and elastic change, in MNIST's format (28 x 28, the digit in a box of 20, centred by mass).
/// </summary>
/// <remarks>
/// Everybody gets the same bytes: picture n depends on the seed and n alone and is computed with operations that IEEE 754 fixes to the bit.
/// A change of the drawing changes the checksums and the number in the folder's name. Figures made from these digits are not figures
/// about MNIST.
/// </remarks>
public static class SyntheticStrokes
{
    /// <summary>Name of the data set wherever a figure made from it appears.</summary>
    public const string Name = "synthetic strokes";

    /// <summary>Number of training images.</summary>
    public const int TrainCount = 10_000;

    /// <summary>Number of test images.</summary>
    public const int TestCount = 2_000;

    private const int Digits = 10, Block = 250;
    private const ulong Seed = 0x5354524F4B4553; // "STROKES"

    /// <summary>The files of the data set, with their checksums.</summary>
    public static IdxDataset Files { get; } = new(
        "synthetic-strokes-1",
        new IdxFile("train-images-idx3-ubyte", "136937b54602e98514ae802480a664b59bdb1169a75266513d52023a3f0bf091"),
        new IdxFile("train-labels-idx1-ubyte", "435d383dbe5d21ed855140a750c96488a21332961e83ab562d8512306309660f"),
        new IdxFile("test-images-idx3-ubyte", "d693446b8e5100d304cfffddf16ff98197684d126678098432280b1842fbc72d"),
        new IdxFile("test-labels-idx1-ubyte", "c1ad093b54346cfe4975e980eed6c043d799e4672975e225dfe19368c8da8b13"));

    /// <summary>
    /// Reads the digits from <paramref name="dataFolder"/>, after drawing them there (under a second) if they are missing or not what
    /// they should be.
    /// </summary>
    /// <param name="dataFolder">
    /// A data folder; the files are in synthetic-strokes-1 inside it. Where it cannot be written, the digits stay in memory.
    /// </param>
    /// <param name="notice">Told what is done.</param>
    public static DigitData LoadOrGenerate(string dataFolder, Action<string>? notice = null)
    {
        string folder = Path.Combine(dataFolder, Files.Name);
        try
        {
            if (Files.Read(folder) is { } found)
            {
                if (found.Name == Files.Name) return found with { Name = Name, IsSynthetic = true };
                notice?.Invoke($"{folder} does not hold the digits it should; they are drawn again.");
            }
        }
        catch (InvalidDataException e)
        {
            notice?.Invoke($"The {Name} in {folder} are incomplete or damaged and are drawn again. {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            notice?.Invoke($"The {Name} in {folder} cannot be read and are drawn in memory. {e.Message}");
        }
        DigitData data = Generate();
        try
        {
            Write(folder, data);
            notice?.Invoke($"{TrainCount:N0} + {TestCount:N0} {Name} were drawn to {folder}.");
            return data with { Source = folder };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            notice?.Invoke($"The {Name} could not be kept in {folder} (they are drawn again each time). {e.Message}");
            return data;
        }
    }

    /// <summary>Draws the digits in memory, the classes balanced. Another count gives other pictures, not a part of the usual ones.</summary>
    /// <param name="train">Number of training images.</param>
    /// <param name="test">Number of test images.</param>
    public static DigitData Generate(int train = TrainCount, int test = TestCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(train);
        ArgumentOutOfRangeException.ThrowIfNegative(test);
        return new DigitData(Name, "drawn in memory", IsSynthetic: true, Draw(Seed, train), Draw(Seed + 1, test));
    }

    private static DigitSet Draw(ulong seed, int count)
    {
        const int Pixels = StrokePen.Side * StrokePen.Side;
        byte[] images = new byte[count * Pixels], labels = new byte[count];
        for (int i = 0; i < count; i++) labels[i] = (byte)(i % Digits);
        var random = new StrokeRandom(seed, ulong.MaxValue - 1);
        for (int i = count - 1; i > 0; i--)
        {
            int j = random.Below(i + 1);
            (labels[i], labels[j]) = (labels[j], labels[i]);
        }
        Parallel.For(0, (count + Block - 1) / Block, block =>
        {
            var pen = new StrokePen();
            int end = Math.Min((block + 1) * Block, count);
            for (int i = block * Block; i < end; i++) pen.Draw(labels[i], seed, (ulong)i, images.AsSpan(i * Pixels, Pixels));
        });
        return new DigitSet(images, labels, StrokePen.Side, StrokePen.Side);
    }

    /// <summary>Writes the four files, each through a temporary one; a folder that is left incomplete is not taken for the data set.</summary>
    private static void Write(string folder, DigitData data)
    {
        Put(Files.TrainImages, IdxDataset.Images(data.Train));
        Put(Files.TrainLabels, IdxDataset.Labels(data.Train));
        Put(Files.TestImages, IdxDataset.Images(data.Test));
        Put(Files.TestLabels, IdxDataset.Labels(data.Test));

        void Put(IdxFile file, IdxArray array) => Idx.Write(Path.Combine(folder, file.Name), array);
    }
}
