using System.Collections;
using System.Globalization;
using System.Text;
using Microsoft.Data.Analysis;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Generation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Reports.Charts;
using MlPipelines.Reports.Tables;
using Tensorflow.IO;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;

namespace MlPipelines.Reports.Notebooks;

/// <summary>A value as a notebook shows it: always as text, and as a table or a picture where it is one.</summary>
/// <example><code>File.WriteAllText("matrix.svg", RichValue.Of(evaluation.Confusion).Svg);</code></example>
[TypeFormatterSource(typeof(RichFormatterSource), PreferredMimeTypes = [HtmlType])]
public sealed class RichValue
{
    /// <summary>Kinds of text and pictures, as notebooks name them.</summary>
    public const string TextType = "text/plain", HtmlType = "text/html", SvgType = "image/svg+xml", PngType = "image/png";

    private const int MostItems = 20, MostDigits = 200, SheetColumns = 20;

    // Drawings of one page need names of their own.
    private static int s_drawings;

    private RichValue(string text) => Text = text;

    /// <summary>The value in words.</summary>
    public string Text { get; }

    /// <summary>The value as a piece of HTML; null where it is none.</summary>
    public string? Html { get; private init; }

    /// <summary>The value as a drawing; null where it is none.</summary>
    public string? Svg { get; private init; }

    /// <summary>The value as a PNG picture; null where it is none.</summary>
    public byte[]? Png { get; private init; }

    /// <summary>How a value is shown.</summary>
    /// <param name="value">Any value.</param>
    public static RichValue Of(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value switch
        {
            RichValue rich => rich,
            Chart chart => Drawn(chart),
            ReportTable table => new(table.ToText()) { Html = table.ToHtml().Text },
            DataFrame frame => Of(new ReportTable(frame) { Missing = "" }),
            Model { Built: true } model => Preformatted(model.SummaryText()),
            ClassificationReport report => Preformatted(report.ToText(digits: 4)),
            ConfusionMatrix matrix => Of(Drawing(matrix, null)),
            ClassifierEvaluation evaluation => Evaluation(evaluation),
            History { history.Count: > 0 } history => Of(Drawing(history)),
            DigitSet digits => Sheet(digits),
            ImageData image => new($"image of {image.Height} x {image.Width} x {image.Channels}") { Png = PngWriter.Encode(image) },
            string text => new(text),
            Markup.Fragment markup => new(markup.Text) { Html = markup.Text },
            IFormattable number => new(number.ToString(null, CultureInfo.InvariantCulture)),
            IEnumerable items when value.GetType() is var type && (type.IsArray || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true) => new(List(items)),
            _ => new(value.ToString() ?? ""),
        };
    }

    /// <summary>The value as HTML, whatever it is: pictures as an image with their data, text as it stands.</summary>
    public string ToHtml()
    {
        if (Html is not null) return Html;
        return Png is not null ? Image(PngType, Png, Text, "") : $"<pre>{Markup.Encode(Text)}</pre>";
    }

    /// <summary>A drawing, and the same as an image: viewers that clean what they show take parts of drawings away, and two drawings in a page share their style sheets.</summary>
    private static RichValue Drawn(Chart chart)
    {
        string svg = chart.ToSvgFile();
        return new RichValue(chart.Title) { Svg = svg, Html = Image(SvgType, Encoding.UTF8.GetBytes(svg), chart.Title, " width=\"500\"") };
    }

    private static string Image(string type, byte[] data, string text, string size) =>
        $"<img alt=\"{Markup.Encode(text)}\"{size} src=\"data:{type};base64,{Convert.ToBase64String(data)}\"/>";

    private static RichValue Preformatted(string text) => new(text) { Html = $"<pre>{Markup.Encode(text)}</pre>" };

    private static string NextId(string kind) => $"{kind}-{Interlocked.Increment(ref s_drawings)}";

    private static ConfusionHeatMap Drawing(ConfusionMatrix matrix, IReadOnlyList<string>? classes) => new()
    {
        Id = NextId("matrix"), Title = string.Create(CultureInfo.InvariantCulture, $"Confusion matrix, accuracy {matrix.Accuracy:F4}"), Matrix = matrix, Classes = classes,
    };

    private static LineChart Drawing(History history)
    {
        // Losses and shares have different scales: the shares where there are some, as they tell people more.
        string[] shares = [.. history.history.Keys.Where(name => name.Contains("accuracy", StringComparison.Ordinal))];
        string[] names = shares.Length > 0 ? shares : [.. history.history.Keys];
        return new LineChart
        {
            Id = NextId("history"), Title = $"{string.Join(" and ", names)} per epoch", ValueName = shares.Length > 0 ? "accuracy" : "loss",
            Series = [.. names.Select(name => new LineSeries(name, [.. history.history[name].Select(value => (double)value)]))],
        };
    }

    private static RichValue Evaluation(ClassifierEvaluation evaluation)
    {
        string text = evaluation.Report(digits: 4);
        return new RichValue(text) { Html = $"<pre>{Markup.Encode(text)}</pre>\n{Drawn(Drawing(evaluation.Confusion, evaluation.ClassNames)).Html}" };
    }

    private static RichValue Sheet(DigitSet digits)
    {
        string text = $"{digits.Count:N0} images of {digits.Height} x {digits.Width}{(digits.Channels == 1 ? "" : $" x {digits.Channels}")}, {digits.ClassNames.Count} classes";
        if (digits.Count == 0) return new RichValue(text);
        DigitSet shown = digits.Take(Math.Min(digits.Count, MostDigits));
        return new RichValue(shown.Count < digits.Count ? $"{text}; the first {shown.Count}" : text)
        {
            Png = PngWriter.Encode(ImageSheet.Of(shown, Math.Min(shown.Count, SheetColumns), enlarge: 1)),
        };
    }

    private static string List(IEnumerable items)
    {
        var texts = new List<string>();
        foreach (object? item in items)
        {
            if (texts.Count == MostItems)
            {
                texts.Add("...");
                break;
            }
            texts.Add(item is null ? "null" : Of(item).Text);
        }
        return $"[{string.Join(", ", texts)}]";
    }
}
