namespace Tensorflow;

public sealed partial class tensorflow
{
    /// <summary>Input pipelines.</summary>
    public DataApi data { get; } = new();

    /// <summary>The machine.</summary>
    public ConfigApi config { get; } = new();
}

/// <summary>Input pipelines: <c>tf.data</c>.</summary>
public sealed class DataApi
{
    internal DataApi()
    {
    }

    /// <summary>The cardinality of a dataset without end.</summary>
    public const long INFINITE_CARDINALITY = -1;

    /// <summary>The cardinality of a dataset that nobody has counted.</summary>
    public const long UNKNOWN_CARDINALITY = -2;

    /// <summary>Where TensorFlow takes a buffer size or a number of calls: choose by yourself.</summary>
    public int AUTOTUNE => -1;

    /// <summary>Where datasets come from.</summary>
    public DatasetFactory Dataset { get; } = new();
}

/// <summary>The machine: <c>tf.config</c>.</summary>
public sealed class ConfigApi
{
    internal ConfigApi()
    {
    }

    /// <summary>The devices that operations can run on: the processor, under "CPU". There are none of other kinds.</summary>
    /// <param name="device_type">"CPU", "GPU" or "TPU"; null for all.</param>
    public PhysicalDevice[] list_physical_devices(string? device_type = null) =>
        device_type is null || device_type.Equals("CPU", StringComparison.OrdinalIgnoreCase) ? [new("/physical_device:CPU:0", "CPU")] : [];
}

/// <summary>A device.</summary>
/// <param name="DeviceName">Name, for example <c>/physical_device:CPU:0</c>.</param>
/// <param name="DeviceType">Kind, for example <c>CPU</c>.</param>
public sealed record PhysicalDevice(string DeviceName, string DeviceType);
