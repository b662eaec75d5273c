using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MlPipelines.App.Web;

/// <summary>Counts what the server does, for Prometheus.</summary>
internal sealed class ServerMetrics
{
    private static readonly double[] s_bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

    private readonly long[] _statuses = new long[600], _buckets = new long[s_bounds.Length + 1];
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _answered, _ticks, _digits, _batches, _images, _inHand;

    public void Begin() => Interlocked.Increment(ref _inHand);

    /// <summary>Counts a request that is answered, of whatever kind.</summary>
    public void End(int status)
    {
        Interlocked.Decrement(ref _inHand);
        Interlocked.Increment(ref _statuses[Math.Clamp(status, 0, _statuses.Length - 1)]);
    }

    /// <summary>Counts a picture that was read.</summary>
    public void AddRead(TimeSpan time, int digits)
    {
        double seconds = time.TotalSeconds;
        int bucket = 0;
        while (bucket < s_bounds.Length && seconds > s_bounds[bucket]) bucket++;
        Interlocked.Increment(ref _buckets[bucket]);
        Interlocked.Increment(ref _answered);
        Interlocked.Add(ref _ticks, time.Ticks);
        Interlocked.Add(ref _digits, digits);
    }

    /// <summary>Counts a pass through a model.</summary>
    public void AddBatch(int images)
    {
        Interlocked.Increment(ref _batches);
        Interlocked.Add(ref _images, images);
    }

    /// <summary>The figures in Prometheus' text format.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        Head("mlpipelines_http_requests_total", "counter", "Requests answered, by status.");
        for (int status = 0; status < _statuses.Length; status++)
            if (Interlocked.Read(ref _statuses[status]) is > 0 and long count) Line($"mlpipelines_http_requests_total{{code=\"{status}\"}}", count);
        One("mlpipelines_http_requests_in_flight", "gauge", "Requests being answered.", Interlocked.Read(ref _inHand));
        Head("mlpipelines_recognize_seconds", "histogram", "Seconds from a picture's last byte to its digits.");
        long sum = 0;
        for (int i = 0; i < s_bounds.Length; i++)
            Line($"mlpipelines_recognize_seconds_bucket{{le=\"{s_bounds[i].ToString(CultureInfo.InvariantCulture)}\"}}", sum += Interlocked.Read(ref _buckets[i]));
        long all = sum + Interlocked.Read(ref _buckets[^1]);
        Line("mlpipelines_recognize_seconds_bucket{le=\"+Inf\"}", all);
        Line("mlpipelines_recognize_seconds_sum", new TimeSpan(Interlocked.Read(ref _ticks)).TotalSeconds);
        Line("mlpipelines_recognize_seconds_count", all);
        One("mlpipelines_digits_read_total", "counter", "Digits found in pictures.", Interlocked.Read(ref _digits));
        One("mlpipelines_batches_total", "counter", "Passes through a model.", Interlocked.Read(ref _batches));
        One("mlpipelines_batch_images_total", "counter", "Images in these passes.", Interlocked.Read(ref _images));
        One("process_resident_memory_bytes", "gauge", "Resident memory.", Environment.WorkingSet);
        One("mlpipelines_uptime_seconds", "gauge", "Seconds since the server began.", Stopwatch.GetElapsedTime(_start).TotalSeconds);
        return text.ToString();

        void Head(string name, string type, string help) => text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        void Line(string name, double value) => text.Append(name).Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
        void One(string name, string type, string help, double value)
        {
            Head(name, type, help);
            Line(name, value);
        }
    }
}
