using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Cells one on top of the other, as one cell: each step's output of one is the input of the next.</summary>
/// <remarks>[batch, features] to [batch, outputs of the last cell]. States: those of the first cell, then those of the next.</remarks>
public sealed class StackedRNNCells : RecurrentCell
{
    private readonly RecurrentCell[] _cells;
    private readonly int[] _stateSizes;

    /// <summary>A stack of cells.</summary>
    /// <param name="cells">From the input to the output; 1 or more.</param>
    /// <param name="name">The stack's name.</param>
    /// <exception cref="ArgumentException">There is no cell, one comes twice, or one does not derive from <see cref="RecurrentCell"/>.</exception>
    public StackedRNNCells(IEnumerable<IRnnCell> cells, string? name = null)
        : base(name, (cells ?? throw new ArgumentNullException(nameof(cells))).OfType<Layer>().FirstOrDefault()?.DType ?? TF_DataType.TF_FLOAT)
    {
        _cells = [.. cells.Select(c => c as RecurrentCell
            ?? throw BadInput($"a cell of class {c?.GetType().Name ?? "null"}", "cells derived from RecurrentCell"))];
        if (_cells.Length == 0) throw BadInput("no cells", "one or more");
        if (_cells.Distinct().Count() < _cells.Length) throw BadInput("the same cell twice", "cells with weights of their own", "Make another one.");
        _stateSizes = [.. _cells.SelectMany(c => c.StateSizes)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Layers => _cells;

    /// <inheritdoc/>
    public override IReadOnlyList<int> StateSizes => _stateSizes;

    /// <inheritdoc/>
    public override int OutputSize => _cells[^1].OutputSize;

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        foreach (RecurrentCell cell in _cells)
        {
            cell.EnsureBuilt(input_shape);
            input_shape = cell.ComputeOutputShape(input_shape);
        }
    }

    /// <inheritdoc/>
    public override void BeginSequence(long batch, bool training)
    {
        foreach (RecurrentCell cell in _cells) cell.BeginSequence(batch, training);
    }

    /// <inheritdoc/>
    public override (Tensor Output, Tensor[] States) Step(Tensor x, Tensor[] states, bool training)
    {
        var next = new Tensor[states.Length];
        int at = 0;
        foreach (RecurrentCell cell in _cells)
        {
            int count = cell.StateSizes.Count;
            (x, Tensor[] own) = cell.Step(x, states[at..(at + count)], training);
            own.CopyTo(next, at);
            at += count;
        }
        return (x, next);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["cells"] = new JsonArray([.. _cells.Select(NestedLayer.Write)]);
        return config;
    }

    /// <summary>A stack with the settings of <see cref="get_config"/>.</summary>
    public static StackedRNNCells from_config(JsonObject config)
    {
        var read = new ConfigReader("StackedRNNCells", config);
        if (config["cells"] is not JsonArray cells) throw new InvalidDataException("StackedRNNCells' configuration lacks 'cells', a list.");
        return read.Finish(new StackedRNNCells(
            cells.Select(c => NestedLayer.Read(c) as RecurrentCell
                ?? throw new InvalidDataException("StackedRNNCells' 'cells' hold a layer that is no cell.")),
            read.Name));
    }
}
