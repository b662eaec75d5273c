#!/usr/bin/env bash
# Trains each workload with this project and with PyTorch in turn, three rounds, on the same cores, and ends with one JSON
# line a workload: {"workload": "cnn", "ours": ..., "pytorch": ..., "ratio": ...} (images/s, medians).
#   bench/compare.sh mlp cnn             SECONDS_EACH=5 THREADS=2 ROUNDS=3 PEER=path/to/torch.sh
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
peer=${PEER:-$here/../../shared/peers/torch.sh}
seconds=${SECONDS_EACH:-5} threads=${THREADS:-2} rounds=${ROUNDS:-3}
[[ $# -gt 0 ]] || { echo "usage: bench/compare.sh WORKLOAD..." >&2; exit 2; }
[[ -f $peer ]] || { echo "no PyTorch runner at $peer; set PEER" >&2; exit 1; }
dotnet build -c Release --nologo -v quiet "$here/Bench.csproj" >&2
results=$(mktemp)
trap 'rm -f "$results"' EXIT
for ((round = 1; round <= rounds; round++)); do
  for workload in "$@"; do
    dotnet "$here/bin/Release/net10.0/bench.dll" "$workload" --seconds "$seconds" --threads "$threads" | tee -a "$results" >&2
    # The wide networks of paper 3 run faster in PyTorch when channels come last.
    layout=()
    [[ $workload == deep[124] ]] && layout=(--channels-last)
    bash "$peer" "$workload" --seconds "$seconds" --threads "$threads" ${layout[@]+"${layout[@]}"} | tee -a "$results" >&2
  done
done
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
figure() { sed -n "s/.*\"engine\": *\"$1[^\"]*\".*\"workload\": *\"$2\".*\"images_per_second\": *\([0-9.]*\).*/\1/p" "$results" | median; }
for workload in "$@"; do
  ours=$(figure mlpipelines "$workload") pytorch=$(figure pytorch "$workload")
  printf '{"workload": "%s", "ours": %s, "pytorch": %s, "ratio": %s}\n' "$workload" "$ours" "$pytorch" "$(awk "BEGIN { printf \"%.2f\", $ours / $pytorch }")"
done
