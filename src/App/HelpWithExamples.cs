using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MlPipelines.App;

/// <summary>The usual help, with examples under the root command and under those that have some.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        _help.Invoke(parseResult);
        string? examples = parseResult.CommandResult.Command.Name switch
        {
            "reproduce" => Reproduce,
            "data" => Data,
            "train" => Train,
            "sweep" or "collect" => Sweep + SweepSpec,
            "augment" or "gan" or "cgan" or "cyclegan" or "classical" => Augment,
            "evaluate" => Evaluate,
            "predict" => Predict,
            "serve" => Serve,
            "export" or "import" => Exchange,
            "notebook" or "run" or "new" or "twin" => Notebook,
            "report" => "  mlpipelines report runs/dense-20250101-120000\n",
            "compare" => "  mlpipelines compare runs/a/dense-seed1.json runs/b --out compare.html\n",
            _ => parseResult.CommandResult.Command is RootCommand ? Reproduce + Train + Sweep + Augment + Evaluate + Predict + Serve + Exchange + Data + Notebook + ExitCodes : null,
        };
        if (examples is not null) parseResult.InvocationConfiguration.Output.Write("Examples:\n" + examples + "\n");
        return ExitCode.Done;
    }

    private const string Reproduce = """
          mlpipelines reproduce                           everything at quick scale, in minutes
          mlpipelines reproduce dense mlp                 two of the papers
          mlpipelines reproduce dense --scale desk        full MNIST, three seeds
          mlpipelines reproduce gan --scale desk --resume goes on where the last such run was stopped
          mlpipelines reproduce --seeds 5 --out results   five seeds; records and index.html go to results/

        """;

    private const string Train = """
          mlpipelines train cnn --epochs 3 --out model.mlp          a model for 'evaluate' and 'predict', in seconds
          mlpipelines train cnn --epochs 10 --augment --seed 7      with changed images; writes cnn.mlp

        """;

    private const string Sweep = """
          mlpipelines sweep mlp.json --jobs 4             24 settings in four processes; records and the report go to runs/sweep-mlp-DATE-TIME
          mlpipelines sweep mlp.json --out runs/mlp       goes on there if it was stopped or killed
          mlpipelines sweep mlp.json --out /shared/mlp --shard 2/8    the second of a scheduler's eight tasks
          mlpipelines sweep collect /shared/mlp           ranks the trials of all tasks

        """;

    private const string SweepSpec = """

        mlp.json:
          {
            "model": "mlp",
            "space": {
              "learning_rate": {"real": [1e-4, 1e-1], "log": true},
              "units": {"integer": [32, 512], "log": true},
              "optimizer": {"choice": ["adam", "sgd"]}
            },
            "search": "bayes",
            "budget": 24,
            "epochs": 5
          }
        Other properties: seeds ([1]), images (all), validation (percent; a sixth), patience (none). Searches: grid, random, bayes, evolution.

        """;

    private const string Notebook = """
          mlpipelines notebook new first                  first.ipynb, which trains a small network
          mlpipelines notebook run first.ipynb            runs its cells and keeps their outputs in it
          mlpipelines notebook run notebooks/dense.ipynb --out dense.ipynb
          mlpipelines notebook twin first.ipynb           the same cells as a program, first.cs

        """;

    private const string Augment = """
          mlpipelines augment gan --epochs 30             6,000 digits of paper 1's GAN in augmented/gan: IDX files, sheets, quality.json
          mlpipelines augment cgan --count 10000          1,000 of each class
          mlpipelines augment cyclegan --domain usps      the digits in the style of USPS
          mlpipelines augment gan --epochs 30 --resume    goes on after Ctrl+C, to the same bits

        """;

    private const string Evaluate = """
          mlpipelines evaluate model.mlp                  report, log-loss, calibration, what is confused

        """;

    private const string Predict = """
          mlpipelines predict digit.png                   with model.mlp of the current folder
          mlpipelines predict cnn.mlp a.png b.bmp         pictures of any size, dark on light or light on dark

        """;

    private const string Serve = """
          mlpipelines serve                               a page to draw digits on, at http://127.0.0.1:5080
          mlpipelines serve --model cnn.mlp --model mlp.mlp   two models, to be compared side by side
          mlpipelines serve --urls http://0.0.0.0:8080 --rate-limit 60   for others too, a request a second each

        """;

    private const string Exchange = """
          mlpipelines export model.mlp --format onnx      model.onnx, for onnxruntime
          mlpipelines export model.mlp --format tfjs --out site/model    a folder for tf.loadLayersModel
          mlpipelines import keras.h5 --out model.mlp     what Python's Keras trained, for 'evaluate' and 'predict'

        """;

    private const string Data = """
          mlpipelines data info                           where the digits come from
          mlpipelines data fetch                          download MNIST, checked by SHA-256

        """;

    private const string ExitCodes = """

        Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl+C (what was measured is kept).
        MLPIPELINES_DATA names a data folder; MLPIPELINES_TRACE=1 adds the stack trace to an error; NO_COLOR gives plain tables.

        """;
}
