using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Builder;

namespace MlPipelines.App.Web;

/// <summary>The page's files, which the program carries with it.</summary>
internal static class PageFiles
{
    private const string Prefix = "Page/", Index = "index.html";

    /// <summary>Serves each file under its name, and the page itself under /.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        Assembly assembly = typeof(PageFiles).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream stream = assembly.GetManifestResourceStream(resource)!;
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            string name = resource[Prefix.Length..], tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"", type = Type(name);
            RequestDelegate send = context => SendAsync(context, content, type, tag);
            routes.MapMethods($"/{name}", WebServer.Get, send);
            if (name == Index) routes.MapMethods("/", WebServer.Get, send);
        }
    }

    /// <summary>Sends bytes, unless the browser has them.</summary>
    public static Task SendAsync(HttpContext context, byte[] content, string type, string? tag = null)
    {
        context.Response.Headers.CacheControl = "no-cache";
        if (tag is not null)
        {
            context.Response.Headers.ETag = tag;
            if (context.Request.Headers.IfNoneMatch == tag)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
        }
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }

    /// <summary>The media type of a file.</summary>
    public static string Type(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".json" => "application/json; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        _ => "application/octet-stream",
    };
}
