using System.Globalization;
using System.Text.RegularExpressions;

namespace Tensorflow.Keras.Callbacks;

/// <summary>When <see cref="ModelCheckpoint"/> saves: after each epoch ("epoch"), or after a number of steps.</summary>
public readonly struct SaveFrequency
{
    private SaveFrequency(int steps) => Steps = steps;

    /// <summary>Steps from one file to the next; 0 for after each epoch.</summary>
    public int Steps { get; }

    /// <summary>After each epoch.</summary>
    /// <exception cref="ArgumentException">The word is not "epoch".</exception>
    public static implicit operator SaveFrequency(string word) => word == "epoch" ? default
        : throw new ArgumentException($"Got save_freq '{word}'; it takes \"epoch\" or a number of steps.");

    /// <summary>After each so many steps.</summary>
    /// <exception cref="ArgumentException">The number is below 1.</exception>
    public static implicit operator SaveFrequency(int steps) => steps >= 1 ? new SaveFrequency(steps)
        : throw new ArgumentException($"Got save_freq {steps}; it takes \"epoch\" or a number of steps of 1 or more.");
}

/// <summary>Saves the model, or its weights, as training goes on.</summary>
/// <remarks>The file's extension says the format, as in <c>model.save</c> and <c>model.save_weights</c>.</remarks>
/// <example><code>
/// keras.callbacks.ModelCheckpoint("run/best-{epoch:02d}-{val_loss:.2f}.h5", monitor: "val_accuracy", save_best_only: true)
/// </code></example>
public sealed partial class ModelCheckpoint : Callback
{
    private readonly string _path;
    private readonly Monitor _monitor;
    private readonly bool _bestOnly, _weightsOnly;
    private readonly int _verbose, _steps;
    private readonly double? _threshold;
    private int _epoch;
    private long _sinceSaved;
    private double? _best;

    /// <summary>A callback that saves.</summary>
    /// <param name="filepath">
    /// Where to; <c>{epoch}</c> (counted from 1), <c>{batch}</c> and the figures' names in braces stand for their values, with a format as
    /// in Python: <c>{epoch:02d}</c>, <c>{val_loss:.2f}</c>. Without any the file is replaced each time. The folder is made if need be.
    /// </param>
    /// <param name="monitor">Figure that says which is best, for <paramref name="save_best_only"/>.</param>
    /// <param name="verbose">1 to say when a file is written.</param>
    /// <param name="save_best_only">True to save only when the figure is better than ever before.</param>
    /// <param name="save_weights_only">True to save weights without the model's layers.</param>
    /// <param name="mode">min or max is better; auto goes by the name, as in <see cref="EarlyStopping"/>.</param>
    /// <param name="save_freq">"epoch", or a number of steps.</param>
    /// <param name="initial_value_threshold">A value to beat before anything is saved, for <paramref name="save_best_only"/>.</param>
    /// <exception cref="ArgumentException">No path, or the mode is another word.</exception>
    public ModelCheckpoint(string filepath, string monitor = "val_loss", int verbose = 0, bool save_best_only = false,
        bool save_weights_only = false, string mode = "auto", SaveFrequency save_freq = default, double? initial_value_threshold = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(filepath);
        _monitor = new Monitor(this, monitor, mode);
        (_path, _verbose, _bestOnly, _weightsOnly) = (filepath, verbose, save_best_only, save_weights_only);
        (_steps, _threshold) = (save_freq.Steps, initial_value_threshold);
    }

    /// <summary>
    /// The best value saved so far. Kept from one training to the next, as a file of the first may be better than all of the second.
    /// </summary>
    public double best => _best ?? _threshold ?? _monitor.Worst;

    /// <inheritdoc/>
    public override void on_train_begin()
    {
        _monitor.Reset();
        _sinceSaved = 0;
    }

    /// <inheritdoc/>
    public override void on_epoch_begin(int epoch) => _epoch = epoch;

    /// <inheritdoc/>
    public override void on_train_batch_end(long end_step, Dictionary<string, float> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        if (_steps == 0 || ++_sinceSaved < _steps) return;
        _sinceSaved = 0;
        Save(_epoch, end_step, logs);
    }

    /// <inheritdoc/>
    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
    {
        ArgumentNullException.ThrowIfNull(epoch_logs);
        if (_steps == 0) Save(epoch, null, epoch_logs);
    }

    private void Save(int epoch, long? step, Dictionary<string, float> logs)
    {
        if (_bestOnly)
        {
            if (_monitor.Value(epoch, logs, "nothing is saved") is not { } current) return;
            if (!_monitor.Better(current, best))
            {
                if (_verbose > 0) Console.Out.WriteLine($"Epoch {epoch + 1}: {_monitor.Name} did not improve from {best:0.00000}");
                return;
            }
            if (_verbose > 0) Console.Out.Write($"Epoch {epoch + 1}: {_monitor.Name} improved from {best:0.00000} to {current:0.00000}, ");
            _best = current;
        }
        else if (_verbose > 0)
        {
            Console.Out.Write($"Epoch {epoch + 1}: ");
        }
        string path = Fill(_path, epoch, step, logs);
        if (_verbose > 0) Console.Out.WriteLine($"saving {(_weightsOnly ? "weights" : "model")} to {path}");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        if (_weightsOnly) model.save_weights(path);
        else model.save(path);
    }

    /// <summary>The path with values in place of the names in braces.</summary>
    /// <exception cref="ArgumentException">A name has no value, or a format is not understood.</exception>
    internal static string Fill(string path, int epoch, long? step, Dictionary<string, float> logs) => Place().Replace(path, place =>
    {
        string name = place.Groups["name"].Value, kind = place.Groups["kind"].Value;
        long? count = name == "epoch" ? epoch + 1 : name == "batch" ? step + 1 : null;
        if (place.Groups["wrong"].Success)
            throw new ArgumentException($"ModelCheckpoint got {place.Value} in '{path}'; formats are like {{epoch:02d}}, "
                + $"{{val_loss:.2f}} or {{loss:.3e}}.");
        if (count is null && !logs.ContainsKey(name))
            throw new ArgumentException($"ModelCheckpoint got {{{name}}} in '{path}'; there are epoch, {(step is null ? "" : "batch, ")}"
                + $"{string.Join(", ", logs.Keys.Order(StringComparer.Ordinal))}.");
        int width = place.Groups["width"].Value is { Length: > 0 } w ? int.Parse(w, CultureInfo.InvariantCulture) : 0;
        int digits = place.Groups["digits"].Value is { Length: > 0 } d ? int.Parse(d, CultureInfo.InvariantCulture) : 6;
        double value = count ?? logs.GetValueOrDefault(name);
        string text = kind switch
        {
            "f" => value.ToString("F" + digits, CultureInfo.InvariantCulture),
            "e" => value.ToString((digits == 0 ? "0" : "0." + new string('0', digits)) + "e+00", CultureInfo.InvariantCulture),
            _ when count is { } whole => whole.ToString(CultureInfo.InvariantCulture),
            _ => logs[name].ToString(CultureInfo.InvariantCulture),
        };
        return text.PadLeft(width, place.Groups["zero"].Length > 0 ? '0' : ' ');
    });

    [GeneratedRegex(@"\{(?<name>\w+)(:((?<zero>0?)(?<width>\d{0,2})(\.(?<digits>\d{1,2}))?(?<kind>[dfe]?)|(?<wrong>[^}]*)))?\}")]
    private static partial Regex Place();
}
