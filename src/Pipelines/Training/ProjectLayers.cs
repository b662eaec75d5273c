using System.Runtime.CompilerServices;
using MlPipelines.KerasModels;

namespace MlPipelines.Pipelines.Training;

/// <summary>The project's own layer in Keras' registry: it joins when its class is first used, and a model with it may be the first thing a program
/// reads.</summary>
internal static class ProjectLayers
{
    /// <summary>Lets models with the layer be read.</summary>
    public static void Register() => RuntimeHelpers.RunClassConstructor(typeof(RowPositions).TypeHandle);
}
