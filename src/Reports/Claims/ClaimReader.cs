using System.Text.Json;

namespace MlPipelines.Reports.Claims;

/// <summary>
/// Reads claims from JSON. Ids and quantities in the file are relative to their paper; the reader puts the paper's name in front.
/// </summary>
public static class ClaimReader
{
    private static readonly string[] s_properties =
        ["id", "place", "quote", "kind", "quantity", "value", "unit", "group", "approximate", "implied", "role", "order", "term",
            "predicted", "actual", "note"];

    /// <summary>Reads a book of claims.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <param name="name">Name for error messages.</param>
    /// <exception cref="InvalidDataException">The text is no JSON or no valid list of claims; the message says where.</exception>
    public static ClaimBook Read(Stream json, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            var reading = new Reading();
            foreach (JsonElement paper in List(document.RootElement, "papers")) reading.Paper(paper);
            return new ClaimBook(reading.Claims, reading.Checks, reading.Measures, reading.Papers);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or InvalidDataException)
        {
            throw new InvalidDataException($"'{name}' is no valid list of claims: {e.Message}", e);
        }
    }

    private static JsonElement Need(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value)
            ? value
            : throw new InvalidDataException($"{element.GetRawText()[..Math.Min(120, element.GetRawText().Length)]} has no '{name}'.");

    private static JsonElement.ArrayEnumerator List(JsonElement element, string name) => Need(element, name).EnumerateArray();

    private sealed class Reading
    {
        private string _paper = "";

        public List<Claim> Claims { get; } = [];

        public List<ClaimCheck> Checks { get; } = [];

        public List<KeyValuePair<string, Measure>> Measures { get; } = [];

        public List<ClaimedPaper> Papers { get; } = [];

        public void Paper(JsonElement paper)
        {
            _paper = Text(paper, "name");
            Papers.Add(new ClaimedPaper(_paper, Text(paper, "title"), Text(paper, "file")));
            foreach (JsonElement claim in List(paper, "claims")) AddClaim(claim);
            foreach (JsonElement table in List(paper, "tables")) AddTable(table);
            foreach (JsonProperty measure in Need(paper, "measures").EnumerateObject())
            {
                JsonElement m = measure.Value;
                var settings = m.TryGetProperty("settings", out JsonElement s)
                    ? s.EnumerateObject().ToDictionary(x => x.Name, x => x.Value.GetString()!) : [];
                Measures.Add(new($"{_paper}.{measure.Name}",
                    new Measure(Optional(m, "experiment") ?? _paper, Text(m, "model"), Text(m, "metric"), settings)));
            }
            foreach (JsonElement check in List(paper, "checks")) AddCheck(check);
        }

        private void AddClaim(JsonElement claim)
        {
            string id = Text(claim, "id");
            foreach (JsonProperty property in claim.EnumerateObject())
                if (!s_properties.Contains(property.Name))
                    throw new InvalidDataException($"claim '{id}' has '{property.Name}'; takes {string.Join(", ", s_properties)}.");
            var read = new Claim
            {
                Id = $"{_paper}.{id}",
                Paper = _paper,
                Place = Text(claim, "place"),
                Quote = Text(claim, "quote"),
                Kind = Kind(claim, id),
                Quantity = Optional(claim, "quantity") is { } quantity ? $"{_paper}.{quantity}" : "",
                Printed = Optional(claim, "value") ?? "",
                Unit = Optional(claim, "unit") ?? "",
                Group = Optional(claim, "group")!,
                Approximate = Flag(claim, "approximate"),
                Implied = Flag(claim, "implied"),
                IsSetting = Optional(claim, "role") == "setting",
                Order = claim.TryGetProperty("order", out JsonElement order)
                    ? [.. order.EnumerateArray().Select(q => $"{_paper}.{q.GetString()}")] : [],
                Definition = (Optional(claim, "term") ?? "", Optional(claim, "predicted") ?? "", Optional(claim, "actual") ?? ""),
                Note = Optional(claim, "note"),
            };
            bool number = read.Kind is ClaimKind.Value or ClaimKind.Count or ClaimKind.Setting or ClaimKind.Context;
            if (number && (read.Value is null || read.Quantity == ""))
                throw new InvalidDataException($"claim '{id}' has value '{read.Printed}'; a {read.Kind} takes a number and a quantity.");
            Claims.Add(read);
        }

        /// <summary>
        /// A table's cells are claims: their quote is the cell, their quantity comes from the table's or the column's template.
        /// </summary>
        private void AddTable(JsonElement table)
        {
            string id = Text(table, "id"), place = Text(table, "place");
            JsonElement[] columns = [.. List(table, "columns")];
            foreach (JsonElement row in List(table, "rows"))
            {
                JsonElement[] cells = [.. row.EnumerateArray()];
                string name = cells[0].GetString()!;
                if (cells.Length != columns.Length + 1)
                    throw new InvalidDataException(
                        $"row '{name}' of table '{id}' has {cells.Length - 1} cells; takes {columns.Length}, one a column.");
                for (int i = 0; i < columns.Length; i++)
                {
                    if (cells[i + 1].ValueKind == JsonValueKind.Null) continue;
                    string column = columns[i][0].GetString()!, unit = columns[i][1].GetString()!, printed = cells[i + 1].GetString()!;
                    string template = columns[i].GetArrayLength() > 2 ? columns[i][2].GetString()! : Text(table, "quantity");
                    bool share = unit is "%" or "share" or "loss" or "s" or "ms";
                    Claims.Add(new Claim
                    {
                        Id = $"{_paper}.{id}.{name}.{column}",
                        Paper = _paper,
                        Place = place,
                        Quote = printed,
                        Kind = share ? ClaimKind.Value : ClaimKind.Count,
                        IsSetting = !share,
                        Quantity = $"{_paper}.{template.Replace("{row}", name).Replace("{column}", column)}",
                        Printed = printed,
                        Unit = unit,
                        Group = Optional(table, "group")!,
                        Note = Optional(table, "note"),
                    });
                }
            }
        }

        private void AddCheck(JsonElement check)
        {
            var roles = new Dictionary<string, IReadOnlyList<string>>();
            var flags = new HashSet<string>();
            foreach (JsonProperty role in check.EnumerateObject())
            {
                if (role.Name == "rule") continue;
                if (role.Value.ValueKind == JsonValueKind.True) flags.Add(role.Name);
                else if (role.Value.ValueKind == JsonValueKind.String) roles[role.Name] = [$"{_paper}.{role.Value.GetString()}"];
                else roles[role.Name] = [.. role.Value.EnumerateArray().Select(id => $"{_paper}.{id.GetString()}")];
            }
            Checks.Add(new ClaimCheck(Text(check, "rule"), _paper, roles, flags));
        }

        private static ClaimKind Kind(JsonElement claim, string id) =>
            Enum.TryParse(Optional(claim, "kind") ?? "value", ignoreCase: true, out ClaimKind kind) && Enum.IsDefined(kind)
                ? kind
                : throw new InvalidDataException(
                    $"claim '{id}' has kind '{Optional(claim, "kind")}'; "
                    + $"takes {string.Join(", ", Enum.GetNames<ClaimKind>()).ToLowerInvariant()}.");

        private static string Text(JsonElement element, string name) =>
            Need(element, name).GetString() ?? throw new InvalidDataException($"'{name}' is null.");

        private static string? Optional(JsonElement element, string name) =>
            element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

        private static bool Flag(JsonElement element, string name) =>
            element.TryGetProperty(name, out JsonElement value) && value.GetBoolean();
    }
}
