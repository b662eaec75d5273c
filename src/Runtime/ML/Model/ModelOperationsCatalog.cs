using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Trained models: files and predictions.</summary>
public sealed class ModelOperationsCatalog
{
    internal ModelOperationsCatalog()
    {
    }

    /// <summary>Writes a model file.</summary>
    /// <param name="model">A chain of the library's own transformers.</param>
    /// <param name="inputSchema">The columns the model takes; null where they are not known.</param>
    /// <param name="stream">Where to write.</param>
    /// <exception cref="NotSupportedException">A transformer is not one of the library's own.</exception>
    public void Save(ITransformer model, DataViewSchema? inputSchema, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(ModelFile.Write(model ?? new TransformerChain<ITransformer>(), inputSchema));
    }

    /// <summary>Writes a model file.</summary>
    /// <param name="model">A chain of the library's own transformers.</param>
    /// <param name="inputSchema">The columns the model takes; null where they are not known.</param>
    /// <param name="filePath">The file, written anew.</param>
    /// <exception cref="NotSupportedException">A transformer is not one of the library's own; the file is left as it was.</exception>
    public void Save(ITransformer model, DataViewSchema? inputSchema, string filePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        byte[] bytes = ModelFile.Write(model ?? new TransformerChain<ITransformer>(), inputSchema);
        File.WriteAllBytes(filePath, bytes);
    }

    /// <summary>Reads a model file.</summary>
    /// <param name="stream">Where to read; must be able to seek.</param>
    /// <param name="inputSchema">Receives the columns the model takes; null where they are not known.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or not one that <see cref="Save(ITransformer, DataViewSchema?, Stream)"/> wrote.</exception>
    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ITransformer model = ModelFile.Read(stream, out DataViewSchema? schema);
        inputSchema = schema!;
        return model;
    }

    /// <summary>Reads a model file.</summary>
    /// <param name="filePath">The file.</param>
    /// <param name="inputSchema">Receives the columns the model takes; null where they are not known.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or not one that <see cref="Save(ITransformer, DataViewSchema?, string)"/> wrote.</exception>
    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        using FileStream stream = File.OpenRead(filePath);
        try
        {
            return Load(stream, out inputSchema);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{filePath}: {error.Message}", error);
        }
    }

    /// <summary>Makes predictions for one object at a time.</summary>
    /// <typeparam name="TSrc">The class of what is asked.</typeparam>
    /// <typeparam name="TDst">The class of what is answered.</typeparam>
    /// <param name="transformer">A model that makes one row of each row.</param>
    /// <param name="ignoreMissingColumns">Whether members of the answer without a column keep their first value; an error otherwise.</param>
    /// <param name="inputSchemaDefinition">Sizes and annotations of columns asked that the class does not state.</param>
    /// <param name="outputSchemaDefinition">Which members of the answer take which columns, where the class does not state it.</param>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, bool ignoreMissingColumns = true,
        SchemaDefinition? inputSchemaDefinition = null, SchemaDefinition? outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new() =>
        CreatePredictionEngine<TSrc, TDst>(transformer, new PredictionEngineOptions
        {
            IgnoreMissingColumns = ignoreMissingColumns,
            InputSchemaDefinition = inputSchemaDefinition,
            OutputSchemaDefinition = outputSchemaDefinition,
        });

    /// <summary>Makes predictions for one object at a time.</summary>
    /// <typeparam name="TSrc">The class of what is asked.</typeparam>
    /// <typeparam name="TDst">The class of what is answered.</typeparam>
    /// <param name="transformer">A model that makes one row of each row.</param>
    /// <param name="inputSchema">The columns the model takes, as <see cref="Load(string, out DataViewSchema)"/> gave them.</param>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class
        where TDst : class, new()
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return CreatePredictionEngine<TSrc, TDst>(transformer, new PredictionEngineOptions
        {
            IgnoreMissingColumns = false,
            InputSchemaDefinition = TypedDefinition.Create(typeof(TSrc), inputSchema),
        });
    }

    /// <summary>Makes predictions for one object at a time.</summary>
    /// <typeparam name="TSrc">The class of what is asked.</typeparam>
    /// <typeparam name="TDst">The class of what is answered.</typeparam>
    /// <param name="transformer">A model that makes one row of each row.</param>
    /// <param name="options">The settings.</param>
    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new()
    {
        ArgumentNullException.ThrowIfNull(transformer);
        ArgumentNullException.ThrowIfNull(options);
        return new PredictionEngine<TSrc, TDst>(transformer, options);
    }
}

/// <summary>Settings of a <see cref="PredictionEngine{TSrc, TDst}"/>.</summary>
public sealed class PredictionEngineOptions
{
    /// <summary>Whether members of the answer without a column keep their first value; an error otherwise.</summary>
    public bool IgnoreMissingColumns = true;

    /// <summary>Sizes and annotations of columns asked that the class does not state.</summary>
    public SchemaDefinition? InputSchemaDefinition;

    /// <summary>Which members of the answer take which columns, where the class does not state it.</summary>
    public SchemaDefinition? OutputSchemaDefinition;

    /// <summary>Whether the model is disposed with the engine, where it can be.</summary>
    public bool OwnsTransformer = true;
}
