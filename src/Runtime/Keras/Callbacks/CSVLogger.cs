using System.Globalization;
using System.Text;

namespace Tensorflow.Keras.Callbacks;

/// <summary>
/// Writes the figures of each epoch to a file of comma-separated values: the epoch, counted from 0, then the figures by name.
/// </summary>
/// <remarks>Each line is on the disk when its epoch has ended. A figure that an epoch does not have is NA.</remarks>
public sealed class CSVLogger : Callback
{
    private readonly string _path;
    private readonly char _separator;
    private readonly bool _append;
    private string[]? _names;

    /// <summary>A callback that writes a file.</summary>
    /// <param name="filename">The file.</param>
    /// <param name="separator">What stands between two values: one character.</param>
    /// <param name="append">True to go on in a file that exists; false to begin it anew.</param>
    /// <exception cref="ArgumentException">No file, or a separator of more or fewer characters.</exception>
    public CSVLogger(string filename, string separator = ",", bool append = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(filename);
        if (separator is not { Length: 1 } || separator[0] is '"' or '\r' or '\n')
            throw new ArgumentException($"CSVLogger got separator '{separator}'; it takes one character other than a quotation mark or a "
                + "line's end.");
        (_path, _separator, _append) = (filename, separator[0], append);
    }

    /// <inheritdoc/>
    public override void on_train_begin()
    {
        _names = null;
        if (Path.GetDirectoryName(Path.GetFullPath(_path)) is { } folder) Directory.CreateDirectory(folder);
        if (!_append) File.WriteAllText(_path, "");
    }

    /// <inheritdoc/>
    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
    {
        ArgumentNullException.ThrowIfNull(epoch_logs);
        var text = new StringBuilder();
        if (_names is null)
        {
            _names = [.. epoch_logs.Keys.Order(StringComparer.Ordinal)];
            // Validation that takes place in some epochs only may begin later; its columns must be there from the first line on.
            if (parameters.SkipsValidation(epoch)) _names = [.. _names, .. _names.Select(name => "val_" + name)];
            string header = string.Join(_separator, (IEnumerable<string>)["epoch", .. _names.Select(Quoted)]);
            bool begun = File.Exists(_path) && new FileInfo(_path).Length > 0;
            if (!begun) text.Append(header).Append('\n');
            else if (File.ReadLines(_path).First() is var first && first != header)
                throw new InvalidDataException($"{_path} begins with '{first}', expected '{header}'; figures of other names cannot be "
                    + "appended to it. Use another file.");
        }
        text.Append(epoch);
        foreach (string name in _names)
            text.Append(_separator).Append(epoch_logs.TryGetValue(name, out float value) ? value.ToString(CultureInfo.InvariantCulture)
                : "NA");
        File.AppendAllText(_path, text.Append('\n').ToString());
    }

    private string Quoted(string name) =>
        name.AsSpan().IndexOfAny(_separator, '"') >= 0 ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
}
