using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using MlPipelines.Notebooks;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Sweeps;
using MlPipelines.Pipelines.Training;
using Tensorflow;
using Tensorflow.IO;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Fuzz;

/// <summary>Every reader of files, with small files that the project's own writers make.</summary>
public static class FuzzTargets
{
    private const string Spec = """
        {"model": "mlp", "space": {"units": {"integer": [4, 64], "log": true}, "learning_rate": {"real": [1e-4, 1e-1], "log": true}, "optimizer": {"choice": ["adam", "sgd"]}},
         "search": "bayes", "budget": 4, "epochs": 2, "seeds": [1, 2], "images": 100, "validation": 10, "patience": 3}
        """;

    /// <summary>Makes all targets.</summary>
    /// <param name="folder">For the files that are made on the way.</param>
    public static IReadOnlyList<FuzzTarget> All(string folder)
    {
        Directory.CreateDirectory(folder);
        string At(string name) => Path.Combine(folder, name);
        byte[] Made(string name, Action<string> write)
        {
            string path = At(name);
            write(path);
            return File.ReadAllBytes(path);
        }

        DigitSet digits = SyntheticStrokes.Generate(20, 1).Train;
        var grey = new ImageData(28, 28, 1, digits.Image(0).ToArray());
        ImageData colour = grey.WithChannels(4);
        byte[] idx = Made("images.idx", path => Idx.Write(path, new IdxArray([20, 28, 28], digits.Images)));
        byte[] npz = Npz(("x_train", "|u1", [20, 28, 28], digits.Images), ("y_train", "|u1", [20], digits.Labels));
        Sequential model = keras.Sequential([
            keras.layers.Conv2D(2, 3, activation: "relu", input_shape: (28, 28, 1)), keras.layers.BatchNormalization(), keras.layers.MaxPooling2D(4), keras.layers.Flatten(),
            keras.layers.Dense(10, activation: "softmax"),
        ]);
        model.compile("adam", "sparse_categorical_crossentropy");
        KerasTransformer classifier = KerasTransformer.Of(model, [.. Enumerable.Range(0, 10).Select(i => $"{i}")], new ImageShape(28, 28));
        model.save(At("tfjs"), save_format: "tfjs");
        string weights = Directory.EnumerateFiles(At("tfjs"), "*.bin").Single();

        return
        [
            new("idx", "f.idx", [idx, Made("labels.idx", path => Idx.Write(path, new IdxArray([20], digits.Labels)))], path => Idx.Read(path)),
            new("gzip", "f.idx.gz", [Made("images.gz", path => Idx.Write(path, new IdxArray([20, 28, 28], digits.Images), gzip: true))], path => Idx.Read(path)) { MostPacking = 1100 },
            new("npy", "f.npy", [NpyBytes("<f4", [3, 4], new byte[48]), NpyBytes("|u1", [28, 28], digits.Image(1).ToArray())], path => global::Tensorflow.IO.Npy.Read(path)),
            new("npz", "f.npz", [npz], path => NpzImages.Read(path)) { MostPacking = 1100 },
            new("png", "f.png", [PngWriter.Encode(grey), PngWriter.Encode(colour)], path => ImageFile.Read(path)) { MostPacking = 5000 },
            new("bmp", "f.bmp", [Bmp(grey)], path => ImageFile.Read(path)),
            new("pnm", "f.pgm", [[.. "P5 28 28 255\n"u8, .. grey.Pixels], Encoding.ASCII.GetBytes($"P2 28 28 255\n{string.Join(' ', grey.Pixels)}"), [.. "P4 28 28\n"u8, .. new byte[112]]], path => ImageFile.Read(path)),
            new("csv", "f.csv", [Csv(digits)], path => PixelCsv.Read(path)),
            new("hdf5", "f.h5", [Made("m.h5", path => model.save(path)), Made("w.h5", path => model.save_weights(path))], path => keras.models.load_model(path)),
            new("keras", "f.keras", [Made("m.keras", path => model.save(path))], path => keras.models.load_model(path)) { MostPacking = 1100 },
            // The weights that model.json names lie beside it.
            new("tfjs", "tfjs/model.json", [File.ReadAllBytes(Path.Combine(At("tfjs"), "model.json"))], path =>
            {
                string beside = Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(weights));
                if (!File.Exists(beside)) File.Copy(weights, beside);
                keras.models.load_model(path);
            }),
            new("bundle", "f.mlp", [Made("m.mlp", path => new MLContext(1).Model.SaveBundle(classifier, path, new BundleInfo { Model = "small", Metrics = { ["test_accuracy"] = 0.5 } }))],
                path => new MLContext(1).Model.LoadBundle(path)) { MostPacking = 1100 },
            new("record", "dense-seed1.json", [RunRecordJson.Serialize(Record())], path => RunRecordFiles.Read(path)),
            new("checkpoint", "f.ckpt", [Made("m.ckpt", path => model.save_checkpoint(path))], path => model.load_checkpoint(path)) { MostPacking = 1100 },
            new("sweep", "sweep.json", [Encoding.UTF8.GetBytes(Spec)], path => SweepSpec.Read(path)),
            new("notebook", "f.ipynb", [Made("n.ipynb", path => NotebookFile.Create((CellKind.Markdown, "# Title"), (CellKind.Code, "1 + 1")).Save(path))], path => NotebookFile.Read(path)),
        ];
    }

    private static RunRecord Record() => new RunRecord
    {
        Experiment = "dense",
        Model = "dense",
        Title = "784-128-10",
        Paper = "Paper 5",
        Scale = Scale.Quick,
        Seed = 1,
        Dataset = new RunDataset("mnist", "/data/mnist", false, 60000, 0, 4),
        Settings = new() { ["optimizer"] = "Adam" },
        Versions = new RunVersions("0.1.0", "10.0.1", "Some OS"),
        Processor = new RunProcessor("Some processor", 2, 512),
        Threads = 2,
        StartedUtc = DateTimeOffset.UnixEpoch,
        Seconds = 12.5,
        SecondsPerEpoch = [4, 4.25],
        History = new() { ["accuracy"] = [0.9, 0.95], ["loss"] = [0.5, 0.25] },
        Metrics = new() { ["test_loss"] = 0.0625 },
        Notes = ["A note."],
    }.WithPredictions([0, 1, 2, 3], [0, 1, 2, 4], [0.5f, 1, 0, 0.25f]);

    private static byte[] Csv(DigitSet digits)
    {
        var text = new StringBuilder("label");
        for (int i = 0; i < 784; i++) text.Append(",p").Append(i);
        for (int row = 0; row < 4; row++)
        {
            text.Append('\n').Append(digits.Labels[row]);
            foreach (byte pixel in digits.Image(row)) text.Append(',').Append(pixel);
        }
        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }

    private static byte[] Bmp(ImageData grey)
    {
        byte[] file = new byte[54 + 84 * 28];
        (file[0], file[1], file[10], file[14], file[18], file[22], file[26], file[28]) = ((byte)'B', (byte)'M', 54, 40, 28, 28, 1, 24);
        for (int i = 0; i < grey.Pixels.Length; i++) file.AsSpan(54 + 3 * i, 3).Fill(grey.Pixels[i]);
        return file;
    }

    private static byte[] NpyBytes(string type, int[] shape, byte[] data)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}";
        header = header.PadRight((header.Length + 10 + 1 + 63) / 64 * 64 - 10 - 1) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), .. data];
    }

    private static byte[] Npz(params (string Name, string Type, int[] Shape, byte[] Data)[] arrays)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            foreach ((string name, string type, int[] shape, byte[] data) in arrays)
            {
                using Stream stream = zip.CreateEntry($"{name}.npy").Open();
                stream.Write(NpyBytes(type, shape, data));
            }
        return file.ToArray();
    }
}
