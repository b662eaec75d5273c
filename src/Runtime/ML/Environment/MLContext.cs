using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where every use of the library begins: loading, transforms, training, evaluation and model files, with one seed and one log.</summary>
public sealed class MLContext : IHostEnvironment
{
    private readonly Random _random;

    /// <summary>A context.</summary>
    /// <param name="seed">Makes all random choices repeatable; null draws a new seed.</param>
    public MLContext(int? seed = null)
    {
        _random = seed is int value ? new Random(value) : new Random();
        Data = new DataOperationsCatalog(this);
        Transforms = new TransformsCatalog(this);
        Model = new ModelOperationsCatalog();
        MulticlassClassification = new MulticlassClassificationCatalog(this);
    }

    /// <summary>Loading, splitting, filtering and caching of data.</summary>
    public DataOperationsCatalog Data { get; }

    /// <summary>Steps of pipelines.</summary>
    public TransformsCatalog Transforms { get; }

    /// <summary>Trained models: files and predictions.</summary>
    public ModelOperationsCatalog Model { get; }

    /// <summary>Choosing one of several classes: trainers and evaluation.</summary>
    public MulticlassClassificationCatalog MulticlassClassification { get; }

    /// <summary>Raised for every message of every channel, on the thread that sends it.</summary>
    public event EventHandler<LoggingEventArgs>? Log;

    string IExceptionContext.ContextDescription => nameof(MLContext);

    TException IExceptionContext.Process<TException>(TException ex) => ex;

    IChannel IChannelProvider.Start(string name) => new Channel(this, name);

    IPipe<TMessage> IChannelProvider.StartPipe<TMessage>(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return typeof(TMessage) == typeof(ChannelMessage) ? (IPipe<TMessage>)(object)new Channel(this, name) : new SilentPipe<TMessage>(name);
    }

    /// <summary>A seed for a component that was given none.</summary>
    internal int NextSeed()
    {
        lock (_random) return _random.Next();
    }

    private void Send(string source, ChannelMessage message)
    {
        if (Log is not { } listeners) return;
        string text = message.Message;
        listeners(this, new LoggingEventArgs($"[Source={source}, Kind={message.Kind}] {text}", message.Kind, source, text));
    }

    /// <summary>Sends messages to the context's log.</summary>
    private sealed class Channel : IChannel
    {
        private readonly MLContext _owner;
        private readonly string _name;
        private bool _closed;

        public Channel(MLContext owner, string name)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            (_owner, _name) = (owner, name);
            Trace(MessageSensitivity.None, "Channel started");
        }

        public string ContextDescription => _name;

        public TException Process<TException>(TException ex) where TException : Exception => ex;

        public void Send(ChannelMessage msg) => _owner.Send(_name, msg);

        public void Trace(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Trace, sensitivity, fmt));

        public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Trace, sensitivity, fmt, args));

        public void Error(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Error, sensitivity, fmt));

        public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Error, sensitivity, fmt, args));

        public void Warning(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Warning, sensitivity, fmt));

        public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Warning, sensitivity, fmt, args));

        public void Info(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Info, sensitivity, fmt));

        public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Info, sensitivity, fmt, args));

        public void Dispose()
        {
            if (_closed) return;
            _closed = true;
            Trace(MessageSensitivity.None, "Channel disposed");
        }
    }

    /// <summary>A pipe of values that nobody listens to.</summary>
    private sealed class SilentPipe<TMessage>(string name) : IPipe<TMessage>
    {
        public string ContextDescription => name;

        public TException Process<TException>(TException ex) where TException : Exception => ex;

        public void Send(TMessage msg)
        {
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>A message of the log.</summary>
public class LoggingEventArgs : EventArgs
{
    internal LoggingEventArgs(string message, ChannelMessageKind kind, string source, string rawMessage) =>
        (Message, Kind, Source, RawMessage) = (message, kind, source, rawMessage);

    /// <summary>Source, kind and text in one line.</summary>
    public string Message { get; }

    /// <summary>How much the message matters.</summary>
    public ChannelMessageKind Kind { get; }

    /// <summary>The channel's name.</summary>
    public string Source { get; }

    /// <summary>The text alone.</summary>
    public string RawMessage { get; }
}
