using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MlPipelines.App.Web;

/// <summary>Writes JSON answers with their length.</summary>
internal static class Answers
{
    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Json)? t_writer;

    /// <summary>Writes what a function puts together; no task may begin in it.</summary>
    public static async Task WriteAsync<T>(HttpContext context, T state, Action<Utf8JsonWriter, T> write, string type = "application/json; charset=utf-8")
    {
        Put(context.Response, state, write, type);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Says why a request was not answered (RFC 9457).</summary>
    public static Task ProblemAsync(HttpContext context, int status, string detail, int? retryAfter = null)
    {
        context.Response.Clear();
        context.Response.StatusCode = status;
        if (retryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString();
        return WriteAsync(context, (status, detail), static (json, problem) =>
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(problem.status));
            json.WriteNumber("status", problem.status);
            json.WriteString("detail", problem.detail);
            json.WriteEndObject();
        }, "application/problem+json; charset=utf-8");
    }

    private static void Put<T>(HttpResponse response, T state, Action<Utf8JsonWriter, T> write, string type)
    {
        if (t_writer is not var (bytes, json))
        {
            bytes = new ArrayBufferWriter<byte>();
            json = new Utf8JsonWriter(bytes);
            t_writer = (bytes, json);
        }
        bytes.ResetWrittenCount();
        json.Reset();
        write(json, state);
        json.Flush();
        response.ContentType = type;
        response.ContentLength = bytes.WrittenCount;
        response.BodyWriter.Write(bytes.WrittenSpan);
    }
}
