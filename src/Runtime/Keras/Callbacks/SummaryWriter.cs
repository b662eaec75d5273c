using System.Buffers.Binary;
using System.Numerics;
using Tensorflow.IO;
using Tensorflow.Keras.Utils;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Callbacks;

/// <summary>Writes an event file that TensorBoard shows: numbers, images and counts of values over the steps of a run.</summary>
/// <remarks>
/// Records are in the TFRecord format: length, its checksum, the message, its checksum (CRC-32C, masked). Each reaches the file when it is
/// written, so that TensorBoard shows a run that goes on.
/// </remarks>
/// <example><code>
/// using var writer = new SummaryWriter("logs/gan");
/// writer.scalar("generator_loss", loss, epoch);
/// writer.image("samples", generator.Apply(noise) * 0.5f + 0.5f, epoch);
/// </code></example>
public sealed class SummaryWriter : IDisposable
{
    private static int _files;

    private readonly FileStream _file;

    /// <summary>Begins a new file in a folder, which is made if need be.</summary>
    /// <param name="logdir">The folder; TensorBoard shows each as a run of its name.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public SummaryWriter(string logdir)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(logdir);
        Directory.CreateDirectory(logdir);
        // TensorBoard goes by "tfevents" in the name and reads a folder's files in the names' order.
        FilePath = Path.Combine(logdir, $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeSeconds():0000000000}.{Machine()}."
            + $"{Environment.ProcessId}.{Interlocked.Increment(ref _files)}.v2");
        _file = new FileStream(FilePath, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 12);
        Write(EventEncoder.Version(Now()));
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>Writes a number.</summary>
    /// <param name="name">What it is called in TensorBoard.</param>
    /// <param name="value">The number.</param>
    /// <param name="step">The step it belongs to.</param>
    public void scalar(string name, double value, long step) => Put(step, EventEncoder.Scalar(Checked(name), (float)value));

    /// <summary>Writes images.</summary>
    /// <param name="name">What they are called in TensorBoard; several are numbered: name/0, name/1.</param>
    /// <param name="data">
    /// [height, width, channels] or [images, height, width, channels]; uint8, or floating-point numbers from 0 to 1. 1, 3 or 4 channels.
    /// </param>
    /// <param name="step">The step they belong to.</param>
    /// <param name="max_outputs">Most images to write.</param>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public void image(string name, Tensor data, long step, int max_outputs = 3)
    {
        ArgumentNullException.ThrowIfNull(data);
        Checked(name);
        if (data.ndim is not (3 or 4) || data.shape[-1] is not (1 or 3 or 4) || data.shape.Span[^3..].Contains(0))
            throw new ArgumentException($"image '{name}' got a tensor of shape {data.shape}; it takes [height, width, channels] or "
                + "[images, height, width, channels] with 1, 3 or 4 channels.");
        Tensor values = data.dtype == TF_DataType.TF_UINT8 ? data : MathOps.Cast(data, TF_DataType.TF_FLOAT);
        (int height, int width, int channels) = (checked((int)data.shape[-3]), checked((int)data.shape[-2]), (int)data.shape[-1]);
        int size = checked(height * width * channels), images = data.ndim == 3 ? 1 : (int)Math.Min(data.shape[0], max_outputs);
        for (int i = 0; i < images; i++)
        {
            byte[] pixels = new byte[size];
            if (values.dtype == TF_DataType.TF_UINT8) values.AsSpan<byte>().Slice(i * size, size).CopyTo(pixels);
            else ToBytes(values.AsSpan<float>().Slice(i * size, size), pixels);
            byte[] png = PngWriter.Encode(new ImageData(height, width, channels, pixels));
            Put(step, EventEncoder.Image(data.ndim == 3 ? name : $"{name}/{i}", height, width, channels, png));
        }
        GC.KeepAlive(values);
    }

    /// <summary>Writes how many values lie in which part of their range.</summary>
    /// <param name="name">What they are called in TensorBoard.</param>
    /// <param name="data">Values; those that are not finite are left out.</param>
    /// <param name="step">The step they belong to.</param>
    public void histogram(string name, Tensor data, long step)
    {
        ArgumentNullException.ThrowIfNull(data);
        Tensor values = MathOps.Cast(data, TF_DataType.TF_FLOAT);
        Put(step, EventEncoder.Histogram(Checked(name), new ValueCounts(values.AsSpan<float>())));
        GC.KeepAlive(values);
    }

    /// <summary>Ends the file.</summary>
    public void Dispose() => _file.Dispose();

    private static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return name;
    }

    private static void ToBytes(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        // What is not a number is black.
        for (int i = 0; i < values.Length; i++) bytes[i] = values[i] > 0 ? (byte)(Math.Min(values[i], 1) * 255 + 0.5f) : (byte)0;
    }

    private static double Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    private static string Machine() => string.Concat(Environment.MachineName.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));

    private void Put(long step, ProtoMessage value) => Write(EventEncoder.Event(Now(), step, value));

    private void Write(byte[] message)
    {
        byte[] record = new byte[12 + message.Length + 4];
        BinaryPrimitives.WriteInt64LittleEndian(record, message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), Checksum(record.AsSpan(0, 8)));
        message.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + message.Length), Checksum(message));
        _file.Write(record);
        _file.Flush();
    }

    /// <summary>CRC-32C, turned and shifted, as checksums of data that hold checksums are a weak test.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes) crc = BitOperations.Crc32C(crc, b);
        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }
}
