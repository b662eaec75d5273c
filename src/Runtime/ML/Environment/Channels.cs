namespace Microsoft.ML.Runtime;

/// <summary>What errors pass through on their way out; the context's own adds nothing to them.</summary>
public interface IExceptionContext
{
    /// <summary>Returns the error to throw.</summary>
    /// <typeparam name="TException">The kind of error.</typeparam>
    /// <param name="ex">The error.</param>
    TException Process<TException>(TException ex) where TException : Exception;

    /// <summary>What errors come from.</summary>
    string ContextDescription { get; }
}

/// <summary>Where messages begin: each task opens a channel of its own.</summary>
public interface IChannelProvider : IExceptionContext
{
    /// <summary>Opens a channel of messages; dispose it when the task ends.</summary>
    /// <param name="name">The task, such as "Training".</param>
    IChannel Start(string name);

    /// <summary>Opens a channel of values of any type. Nobody listens to those of this environment but channels of messages.</summary>
    /// <typeparam name="TMessage">The type of the values.</typeparam>
    /// <param name="name">The task.</param>
    IPipe<TMessage> StartPipe<TMessage>(string name);
}

/// <summary>What components run in: the <see cref="MLContext"/>.</summary>
public interface IHostEnvironment : IChannelProvider
{
}

/// <summary>A stream of messages of one task.</summary>
/// <typeparam name="TMessage">The type of a message.</typeparam>
public interface IPipe<TMessage> : IExceptionContext, IDisposable
{
    /// <summary>Sends a message to whoever listens.</summary>
    /// <param name="msg">The message.</param>
    void Send(TMessage msg);
}

/// <summary>A stream of messages for people to read.</summary>
public interface IChannel : IPipe<ChannelMessage>
{
    /// <summary>Sends a detail.</summary>
    /// <param name="sensitivity">What the text may give away.</param>
    /// <param name="fmt">The text, sent as it is.</param>
    void Trace(MessageSensitivity sensitivity, string fmt);

    /// <summary>Sends a detail.</summary>
    /// <param name="sensitivity">What the text may give away.</param>
    /// <param name="fmt">The text with places for <paramref name="args"/>.</param>
    /// <param name="args">What to put into the text.</param>
    void Trace(MessageSensitivity sensitivity, string fmt, params object[] args);

    /// <summary>Sends an error.</summary>
    /// <param name="sensitivity">What the text may give away.</param>
    /// <param name="fmt">The text, sent as it is.</param>
    void Error(MessageSensitivity sensitivity, string fmt);

    /// <summary>Sends an error.</summary>
    /// <param name="sensitivity">What the text may give away.</param>
    /// <param name="fmt">The text with places for <paramref name="args"/>.</param>
    /// <param name="args">What to put into the text.</param>
    void Error(MessageSensitivity sensitivity, string fmt, params object[] args);

    /// <summary>Sends a warning.</summary>
    /// <param name="sensitivity">What the text may give away.</param>
    /// <param name="fmt">The text, sent as it is.</param>
    void Warning(MessageSensitivity sensitivity, string fmt);

    /// <summary>Sends a warning.</summary>
    /// <param name="sensitivity">What the text may give away.</param>
    /// <param name="fmt">The text with places for <paramref name="args"/>.</param>
    /// <param name="args">What to put into the text.</param>
    void Warning(MessageSensitivity sensitivity, string fmt, params object[] args);

    /// <summary>Sends news.</summary>
    /// <param name="sensitivity">What the text may give away.</param>
    /// <param name="fmt">The text, sent as it is.</param>
    void Info(MessageSensitivity sensitivity, string fmt);

    /// <summary>Sends news.</summary>
    /// <param name="sensitivity">What the text may give away.</param>
    /// <param name="fmt">The text with places for <paramref name="args"/>.</param>
    /// <param name="args">What to put into the text.</param>
    void Info(MessageSensitivity sensitivity, string fmt, params object[] args);
}

/// <summary>How much a message matters.</summary>
public enum ChannelMessageKind
{
    /// <summary>A detail.</summary>
    Trace = 0,

    /// <summary>News.</summary>
    Info = 1,

    /// <summary>A warning.</summary>
    Warning = 2,

    /// <summary>An error.</summary>
    Error = 3,
}

/// <summary>What a message may give away.</summary>
[Flags]
public enum MessageSensitivity
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The user's data.</summary>
    UserData = 1,

    /// <summary>Names of columns and the like.</summary>
    Schema = 2,

    /// <summary>Not known: anything.</summary>
    Unknown = ~None,

    /// <summary>Anything.</summary>
    All = Unknown,
}

/// <summary>A message for people to read.</summary>
public readonly struct ChannelMessage
{
    private readonly object[]? _args;
    private readonly string _text;

    /// <summary>How much the message matters.</summary>
    public readonly ChannelMessageKind Kind;

    /// <summary>What the message may give away.</summary>
    public readonly MessageSensitivity Sensitivity;

    /// <summary>A message sent as it is.</summary>
    /// <param name="kind">How much it matters.</param>
    /// <param name="sensitivity">What it may give away.</param>
    /// <param name="message">The text.</param>
    public ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string message) =>
        (Kind, Sensitivity, _text, _args) = (kind, sensitivity, message, null);

    /// <summary>A message put together when it is read.</summary>
    /// <param name="kind">How much it matters.</param>
    /// <param name="sensitivity">What it may give away.</param>
    /// <param name="fmt">The text with places for <paramref name="args"/>.</param>
    /// <param name="args">What to put into the text.</param>
    public ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string fmt, params object[] args) =>
        (Kind, Sensitivity, _text, _args) = (kind, sensitivity, fmt, args);

    /// <summary>The text.</summary>
    public string Message => _args is null ? _text : string.Format(_text, _args);
}
