#!/usr/bin/env bash
# Lets the CNN of paper 1 classify single images and batches of 32 with this project and with onnxruntime-node in turn, three rounds, on the same
# cores. Ends with a Markdown table of medians. Needs Node; ORT is a folder where onnxruntime-node is installed, made if not given.
#   bench/infer.sh                       SECONDS_EACH=3 THREADS=2 ROUNDS=3 ORT=folder
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
seconds=${SECONDS_EACH:-3} threads=${THREADS:-2} rounds=${ROUNDS:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [[ -z ${ORT:-} ]]; then
  ORT=$work
  # The package holds its binaries; its script would only fetch those for graphics processors.
  (cd "$work" && echo '{ "private": true }' >package.json && npm install onnxruntime-node --ignore-scripts --no-audit --no-fund) >&2
fi
export ORT
node "$here/onnx/make_cnn.mjs" "$work/cnn.onnx"
dotnet build -c Release --nologo -v quiet "$here/Bench.csproj" >&2
for ((round = 1; round <= rounds; round++)); do
  for batch in 1 32; do
    bench infer --batch "$batch" --seconds "$seconds" --threads "$threads" | tee -a "$work/$batch" >&2
    node "$here/onnx/infer.mjs" "$work/cnn.onnx" "$batch" "$threads" "$seconds" | tee -a "$work/$batch" >&2
  done
done
figure() { lines "$1" infer "$work/$2" | field "$3" | median; }
echo "| batch | predict, us | Apply, us | onnxruntime, us | predict, images/s | onnxruntime, images/s | managed bytes a predict |"
echo "|---|---|---|---|---|---|---|"
for batch in 1 32; do
  printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$batch" "$(figure mlpipelines "$batch" predict_us)" "$(figure mlpipelines "$batch" apply_us)" \
    "$(figure onnxruntime "$batch" run_us)" "$(figure mlpipelines "$batch" images_per_second)" "$(figure onnxruntime "$batch" images_per_second)" \
    "$(figure mlpipelines "$batch" predict_bytes)"
done
