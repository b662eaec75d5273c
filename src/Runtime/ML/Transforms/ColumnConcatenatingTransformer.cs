namespace Microsoft.ML.Data;

/// <summary>Joins columns of one type into a vector.</summary>
public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal ColumnConcatenatingTransformer(string output, string[] inputs) => (Output, Inputs) = (output, inputs);

    internal string Output { get; }

    internal string[] Inputs { get; }

    private protected override RowMapper Map(DataViewSchema input)
    {
        DataViewSchema.Column[] sources = [.. Inputs.Select(n => Check.Column(input, n, "input"))];
        PrimitiveDataViewType item = sources[0].Type.ItemType();
        foreach (DataViewSchema.Column source in sources)
            if (!source.Type.ItemType().Equals(item)) throw Check.Mismatch(source.Name, "input", $"{item} or vector of {item}", source.Type.ToString()!);
        bool sized = sources.All(c => c.Type is not VectorDataViewType { IsKnownSize: false });
        int size = sized ? sources.Sum(c => (c.Type as VectorDataViewType)?.Size ?? 1) : 0;
        var builder = new DataViewSchema.Annotations.Builder();
        if (sized && sources.Any(c => c.Type is not VectorDataViewType || c.HasSlotNames()))
            builder.AddValues(SchemaAnnotationsExtensions.SlotNames, TextDataViewType.Instance, SlotNames(sources));
        if (sources.All(c => c.IsNormalized()))
            builder.AddPrimitiveValue(SchemaAnnotationsExtensions.Normalized, BooleanDataViewType.Instance, true);
        return new Mapper(input, sources, item, new DataViewSchema.DetachedColumn(Output, new VectorDataViewType(item, size), builder.ToAnnotations()));
    }

    // A value's slot is named after its column; a vector's slots after column and slot, or not at all.
    private static ReadOnlyMemory<char>[] SlotNames(DataViewSchema.Column[] sources)
    {
        var names = new List<ReadOnlyMemory<char>>();
        foreach (DataViewSchema.Column source in sources)
        {
            VBuffer<ReadOnlyMemory<char>> own = default;
            if (source.Type is not VectorDataViewType vector)
            {
                names.Add(source.Name.AsMemory());
            }
            else if (source.HasSlotNames())
            {
                source.GetSlotNames(ref own);
                names.AddRange(own.DenseValues().Select(n => n.IsEmpty ? default : $"{source.Name}.{n}".AsMemory()));
            }
            else
            {
                names.AddRange(new ReadOnlyMemory<char>[vector.Size]);
            }
        }
        return [.. names];
    }

    private protected override void Save(ModelSaveContext context) =>
        context.Write("concatenate", new() { ["output"] = Output, ["inputs"] = ModelJson.Strings(Inputs) });

    internal static ITransformer Load(ModelJson json) => new ColumnConcatenatingTransformer(json.String("output"), json.Strings("inputs"));

    private sealed class Mapper(DataViewSchema input, DataViewSchema.Column[] sources, PrimitiveDataViewType item, DataViewSchema.DetachedColumn output)
        : RowMapper(input, [output])
    {
        protected override IEnumerable<int> Sources(int computed) => sources.Select(c => c.Index);

        protected override Delegate Getter(DataViewRow input, int computed, object? shared) =>
            RawTypes.Call(item.RawType, new Joined(input, sources));
    }

    private sealed class Joined(DataViewRow input, DataViewSchema.Column[] sources) : IOver<Delegate>
    {
        public Delegate Of<T>() where T : notnull
        {
            ValueGetter<T>?[] single = [.. sources.Select(c => c.Type is VectorDataViewType ? null : input.GetGetter<T>(c))];
            ValueGetter<VBuffer<T>>?[] several = [.. sources.Select(c => c.Type is VectorDataViewType ? input.GetGetter<VBuffer<T>>(c) : null)];
            var parts = new VBuffer<T>[sources.Length];
            return new ValueGetter<VBuffer<T>>((ref VBuffer<T> value) =>
            {
                int size = 0;
                for (int i = 0; i < parts.Length; i++)
                {
                    several[i]?.Invoke(ref parts[i]);
                    size += single[i] is null ? parts[i].Length : 1;
                }
                VBufferEditor<T> editor = VBufferEditor.Create(ref value, size);
                int at = 0;
                for (int i = 0; i < parts.Length; i++)
                {
                    if (single[i] is { } get)
                    {
                        get(ref editor.Values[at++]);
                        continue;
                    }
                    parts[i].CopyTo(editor.Values[at..]);
                    at += parts[i].Length;
                }
                value = editor.Commit();
            });
        }
    }
}
