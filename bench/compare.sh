#!/usr/bin/env bash
# Trains each workload with this project and with PyTorch in turn, three rounds, on the same cores. Ends with a Markdown table of medians;
# the ratio is the median of the rounds' ratios. PyTorch gets the better of its two layouts of images, found by trying both first.
#   bench/compare.sh mlp cnn             SECONDS_EACH=5 PROBE_SECONDS=2 THREADS=2 ROUNDS=3 PEER=path/to/torch.sh
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
peer=${PEER:-$here/../../shared/peers/torch.sh}
seconds=${SECONDS_EACH:-5} probe=${PROBE_SECONDS:-2} threads=${THREADS:-2} rounds=${ROUNDS:-3}
[[ $# -gt 0 ]] || { echo "usage: bench/compare.sh WORKLOAD..." >&2; exit 2; }
[[ -f $peer ]] || { echo "no PyTorch runner at $peer; set PEER" >&2; exit 1; }
dotnet build -c Release --nologo -v quiet "$here/Bench.csproj" >&2
results=$(mktemp)
trap 'rm -f "$results"' EXIT
torch() { bash "$peer" "$@" --threads "$threads"; }

declare -A layout
for workload in "$@"; do
  layout[$workload]=
  # The layout matters to the classifiers of images alone.
  [[ $workload == cnn* || $workload == deep* ]] || continue
  first=$(torch "$workload" --seconds "$probe" | field images_per_second)
  last=$(torch "$workload" --seconds "$probe" --channels-last | field images_per_second)
  echo "$workload in PyTorch: $first images/s with channels first, $last with channels last" >&2
  if awk "BEGIN { exit !($last > $first) }"; then layout[$workload]=--channels-last; fi
done

for ((round = 1; round <= rounds; round++)); do
  for workload in "$@"; do
    bench "$workload" --seconds "$seconds" --threads "$threads" | tee -a "$results" >&2
    # shellcheck disable=SC2086 # none or one word
    torch "$workload" --seconds "$seconds" ${layout[$workload]} | tee -a "$results" >&2
  done
done

figure() { lines "$1" "$2" "$results" | field "$3" | median; }
echo "| workload | ours, images/s | PyTorch, images/s | ratio | GFLOP/s | of the limit | managed bytes a step | peak memory, MB | PyTorch's | PyTorch's channels |"
echo "|---|---|---|---|---|---|---|---|---|---|"
for workload in "$@"; do
  ratio=$(paste <(lines mlpipelines "$workload" "$results" | field images_per_second) \
    <(lines pytorch "$workload" "$results" | field images_per_second) | awk '{ print $1 / $2 }' | median)
  printf '| %s | %s | %s | %.2f | %s | %.0f%% | %s | %s | %s | %s |\n' "$workload" "$(figure mlpipelines "$workload" images_per_second)" \
    "$(figure pytorch "$workload" images_per_second)" "$ratio" "$(figure mlpipelines "$workload" gflops)" \
    "$(figure mlpipelines "$workload" share_of_peak | awk '{ print 100 * $1 }')" "$(figure mlpipelines "$workload" allocated_bytes_per_step)" \
    "$(figure mlpipelines "$workload" peak_rss_mb)" "$(figure pytorch "$workload" peak_rss_mb)" \
    "$([[ ${layout[$workload]} ]] && echo last || echo first)"
done
