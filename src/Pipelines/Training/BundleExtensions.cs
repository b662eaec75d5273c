using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines.Training;

namespace MlPipelines.Pipelines;

/// <summary>Keeps trained pipelines in files of the kind .mlp.</summary>
/// <remarks>
/// A zip: manifest.json (version, class names, sizes, figures, origin, and size and SHA-256 of every other entry), model.keras, which Keras
/// reads too, and, where the chain has other steps, ML.NET's own files of them.
/// </remarks>
public static class BundleExtensions
{
    /// <summary>Writes the part of a trained chain that scores new data.</summary>
    /// <typeparam name="TLast">Kind of the chain's last step.</typeparam>
    /// <param name="catalog">The catalog of models.</param>
    /// <param name="chain">A chain with one <see cref="KerasTransformer"/>; its other steps for scoring must be ML.NET's own.</param>
    /// <param name="path">The file; replaced once the new one is whole.</param>
    /// <param name="info">Where the model comes from; null for nothing told.</param>
    /// <param name="schema">The columns it takes, kept for those who load it; null to leave them out.</param>
    /// <exception cref="NotSupportedException">A step cannot be saved; the text names it.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SaveBundle<TLast>(this ModelOperationsCatalog catalog, TransformerChain<TLast> chain, string path, BundleInfo? info = null,
        DataViewSchema? schema = null)
        where TLast : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(chain);
        // Chains in chains are their steps, one after the other.
        ITransformer[] steps = [.. chain.GetModelFor(TransformerScope.Scoring).SelectMany(Steps)];
        BundleFile.Write(new StepFiles(catalog), steps, schema, path, info ?? new BundleInfo());
    }

    /// <summary>Writes a trained transformer that scores new data.</summary>
    /// <param name="catalog">The catalog of models.</param>
    /// <param name="transformer">A <see cref="KerasTransformer"/>, or a chain with one.</param>
    /// <param name="path">The file; replaced once the new one is whole.</param>
    /// <param name="info">Where the model comes from; null for nothing told.</param>
    /// <param name="schema">The columns it takes, kept for those who load it; null to leave them out.</param>
    /// <exception cref="NotSupportedException">A step cannot be saved; the text names it.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SaveBundle(this ModelOperationsCatalog catalog, ITransformer transformer, string path, BundleInfo? info = null,
        DataViewSchema? schema = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(transformer);
        BundleFile.Write(new StepFiles(catalog), [.. Steps(transformer)], schema, path, info ?? new BundleInfo());
    }

    /// <summary>Reads a trained pipeline.</summary>
    /// <param name="catalog">The catalog of models.</param>
    /// <param name="path">A file of the kind .mlp. The model's structure and weights are data; no code is run from it.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or no bundle; the text names the file and the reason.</exception>
    /// <exception cref="NotSupportedException">It is of a newer version; the text says what to do.</exception>
    public static Bundle LoadBundle(this ModelOperationsCatalog catalog, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return BundleFile.Read(new StepFiles(catalog), path);
    }

    private static IEnumerable<ITransformer> Steps(ITransformer transformer) => transformer switch
    {
        TransformerChain<KerasTransformer> chain => chain.GetModelFor(TransformerScope.Scoring).SelectMany(Steps),
        TransformerChain<ITransformer> chain => chain.GetModelFor(TransformerScope.Scoring).SelectMany(Steps),
        _ => [transformer],
    };
}
