namespace MlPipelines.Reports.Notebooks;

/// <summary>
/// Tells .NET Interactive how values of a class are shown. Its kernel goes by names, the attribute's and those of its source's and formatters' members,
/// so that a library needs none of its packages.
/// </summary>
/// <param name="formatterSourceType">A class with a constructor without parameters and the method <c>CreateTypeFormatters</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The class.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The kinds of text that are asked for first.</summary>
    public string[] PreferredMimeTypes { get; set; } = [];
}

/// <summary>HTML and plain text of whatever <see cref="RichValue"/> knows.</summary>
internal sealed class RichFormatterSource
{
    /// <summary>The formatters, one a kind of text.</summary>
    public IEnumerable<object> CreateTypeFormatters() => [new Formatter(RichValue.HtmlType), new Formatter(RichValue.TextType)];

    /// <summary>A formatter as the kernel finds it.</summary>
    /// <param name="mimeType">The kind of text it writes.</param>
    internal sealed class Formatter(string mimeType)
    {
        /// <summary>The kind of text it writes.</summary>
        public string MimeType { get; } = mimeType;

        /// <summary>Writes a value.</summary>
        /// <returns>True: every value has a text.</returns>
        public bool Format(object instance, TextWriter writer)
        {
            RichValue rich = instance as RichValue ?? RichValue.Of(instance);
            writer.Write(MimeType == RichValue.HtmlType ? rich.ToHtml() : rich.Text);
            return true;
        }
    }
}
