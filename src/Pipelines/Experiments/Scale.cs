using System.Text.Json.Serialization;

namespace MlPipelines.Pipelines.Experiments;

/// <summary>How much of a paper's work an experiment does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Scale>))]
public enum Scale
{
    /// <summary>Every part runs, on few images and one seed: minutes.</summary>
    [JsonStringEnumMemberName("quick")] Quick,

    /// <summary>Enough to draw conclusions, three seeds: hours.</summary>
    [JsonStringEnumMemberName("desk")] Desk,

    /// <summary>The paper's own settings, five seeds: up to a day.</summary>
    [JsonStringEnumMemberName("paper")] Paper,
}

/// <summary>Names and defaults of the scales.</summary>
public static class Scales
{
    /// <summary>The names as typed on the command line, smallest scale first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["quick", "desk", "paper"];

    /// <summary>The scale's name in lower case, as typed on the command line and printed in reports.</summary>
    public static string Name(this Scale scale) => Names[(int)scale];

    /// <summary>Seeds a model is trained with when none are asked for: 1, 3 and 5.</summary>
    public static int DefaultSeeds(this Scale scale) => scale switch { Scale.Quick => 1, Scale.Desk => 3, _ => 5 };

    /// <summary>Finds a scale by name, in any case.</summary>
    public static bool TryParse(string name, out Scale scale)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            scale = (Scale)i;
            if (string.Equals(name, Names[i], StringComparison.OrdinalIgnoreCase)) return true;
        }
        scale = Scale.Quick;
        return false;
    }
}
