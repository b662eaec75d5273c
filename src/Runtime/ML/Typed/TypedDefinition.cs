namespace Microsoft.ML.Data;

/// <summary>Definitions of a class's columns after a schema.</summary>
internal static class TypedDefinition
{
    /// <summary>The columns of a class that a schema has too, with the schema's types and annotations.</summary>
    public static SchemaDefinition Create(Type type, DataViewSchema schema)
    {
        SchemaDefinition definition = SchemaDefinition.Create(type, SchemaDefinition.Direction.Read);
        foreach (DataViewSchema.Column column in schema.Where(c => !c.IsHidden))
        {
            if (definition[column.Name] is not { } member) throw Check.Missing(column.Name, $"{type.Name}'s", string.Join(", ", definition.Select(c => $"'{c.ColumnName}'")), nameof(schema));
            member.ColumnType = column.Type;
            foreach (DataViewSchema.Column annotation in column.Annotations.Schema.Where(a => !a.IsHidden))
                RawTypes.Call(annotation.Type.RawType, new Copy(column, annotation, member));
        }
        return definition;
    }

    private sealed class Copy(DataViewSchema.Column column, DataViewSchema.Column annotation, SchemaDefinition.Column member) : IOver<SchemaDefinition.Column>
    {
        public SchemaDefinition.Column Of<T>() where T : notnull
        {
            T value = default!;
            column.Annotations.GetValue(annotation.Name, ref value);
            member.AddAnnotation(annotation.Name, value, annotation.Type);
            return member;
        }
    }
}
