namespace Tensorflow.IO;

/// <summary>What the header of a .npy file says: a Python dictionary with the keys descr, fortran_order and shape.</summary>
internal sealed record NpyHeader(NpyType Type, bool FortranOrder, long[] Shape)
{
    private const int MaxRank = 32;

    private static readonly (NpyType Type, string Code)[] Codes =
    [
        (NpyType.Bool, "|b1"), (NpyType.UInt8, "|u1"), (NpyType.Int8, "|i1"), (NpyType.Int16, "<i2"),
        (NpyType.Int32, "<i4"), (NpyType.Int64, "<i8"), (NpyType.Float32, "<f4"), (NpyType.Float64, "<f8"),
    ];

    public static string Code(NpyType type) => Array.Find(Codes, entry => entry.Type == type).Code;

    public static NpyHeader Parse(string text, string name)
    {
        var reader = new Reader(text, name);
        string? descr = null;
        bool? fortran = null;
        long[]? shape = null;
        reader.Take('{');
        while (!reader.TryTake('}'))
        {
            string key = reader.String();
            reader.Take(':');
            switch (key)
            {
                case "descr" when descr is null: descr = reader.Descr(); break;
                case "fortran_order" when fortran is null: fortran = reader.Bool(); break;
                case "shape" when shape is null: shape = reader.Shape(); break;
                default: throw reader.Wrong($"the keys descr, fortran_order and shape, each once; got '{key}'");
            }
            if (!reader.TryTake(',') && !reader.Sees('}')) throw reader.Wrong("',' or '}'");
        }
        reader.End();
        if (descr is null || fortran is null || shape is null) throw reader.Wrong("the keys descr, fortran_order and shape");
        return new NpyHeader(TypeOf(descr, name), fortran.Value, shape);
    }

    private static NpyType TypeOf(string descr, string name)
    {
        foreach ((NpyType type, string code) in Codes)
        {
            // One byte has no order, so numpy's mark for it means nothing.
            bool sameButForMark = code[0] == '|' && descr.Length == 3 && "<>=".Contains(descr[0]) && descr.EndsWith(code[1..], StringComparison.Ordinal);
            if (descr == code || sameButForMark) return type;
        }
        throw new NotSupportedException(
            $"{name}: element type '{descr}' is not read here; b1, u1, i1, i2, i4, i8, f4 and f8, little-endian, are. Save it again, "
            + "as in np.save(path, a.astype('<f4')).");
    }

    /// <summary>Just enough of Python's literals.</summary>
    private sealed class Reader(string text, string name)
    {
        private int _at;

        public InvalidDataException Wrong(string expected) =>
            new($"{name}: the .npy header is malformed at its character {_at}: expected {expected}.");

        public bool Sees(char c)
        {
            while (_at < text.Length && text[_at] is ' ' or '\t' or '\n' or '\r') _at++;
            return _at < text.Length && text[_at] == c;
        }

        public bool TryTake(char c)
        {
            if (!Sees(c)) return false;
            _at++;
            return true;
        }

        public void Take(char c)
        {
            if (!TryTake(c)) throw Wrong($"'{c}'");
        }

        public string String()
        {
            char quote = Sees('"') ? '"' : '\'';
            Take(quote);
            int end = text.IndexOf(quote, _at);
            if (end < 0) throw Wrong("the end of a string");
            string value = text[_at..end];
            _at = end + 1;
            return value;
        }

        public string Descr()
        {
            if (Sees('['))
                throw new NotSupportedException(
                    $"{name}: the array has named fields (a structured dtype), which is not read here. Save each field by itself.");
            return String();
        }

        public bool Bool()
        {
            bool value = Sees('T');
            string word = value ? "True" : "False";
            if (string.CompareOrdinal(text, _at, word, 0, word.Length) != 0) throw Wrong("True or False");
            _at += word.Length;
            return value;
        }

        public long[] Shape()
        {
            var shape = new List<long>();
            Take('(');
            while (!TryTake(')'))
            {
                if (shape.Count == MaxRank) throw Wrong($"at most {MaxRank} axes");
                Sees('0');
                int start = _at;
                while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
                if (!long.TryParse(text.AsSpan(start, _at - start), out long length)) throw Wrong("an axis length from 0 to 2^63 - 1");
                shape.Add(length);
                if (!TryTake(',') && !Sees(')')) throw Wrong("',' or ')'");
            }
            return [.. shape];
        }

        public void End()
        {
            Sees('\0');
            if (_at < text.Length) throw Wrong("nothing but spaces after '}'");
        }
    }
}
