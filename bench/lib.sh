# What compare.sh and infer.sh share. Both are fed JSON lines, one a measurement.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bench() { dotnet "$here/bin/Release/net10.0/bench.dll" "$@"; }
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
# field NAME: that field of every line.
field() { sed -n "s/.*\"$1\": *\"\{0,1\}\([^\",}]*\).*/\1/p"; }
# lines ENGINE WORKLOAD FILE: the lines of an engine (the beginning of its name) about a workload.
lines() { grep "\"engine\": *\"$1" "$3" | grep "\"workload\": *\"$2\""; }
