using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class DataViewSchema
{
    /// <summary>What is known about a column besides its type, such as the names of its slots: a row of named values.</summary>
    public sealed class Annotations
    {
        private readonly Delegate[] _getters;

        private Annotations(DataViewSchema schema, Delegate[] getters) => (Schema, _getters) = (schema, getters);

        /// <summary>Nothing known.</summary>
        public static Annotations Empty { get; } = new(new DataViewSchema([], []), []);

        /// <summary>The names and types of what is known.</summary>
        public DataViewSchema Schema { get; }

        /// <summary>A getter of one value.</summary>
        /// <typeparam name="TValue">Its raw type.</typeparam>
        /// <param name="column">A column of <see cref="Schema"/>.</param>
        /// <exception cref="InvalidOperationException">The value has another type.</exception>
        public ValueGetter<TValue> GetGetter<TValue>(Column column)
        {
            if (column.Index >= _getters.Length)
                throw new ArgumentException($"Annotation {column.Index} was asked for; there are {_getters.Length}.", nameof(column));
            return _getters[column.Index] as ValueGetter<TValue> ?? throw Check.WrongType<TValue>("Annotation", column);
        }

        /// <summary>Reads one value.</summary>
        /// <typeparam name="TValue">Its raw type.</typeparam>
        /// <param name="kind">Its name, such as "SlotNames".</param>
        /// <param name="value">Receives the value.</param>
        /// <exception cref="InvalidOperationException">There is no such value, or it has another type.</exception>
        public void GetValue<TValue>(string kind, ref TValue value)
        {
            Column column = Schema.GetColumnOrNull(kind)
                ?? throw new InvalidOperationException($"Annotation '{kind}' was asked for; there are {Schema.Names()}.");
            GetGetter<TValue>(column)(ref value);
        }

        /// <summary>The names of what is known.</summary>
        public override string ToString() => string.Join(", ", Schema.Select(c => c.Name));

        /// <summary>Gathers annotations.</summary>
        public sealed class Builder
        {
            private readonly DataViewSchema.Builder _schema = new();
            private readonly List<Delegate> _getters = [];

            /// <summary>Takes over annotations of another column.</summary>
            /// <param name="annotations">Where to take from; null for nowhere.</param>
            /// <param name="selector">Whether to take the annotation of a name.</param>
            public void Add(Annotations? annotations, Func<string, bool> selector)
            {
                if (annotations is null) return;
                ArgumentNullException.ThrowIfNull(selector);
                foreach (Column column in annotations.Schema)
                    if (selector(column.Name)) Add(column.Name, column.Type, annotations._getters[column.Index], column.Annotations);
            }

            /// <summary>Adds an annotation.</summary>
            /// <typeparam name="TValue">The raw type.</typeparam>
            /// <param name="name">Its name, such as "SlotNames".</param>
            /// <param name="type">Its type.</param>
            /// <param name="getter">Gives its value; called whenever it is read.</param>
            /// <param name="annotations">What is known about the annotation itself.</param>
            public void Add<TValue>(string name, DataViewType type, ValueGetter<TValue> getter, Annotations? annotations = null) =>
                Add(name, type, (Delegate)getter, annotations);

            /// <summary>Adds an annotation.</summary>
            /// <param name="name">Its name, such as "SlotNames".</param>
            /// <param name="type">Its type.</param>
            /// <param name="getter">A <see cref="ValueGetter{TValue}"/> of the raw type.</param>
            /// <param name="annotations">What is known about the annotation itself.</param>
            public void Add(string name, DataViewType type, Delegate getter, Annotations? annotations = null)
            {
                ArgumentNullException.ThrowIfNull(type);
                ArgumentNullException.ThrowIfNull(getter);
                Type expected = RawTypes.GetterOf(type.RawType);
                if (getter.GetType() != expected)
                    throw new ArgumentException($"Annotation '{name}' of type {type} got a getter of type {getter.GetType()}; it takes {expected}.", nameof(getter));
                _schema.AddColumn(name, type, annotations);
                _getters.Add(getter);
            }

            /// <summary>Adds an annotation of a fixed value.</summary>
            /// <typeparam name="TValue">The raw type.</typeparam>
            /// <param name="name">Its name, such as "IsNormalized".</param>
            /// <param name="type">Its type.</param>
            /// <param name="value">Its value.</param>
            /// <param name="annotations">What is known about the annotation itself.</param>
            public void AddPrimitiveValue<TValue>(string name, PrimitiveDataViewType type, TValue value, Annotations? annotations = null) =>
                Add(name, type, (ref TValue result) => result = value, annotations);

            /// <summary>All annotations added.</summary>
            public Annotations ToAnnotations() => new(_schema.ToSchema(), [.. _getters]);
        }
    }
}
