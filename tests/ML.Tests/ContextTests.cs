using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlPipelines.ML.Tests;

/// <summary>Protects the context: its log and its seed.</summary>
[TestClass]
public sealed class ContextTests
{
    [TestMethod]
    public void Messages_of_channels_reach_the_log()
    {
        var ml = new MLContext(seed: 1);
        var got = new List<LoggingEventArgs>();
        ml.Log += (_, e) => got.Add(e);
        using (IChannel channel = ((IChannelProvider)ml).Start("Training"))
        {
            channel.Info(MessageSensitivity.None, "epoch {0} of {1}", 1, 2);
            channel.Warning(MessageSensitivity.None, "as it is {0}");
            channel.Error(MessageSensitivity.None, "bad");
            channel.Send(new ChannelMessage(ChannelMessageKind.Info, MessageSensitivity.UserData, "sent"));
        }
        LoggingEventArgs first = got.First(e => e.Kind == ChannelMessageKind.Info);
        Assert.AreEqual("epoch 1 of 2", first.RawMessage);
        Assert.AreEqual("[Source=Training, Kind=Info] epoch 1 of 2", first.Message);
        Assert.AreEqual("Training", first.Source);
        Assert.AreEqual("as it is {0}", got.Single(e => e.Kind == ChannelMessageKind.Warning).RawMessage);
        Assert.AreEqual("bad,sent", string.Join(",", got.Where(e => e.Kind != ChannelMessageKind.Trace).Skip(2).Select(e => e.RawMessage)));
        using IPipe<int> pipe = ((IChannelProvider)ml).StartPipe<int>("numbers");
        pipe.Send(1);
    }

    [TestMethod]
    public void A_seed_repeats_what_is_drawn()
    {
        int[] Draw(int? seed)
        {
            var ml = new MLContext(seed);
            return [.. Microsoft.ML.Data.ColumnCursorExtensions.GetColumn<int>(ml.Data.ShuffleRows(Row.View(ml, 100)), "Id")];
        }
        CollectionAssert.AreEqual(Draw(5), Draw(5));
        CollectionAssert.AreNotEqual(Draw(5), Draw(6));
    }
}
