namespace Tensorflow.Keras;

/// <summary>What a recurrent layer does at one time step. A cell of one's own derives from <see cref="Layers.RecurrentCell"/>.</summary>
public interface IRnnCell : ILayer
{
    /// <summary>Length of each state's vectors.</summary>
    IReadOnlyList<int> StateSizes { get; }

    /// <summary>Length of the output's vectors.</summary>
    int OutputSize { get; }
}
