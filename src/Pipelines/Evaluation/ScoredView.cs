using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Evaluation;

/// <summary>Reads a scored view through one cursor.</summary>
internal sealed class ScoredView
{
    private readonly IDataView _view;
    private readonly DataViewSchema.Column _label, _score;
    private readonly DataViewSchema.Column? _predicted, _id, _ownId;
    private readonly int[] _actualOf, _predictedOf;

    /// <summary>Finds the columns and says what is wrong with them.</summary>
    public ScoredView(IDataView view, string label, string score, string predicted, string? id)
    {
        ArgumentNullException.ThrowIfNull(view);
        _view = view;
        _label = ImageColumns.FindLabel(view.Schema, label);
        _score = ImageColumns.Find(view.Schema, score);
        if (_score.Type is not VectorDataViewType { Size: >= 2 } vector || vector.ItemType != NumberDataViewType.Single)
            throw new ArgumentException($"The column '{score}' is of type {_score.Type}; scores are a vector of Single, one for each of two or more "
                + "classes. Score the view with a trained classifier first: evaluate model.Transform(data).", nameof(view));
        string[]? slots = _score.HasSlotNames() ? Texts<ReadOnlyMemory<char>>(_score, "SlotNames") : null;
        _actualOf = ClassOf(_label, slots, vector.Size, score);
        ClassNames = slots is not null && KeyNames(_label, textOnly: true) is not null ? slots
            : KeyNames(_label, textOnly: false) ?? slots ?? [.. Enumerable.Range(0, vector.Size).Select(c => c.ToString())];

        _predictedOf = [];
        if (view.Schema.GetColumnOrNull(predicted) is not null)
        {
            _predicted = ImageColumns.FindLabel(view.Schema, predicted);
            _predictedOf = ClassOf(_predicted.Value, slots, vector.Size, score);
        }
        _id = id is null ? view.Schema.GetColumnOrNull(ImageColumns.Id) : ImageColumns.Find(view.Schema, id);
        if (_id is { } column && column.Type != NumberDataViewType.Int64)
            throw new ArgumentException($"The column '{column.Name}' is of type {column.Type}; ids of rows are Int64. "
                + "Name another column, or drop this one: rows are then known by their position.", nameof(view));
        // Where another column names the rows, "Id" still tells which ones a program made.
        if (id is not null && id != ImageColumns.Id && view.Schema.GetColumnOrNull(ImageColumns.Id) is { } own && own.Type == NumberDataViewType.Int64)
            _ownId = own;
    }

    public string[] ClassNames { get; }

    /// <summary>Reads all rows. Ids are positions where there is no column of them.</summary>
    public ScoredRows Read()
    {
        var rows = new ScoredRows(ClassNames.Length);
        DataViewSchema.Column[] needed = [.. new[] { _label, _score, _predicted, _id, _ownId }.Where(c => c is not null).Select(c => c!.Value)];
        using DataViewRowCursor cursor = _view.GetRowCursor(needed);
        ValueGetter<uint> getLabel = cursor.GetGetter<uint>(_label);
        ValueGetter<VBuffer<float>> getScore = cursor.GetGetter<VBuffer<float>>(_score);
        ValueGetter<uint>? getPredicted = _predicted is { } p ? cursor.GetGetter<uint>(p) : null;
        ValueGetter<long>? getId = _id is { } i ? cursor.GetGetter<long>(i) : null;
        ValueGetter<long>? getOwnId = _ownId is { } o ? cursor.GetGetter<long>(o) : null;
        uint key = 0;
        VBuffer<float> buffer = default;
        float[] scores = [];
        while (cursor.MoveNext())
        {
            getLabel(ref key);
            if (key == 0)
            {
                rows.Unlabelled++;
                continue;
            }
            long id = cursor.Position;
            getId?.Invoke(ref id);
            if (getOwnId is not null)
            {
                long own = 0;
                getOwnId(ref own);
                ScoredRows.RefuseSynthetic(own);
            }
            int actual = Class(key, _label, _actualOf, id), predicted = -1;
            if (getPredicted is not null)
            {
                getPredicted(ref key);
                predicted = Class(key, _predicted!.Value, _predictedOf, id);
            }
            getScore(ref buffer);
            if (scores.Length != buffer.Length) scores = new float[buffer.Length];
            buffer.CopyTo(scores);
            rows.Add(id, actual, predicted, scores);
        }
        if (rows.Ids.Count == 0)
            throw new ArgumentException(rows.Unlabelled == 0
                ? "The view has no rows; an evaluation takes one or more. Look at the filters and splits before it."
                : $"None of the view's {rows.Unlabelled} rows has a label; an evaluation takes one or more that have. "
                    + $"Map '{_label.Name}' with the mapping that was fitted on the training data.");
        return rows;
    }

    private int Class(uint key, DataViewSchema.Column column, int[] classOf, long id)
    {
        if (key == 0)
            throw new ArgumentException($"The row with id {id} has no '{column.Name}'; every labelled row takes one. "
                + "Drop the column, and the class with the highest score is taken.");
        if (key > (uint)classOf.Length)
            throw new ArgumentException($"The row with id {id} has the key {key} in '{column.Name}'; takes 1 to {classOf.Length}.");
        int c = classOf[key - 1];
        if (c < 0)
            throw new ArgumentException($"The row with id {id} has the class '{KeyNames(column, textOnly: true)![key - 1]}' in "
                + $"'{column.Name}', which has "
                + $"no score; the scores are of {string.Join(", ", ClassNames)}. Leave such rows out, or train with this class.");
        return c;
    }

    /// <summary>The place in the scores of each key. By name where both have names, as two mappings may number the classes differently.</summary>
    private static int[] ClassOf(DataViewSchema.Column column, string[]? slots, int size, string score)
    {
        if (slots is not null && KeyNames(column, textOnly: true) is { } names)
            return [.. names.Select(name => Array.IndexOf(slots, name))];
        ulong count = ((KeyDataViewType)column.Type).Count;
        if (count != (ulong)size)
            throw new ArgumentException($"The column '{score}' has {size} scores a row, but '{column.Name}' has {count} classes; "
                + "takes one score a class. "
                + "Map the labels with the mapping that was fitted on the training data.");
        return [.. Enumerable.Range(0, size)];
    }

    /// <summary>What the keys stand for, if known.</summary>
    private static string[]? KeyNames(DataViewSchema.Column column, bool textOnly)
    {
        if (column.HasKeyValues()) return Texts<ReadOnlyMemory<char>>(column, "KeyValues");
        if (textOnly) return null;
        if (column.HasKeyValues(NumberDataViewType.Int32)) return Texts<int>(column, "KeyValues");
        if (column.HasKeyValues(NumberDataViewType.Int64)) return Texts<long>(column, "KeyValues");
        if (column.HasKeyValues(NumberDataViewType.UInt32)) return Texts<uint>(column, "KeyValues");
        if (column.HasKeyValues(NumberDataViewType.Byte)) return Texts<byte>(column, "KeyValues");
        return column.HasKeyValues(NumberDataViewType.Single) ? Texts<float>(column, "KeyValues") : null;
    }

    private static string[] Texts<T>(DataViewSchema.Column column, string annotation)
    {
        VBuffer<T> values = default;
        column.Annotations.GetValue(annotation, ref values);
        return [.. values.DenseValues().Select(value => value!.ToString()!)];
    }
}
