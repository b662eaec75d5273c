using System.Text.Json.Nodes;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Where steps write themselves into a model file. Its members are internal: other steps than the library's own cannot be saved.</summary>
public sealed class ModelSaveContext
{
    private JsonObject? _written;

    internal ModelSaveContext()
    {
    }

    /// <summary>Writes a step of a kind that <see cref="ModelFile"/> can load.</summary>
    internal void Write(string kind, JsonObject content)
    {
        content["kind"] = kind;
        _written = content;
    }

    /// <summary>Writes a chain, its steps in order.</summary>
    internal void SaveChain(ITransformerChain chain) => Write("chain", new()
    {
        ["steps"] = new JsonArray([.. chain.Transformers.Zip(chain.Scopes, (transformer, scope) => new JsonObject
        {
            ["scope"] = (int)scope,
            ["step"] = Of(transformer),
        })]),
    });

    /// <summary>What a transformer writes.</summary>
    internal static JsonObject Of(ITransformer transformer)
    {
        var context = new ModelSaveContext();
        if (transformer is RowToRowTransformerBase or ITransformerChain) transformer.Save(context);
        return context._written ?? throw new NotSupportedException(
            $"{transformer.GetType()} is not one of the library's own transformers and cannot write into a model file. Keep the pipeline in the project's bundle (.mlp) instead.");
    }
}
