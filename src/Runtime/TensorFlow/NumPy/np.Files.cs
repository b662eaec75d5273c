using Tensorflow.IO;

namespace Tensorflow.NumPy;

public static partial class np
{
    private const string NpyEnding = ".npy", NpzEnding = ".npz";

    /// <summary>Writes an array to a .npy file.</summary>
    /// <param name="path">The file; ".npy" is added unless it is there.</param>
    /// <param name="x">What to write.</param>
    public static void save(string path, NDArray x) => Npy.Write(WithEnding(path, NpyEnding), ToFile(x));

    /// <summary>Reads an array from a .npy file. int8 and int16 become int32.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged; the text names it and the reason.</exception>
    /// <exception cref="ArgumentException">The file is a .npz, which holds several arrays: use <see cref="load_npz"/>.</exception>
    public static NDArray load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.EndsWith(NpzEnding, StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"np.load got {path}, which holds several arrays; use np.load_npz(path)[\"name\"].", nameof(path));
        return FromFile(Npy.Read(path));
    }

    /// <summary>Reads all arrays of a .npz file, by name.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged; the text names it, the entry and the reason.</exception>
    public static Dictionary<string, NDArray> load_npz(string path) =>
        Npz.Read(path).ToDictionary(entry => entry.Key, entry => FromFile(entry.Value));

    /// <summary>Writes arrays to a .npz file, under the names arr_0, arr_1, ...</summary>
    /// <param name="path">The file; ".npz" is added unless it is there.</param>
    /// <param name="arrays">What to write.</param>
    public static void savez(string path, params NDArray[] arrays) => savez(path, [.. arrays.Select((x, i) => ($"arr_{i}", x))]);

    /// <summary>Writes arrays to a .npz file: <c>np.savez("digits", ("x", x), ("y", y))</c>.</summary>
    /// <param name="path">The file; ".npz" is added unless it is there.</param>
    /// <param name="arrays">Names and arrays.</param>
    public static void savez(string path, params (string name, NDArray x)[] arrays) => Write(path, arrays, compress: false);

    /// <summary>As <see cref="savez(string, ValueTuple{string, NDArray}[])"/>, compressed.</summary>
    /// <param name="path">The file; ".npz" is added unless it is there.</param>
    /// <param name="arrays">Names and arrays.</param>
    public static void savez_compressed(string path, params (string name, NDArray x)[] arrays) => Write(path, arrays, compress: true);

    private static void Write(string path, (string Name, NDArray X)[] arrays, bool compress) =>
        Npz.Write(WithEnding(path, NpzEnding), arrays.Select(a => KeyValuePair.Create(a.Name, ToFile(a.X))), compress);

    private static string WithEnding(string path, string ending)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? path : path + ending;
    }

    private static NpyArray ToFile(NDArray x)
    {
        byte[] data = x.Bytes.ToArray();
        GC.KeepAlive(x);
        return new NpyArray(x.dtype switch
        {
            float32 => NpyType.Float32,
            float64 => NpyType.Float64,
            int32 => NpyType.Int32,
            int64 => NpyType.Int64,
            @bool => NpyType.Bool,
            _ => NpyType.UInt8,
        }, x.shape.dims, data);
    }

    private static NDArray FromFile(NpyArray file)
    {
        Shape shape = Shape.Of(file.Shape);
        switch (file.Type)
        {
            case NpyType.Int8: return new NDArray(Array.ConvertAll(file.ToArray<sbyte>(), v => (int)v), shape);
            case NpyType.Int16: return new NDArray(Array.ConvertAll(file.ToArray<short>(), v => (int)v), shape);
        }
        var array = new NDArray(shape, file.Type switch
        {
            NpyType.Float32 => float32,
            NpyType.Float64 => float64,
            NpyType.Int32 => int32,
            NpyType.Int64 => int64,
            NpyType.Bool => @bool,
            _ => uint8,
        });
        file.Data.CopyTo(array.Bytes);
        return array;
    }
}
