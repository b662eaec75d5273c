using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Adds columns that a function makes. Learns nothing from data.</summary>
/// <typeparam name="TSrc">The columns read.</typeparam>
/// <typeparam name="TDst">The columns made.</typeparam>
public sealed class CustomMappingEstimator<TSrc, TDst> : IEstimator<CustomMappingTransformer<TSrc, TDst>>
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly CustomMappingTransformer<TSrc, TDst> _transformer;

    internal CustomMappingEstimator(Action<TSrc, TDst> mapAction, string? contractName, SchemaDefinition? input, SchemaDefinition? output) =>
        _transformer = new CustomMappingTransformer<TSrc, TDst>(mapAction, contractName, input, output);

    /// <summary>The step; the data are not read.</summary>
    /// <param name="input">Data with the columns the function reads.</param>
    public CustomMappingTransformer<TSrc, TDst> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.GetOutputSchema(input.Schema);
        return _transformer;
    }

    /// <summary>The columns after the step.</summary>
    /// <param name="inputSchema">The columns before the step.</param>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (TypedColumns<TSrc>.TypedColumn member in _transformer.Inputs.Columns)
        {
            SchemaShape.Column found = inputSchema.Find(member.Name, "input");
            SchemaShape.Column wanted = SchemaShape.Column.Of(member.Name, member.Type, DataViewSchema.Annotations.Empty);
            // A member's vector of any size takes one of known size too; what is held as the same number may be read as it.
            bool scalar = wanted.Kind == SchemaShape.Column.VectorKind.Scalar;
            if (scalar != (found.Kind == SchemaShape.Column.VectorKind.Scalar) || wanted.ItemType.RawType != found.ItemType.RawType)
                throw Check.Mismatch(member.Name, "input", wanted.TypeText, found.TypeText);
        }
        return inputSchema.With(_transformer.Outputs.Columns.Select(c => SchemaShape.Column.Of(c.Name, c.Type, c.Annotations)));
    }
}

/// <summary>Adds columns that a function makes, called once a row, whichever of its columns are read.</summary>
/// <typeparam name="TSrc">The columns read.</typeparam>
/// <typeparam name="TDst">The columns made.</typeparam>
public sealed class CustomMappingTransformer<TSrc, TDst> : RowToRowTransformerBase
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly Action<TSrc, TDst> _map;
    private readonly string? _contractName;

    internal CustomMappingTransformer(Action<TSrc, TDst> map, string? contractName, SchemaDefinition? input, SchemaDefinition? output)
    {
        ArgumentNullException.ThrowIfNull(map);
        (_map, _contractName) = (map, contractName);
        Inputs = new TypedColumns<TSrc>(input ?? SchemaDefinition.Create(typeof(TSrc), SchemaDefinition.Direction.Write));
        Outputs = new TypedColumns<TDst>(output ?? SchemaDefinition.Create(typeof(TDst), SchemaDefinition.Direction.Read));
    }

    internal TypedColumns<TSrc> Inputs { get; }

    internal TypedColumns<TDst> Outputs { get; }

    private protected override RowMapper Map(DataViewSchema input) => new Mapper(this, input);

    private protected override void Save(ModelSaveContext context) =>
        throw new NotSupportedException($"The function of a CustomMapping (contract '{_contractName ?? "none"}') cannot be written into a model file. Leave the step out with GetModelFor, or keep the pipeline in the project's bundle (.mlp), which makes the step again.");

    private sealed class Mapper(CustomMappingTransformer<TSrc, TDst> owner, DataViewSchema input) : RowMapper(input, owner.Outputs.Detached())
    {
        private readonly int[] _sources = [.. owner.Inputs.Bound(input, ignoreMissing: false).Select(b => b.Column.Index)];

        protected override IEnumerable<int> Sources(int computed) => _sources;

        protected override object Shared(DataViewRow input) => new Call(owner, input);

        protected override Delegate Getter(DataViewRow input, int computed, object? shared)
        {
            var call = (Call)shared!;
            TypedColumns<TDst>.TypedColumn column = owner.Outputs.Columns[computed];
            return RawTypes.Call(column.Type.RawType, new After(call.Update, column.Getter(call.Result)));
        }
    }

    private sealed class After(Action update, Delegate getter) : IOver<Delegate>
    {
        public Delegate Of<T>() where T : notnull
        {
            var get = (ValueGetter<T>)getter;
            return new ValueGetter<T>((ref T value) =>
            {
                update();
                get(ref value);
            });
        }
    }

    /// <summary>The function's objects for one row or cursor, and the position it was called for last.</summary>
    private sealed class Call(CustomMappingTransformer<TSrc, TDst> owner, DataViewRow input)
    {
        private readonly TSrc _source = new();
        private Action<TSrc>? _fill;
        private long _position = -1;

        public TypedColumns<TDst>.Box Result { get; } = new() { Current = new TDst() };

        public void Update()
        {
            if (_position == input.Position) return;
            _fill ??= owner.Inputs.Filler(input, ignoreMissing: false);
            _fill(_source);
            owner._map(_source, Result.Current);
            _position = input.Position;
        }
    }
}
