using System.Buffers;

namespace Microsoft.Data.Analysis;

/// <summary>Reads records of fields from text: quoted fields may hold separators, line ends and doubled quotes; blank lines are skipped.</summary>
/// <remarks>Fields lose the white space around them, quoted or not, as in the original library.</remarks>
internal sealed class CsvReader(TextReader reader, char separator)
{
    /// <summary>A record longer than this, in characters, is an error: a quote that is never closed must not take all memory.</summary>
    private const int MaxRecord = 1 << 28;

    private readonly SearchValues<char> _stops = SearchValues.Create([separator, '"', '\r', '\n']);
    private readonly char[] _input = new char[1 << 16];
    private readonly List<int> _ends = [];
    private char[] _record = new char[1 << 12];
    private int _next, _read, _length;
    private long _line = 1;
    private bool _quoted;

    /// <summary>The line on which the record begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>How many records were read.</summary>
    public long Records { get; private set; }

    /// <summary>How many fields the record has.</summary>
    public int Count => _ends.Count;

    /// <summary>A field of the record, valid until the next record is read.</summary>
    public ReadOnlySpan<char> this[int index]
    {
        get
        {
            int start = index == 0 ? 0 : _ends[index - 1];
            return _record.AsSpan(start, _ends[index] - start).Trim();
        }
    }

    /// <summary>The fields of the record as strings.</summary>
    public string[] ToStrings()
    {
        var fields = new string[Count];
        for (int i = 0; i < fields.Length; i++) fields[i] = this[i].ToString();
        return fields;
    }

    /// <summary>Moves to the next record.</summary>
    /// <returns>False where the text ends.</returns>
    /// <exception cref="FormatException">A quote is not closed, or something follows a closing one.</exception>
    public bool Read()
    {
        do
        {
            if (Peek() < 0) return false;
            Line = _line;
            _ends.Clear();
            _length = 0;
            while (!ReadField())
            {
            }
        }
        while (Count == 1 && _record.AsSpan(0, _length).IsWhiteSpace() && !_quoted);
        Records++;
        return true;
    }

    /// <summary>Reads a field; true where the record ends after it.</summary>
    private bool ReadField()
    {
        int start = _length;
        _quoted = false;
        while (true)
        {
            // What is neither separator, quote nor line end is copied in one go.
            if (_next == _read && Peek() < 0) return EndField(true);
            ReadOnlySpan<char> rest = _input.AsSpan(_next, _read - _next);
            int run = rest.IndexOfAny(_stops);
            if (run < 0) run = rest.Length;
            Add(rest[..run]);
            _next += run;
            if (_next == _read) continue;
            char c = _input[_next++];
            if (c == separator) return EndField(false);
            if (c == '"')
            {
                // A quote opens a field only at its start; elsewhere it is a character like any other.
                if (!_quoted && _record.AsSpan(start, _length - start).IsWhiteSpace())
                {
                    _length = start;
                    ReadQuoted();
                    start = _length;
                }
                else
                {
                    Add(['"']);
                }
                continue;
            }
            LineEnd(c);
            return EndField(true);
        }

        bool EndField(bool record)
        {
            if (_quoted && !_record.AsSpan(start, _length - start).IsWhiteSpace())
            {
                throw new FormatException($"Line {Line}, field {Count + 1}: '{Shown(_record.AsSpan(start, _length - start))}' follows a closing quote; "
                    + "a separator or the line's end must. Double a quote that belongs to the text.");
            }
            if (_quoted) _length = start;
            _ends.Add(_length);
            return record;
        }
    }

    // The opening quote is read; what follows up to the closing one is the field.
    private void ReadQuoted()
    {
        _quoted = true;
        while (true)
        {
            int c = Peek();
            if (c < 0) throw new FormatException($"Line {Line}, field {Count + 1}: the quote is never closed. Double a quote that belongs to the text.");
            _next++;
            if (c == '"')
            {
                if (Peek() != '"') return;
                _next++;
            }
            else if (c is '\n' or '\r')
            {
                // The text keeps its line ends as they are; only the count of lines cares.
                Add([(char)c]);
                if (c == '\r' && Peek() == '\n')
                {
                    _next++;
                    Add(['\n']);
                }
                _line++;
                continue;
            }
            Add([(char)c]);
        }
    }

    private void LineEnd(char c)
    {
        _line++;
        if (c == '\r' && Peek() == '\n') _next++;
    }

    private int Peek()
    {
        if (_next < _read) return _input[_next];
        _next = 0;
        _read = reader.Read(_input);
        return _read == 0 ? -1 : _input[0];
    }

    private void Add(ReadOnlySpan<char> text)
    {
        if (_length + text.Length > _record.Length)
        {
            if (_length + text.Length > MaxRecord)
                throw new FormatException($"Line {Line}: the record is longer than {MaxRecord:N0} characters. Is a quote missing?");
            Array.Resize(ref _record, Math.Max(_record.Length * 2, _length + text.Length));
        }
        text.CopyTo(_record.AsSpan(_length));
        _length += text.Length;
    }

    /// <summary>A field as an error shows it: not longer than a line.</summary>
    public static string Shown(ReadOnlySpan<char> field) => field.Length <= 40 ? field.ToString() : string.Concat(field[..40], "...");
}
