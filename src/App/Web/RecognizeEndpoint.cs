using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Recognition;
using Tensorflow.IO;

namespace MlPipelines.App.Web;

/// <summary>POST /api/recognize: reads the digits of a picture, or of 784 numbers.</summary>
internal sealed class RecognizeEndpoint(ServedModels models, ServerMetrics metrics) : IDisposable
{
    /// <summary>Most bytes of a picture.</summary>
    public const int MostBytes = 5_000_000;

    /// <summary>Bodies of all requests together take no more memory.</summary>
    private const int MostBytesInHand = 24 << 20;

    /// <summary>Files up to this size unpack to about 2 MB at most; larger ones are unpacked one at a time, so that few of them fill the memory.</summary>
    private const int SmallFile = 2048;

    private const long LargePicture = 3_000_000;

    private const int FirstRoom = 16 << 10;

    private const int Shown = 3, Side = DigitPreparation.Side;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _large = new(1);
    private long _bytesInHand;

    public async Task HandleAsync(HttpContext context)
    {
        if (!models.TryFind(Single(context.Request.Query["model"]), out ServedModel? model))
            throw models.All.Count == 0
                ? new RequestException(StatusCodes.Status503ServiceUnavailable, "There is no model yet. POST /api/train trains a small one.")
                : new RequestException(StatusCodes.Status404NotFound, $"There is no model of that name. Models: {string.Join(", ", models.All.Select(m => m.Name))}.");
        bool explain = Single(context.Request.Query["explain"]) switch
        {
            null or "false" => false,
            "true" => true,
            _ => throw new RequestException(StatusCodes.Status400BadRequest, "explain takes true or false."),
        };
        long held = 0;
        try
        {
            byte[] body = await ReadAsync(context, bytes => Hold(ref held, bytes));
            long start = Stopwatch.GetTimestamp();
            Reading reading;
            using (model.Queue.Enter())
                reading = IsJson(context.Request) ? await ReadNumbersAsync(body, model) : await ReadPictureAsync(body, model, context.RequestAborted);
            byte[][]? saliency = explain && reading.Digits.Count > 0 ? Saliency.Of(model.Classifier, Images(reading.Digits, reading.Side)) : null;
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            metrics.AddRead(time, reading.Digits.Count);
            await Answers.WriteAsync(context, (reading, model, explain, saliency, time), static (json, a) => Write(json, a.reading, a.model, a.explain, a.saliency, a.time));
        }
        finally
        {
            Interlocked.Add(ref _bytesInHand, -held);
        }
    }

    public void Dispose() => _large.Dispose();

    private static string? Single(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 0 ? null : values[0];

    private static bool IsJson(HttpRequest request) => request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;

    private void Hold(ref long held, long bytes)
    {
        held += bytes;
        if (Interlocked.Add(ref _bytesInHand, bytes) > MostBytesInHand)
            throw new RequestException(StatusCodes.Status503ServiceUnavailable, "Too many pictures are being read. Try again in a moment.") { RetryAfter = 1 };
    }

    /// <summary>The body. Room is made as bytes come, whatever length is claimed.</summary>
    private static async Task<byte[]> ReadAsync(HttpContext context, Action<long> hold)
    {
        if (context.Request.ContentLength > MostBytes) throw TooLarge();
        PipeReader reader = context.Request.BodyReader;
        int most = (int)(context.Request.ContentLength ?? MostBytes), count = 0;
        byte[] body = [];
        while (true)
        {
            ReadResult result;
            try
            {
                result = await reader.ReadAsync(context.RequestAborted);
            }
            catch (IOException e) when (e is not BadHttpRequestException)
            {
                throw new RequestException(StatusCodes.Status400BadRequest, "The body is not sent as HTTP has it, or broke off. Send it again.");
            }
            long needed = count + result.Buffer.Length;
            if (needed > most) throw TooLarge();
            if (needed > body.Length)
            {
                int room = (int)Math.Min(most, Math.Max(needed, Math.Max(FirstRoom, 2L * body.Length)));
                hold(room - body.Length);
                Array.Resize(ref body, room);
            }
            result.Buffer.CopyTo(body.AsSpan(count));
            count = (int)needed;
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) break;
        }
        if (count == 0) throw new RequestException(StatusCodes.Status400BadRequest, "The request has no body; send a PNG, BMP, PGM, PPM or PBM picture, or 784 numbers as JSON.");
        return count == body.Length ? body : body[..count];
    }

    private static RequestException TooLarge() =>
        new(StatusCodes.Status413PayloadTooLarge, $"The picture has more than {MostBytes / 1_000_000} MB. Send a smaller one.");

    private async Task<Reading> ReadPictureAsync(byte[] body, ServedModel model, CancellationToken cancellation)
    {
        bool large = body.Length > SmallFile;
        if (large && !await _large.WaitAsync(s_patience, cancellation))
            throw new RequestException(StatusCodes.Status503ServiceUnavailable, "Too many pictures are being read. Try again in a moment.") { RetryAfter = 1 };
        PageReading page;
        (int Width, int Height) size = default;
        try
        {
            page = Find(body, model.Side, ref size);
        }
        catch (ImageSizeException e)
        {
            throw new RequestException(StatusCodes.Status413PayloadTooLarge, e.Message);
        }
        catch (NotSupportedException e)
        {
            throw new RequestException(StatusCodes.Status415UnsupportedMediaType, e.Message);
        }
        finally
        {
            // What a large picture took is given back before the next one is unpacked.
            if ((long)size.Width * size.Height > LargePicture) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            if (large) _large.Release();
        }
        try
        {
            while (page.Questions is { } images) page.Answer(await model.Queue.PredictAsync(images));
        }
        catch (InvalidDataException e)
        {
            throw new RequestException(StatusCodes.Status422UnprocessableEntity, e.Message);
        }
        return new Reading(size.Width, size.Height, model.Side, page.Digits);
    }

    private static PageReading Find(byte[] body, int side, ref (int Width, int Height) size)
    {
        ImageData picture;
        try
        {
            picture = ImageFile.Read(body, "The picture");
        }
        catch (InvalidDataException e)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, e.Message);
        }
        size = (picture.Width, picture.Height);
        try
        {
            return new PageReading(picture, side);
        }
        catch (InvalidDataException e)
        {
            throw new RequestException(StatusCodes.Status422UnprocessableEntity, e.Message);
        }
    }

    private static async Task<Reading> ReadNumbersAsync(byte[] body, ServedModel model)
    {
        byte[] pixels = Numbers(body);
        // Numbers are an image as MNIST has them: the model gets it as it is, resized where it takes another size.
        byte[] seen = DigitPreparation.Resize(pixels, model.Side);
        float[][] scores = await model.Queue.PredictAsync(new DigitSet(seen, new byte[1], model.Side, model.Side));
        return new Reading(Side, Side, model.Side, [new ReadDigit(new PixelBox(0, 0, Side, Side), 0, seen, scores[0])]);
    }

    /// <summary>784 numbers: a bare array, or the property "pixels" of an object.</summary>
    private static byte[] Numbers(ReadOnlySpan<byte> body)
    {
        const string Expected = "send [784 numbers] or {\"pixels\": [784 numbers]}, each from 0 (paper) to 255 (ink)";
        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName && !reader.ValueTextEquals("pixels"u8)) reader.Skip();
                if (reader.TokenType == JsonTokenType.PropertyName) reader.Read();
            }
            if (reader.TokenType != JsonTokenType.StartArray) throw new RequestException(StatusCodes.Status400BadRequest, $"The JSON has no array of numbers; {Expected}.");
            byte[] pixels = new byte[Side * Side];
            int count = 0;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out double value) || value is not (>= 0 and <= byte.MaxValue))
                    throw new RequestException(StatusCodes.Status400BadRequest, $"Value {count} is no number from 0 to 255; {Expected}.");
                if (count < pixels.Length) pixels[count] = (byte)Math.Round(value);
                count++;
            }
            if (count != pixels.Length) throw new RequestException(StatusCodes.Status400BadRequest, $"Got {count} numbers; {Expected}.");
            while (reader.Read()) { }
            return pixels;
        }
        catch (JsonException e)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, $"The body is no JSON (line {e.LineNumber + 1}); {Expected}.");
        }
    }

    private static DigitSet Images(IReadOnlyList<ReadDigit> digits, int side) => new([.. digits.SelectMany(digit => digit.Pixels)], new byte[digits.Count], side, side);

    private static void Write(Utf8JsonWriter json, Reading reading, ServedModel model, bool explain, byte[][]? saliency, TimeSpan time)
    {
        json.WriteStartObject();
        json.WriteString("model", model.Name);
        json.WriteNumber("width", reading.Width);
        json.WriteNumber("height", reading.Height);
        json.WriteStartArray("digits");
        Span<int> best = stackalloc int[Shown];
        for (int i = 0; i < reading.Digits.Count; i++)
        {
            ReadDigit digit = reading.Digits[i];
            IReadOnlyList<string> names = model.Classifier.ClassNames;
            int shown = Best(digit.Scores, best);
            json.WriteStartObject();
            json.WriteStartObject("box");
            json.WriteNumber("left", digit.Box.Left);
            json.WriteNumber("top", digit.Box.Top);
            json.WriteNumber("width", digit.Box.Width);
            json.WriteNumber("height", digit.Box.Height);
            json.WriteEndObject();
            json.WriteNumber("row", digit.Row);
            json.WriteString("label", names[best[0]]);
            json.WriteNumber("confidence", Finite(digit.Scores[best[0]]));
            json.WriteStartArray("top");
            foreach (int name in best[..shown])
            {
                json.WriteStartObject();
                json.WriteString("label", names[name]);
                json.WriteNumber("probability", Finite(digit.Scores[name]));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteNumber("side", reading.Side);
            if (explain)
            {
                json.WriteBase64String("pixels", digit.Pixels);
                json.WriteBase64String("saliency", saliency![i]);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("milliseconds", Math.Round(time.TotalMilliseconds, 2));
        json.WriteEndObject();
    }

    /// <summary>The classes of the highest scores, highest first, and how many these are.</summary>
    private static int Best(float[] scores, Span<int> best)
    {
        int count = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            int place = count;
            while (place > 0 && scores[i] > scores[best[place - 1]]) place--;
            if (place >= best.Length) continue;
            if (count < best.Length) count++;
            best[place..(count - 1)].CopyTo(best[(place + 1)..]);
            best[place] = i;
        }
        return count;
    }

    /// <summary>JSON has no infinite numbers.</summary>
    private static float Finite(float score) => float.IsFinite(score) ? score : 0;

    private sealed record Reading(int Width, int Height, int Side, IReadOnlyList<ReadDigit> Digits);
}
