#!/usr/bin/env bash
# Load on the website's API: wrk posts 28 x 28 PNGs from 64 connections, and the server's memory is read each minute.
#   bench/serve.sh MODEL.mlp MNIST-FOLDER [SECONDS]
set -euo pipefail
model=$(realpath "$1") data=$(realpath "$2") seconds=${3:-30}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
node bench/digits.mjs "$data" "$work"
cat > "$work/post.lua" <<LUA
local bodies, next_body = {}, 0
for n = 0, 99 do
  local file = io.open("$work/" .. n .. ".png", "rb")
  bodies[n] = file:read("*a")
  file:close()
end
wrk.method = "POST"
wrk.headers["Content-Type"] = "image/png"
function request()
  next_body = (next_body + 1) % 100
  return wrk.format(nil, nil, nil, bodies[next_body])
end
done = function(summary, latency)
  io.write(string.format("%.0f requests/s, p50 %.1f ms, p99 %.1f ms, errors %d\n", summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
LUA
dotnet src/App/bin/Release/net10.0/mlpipelines.dll serve --model "$model" --urls http://127.0.0.1:5091 --rate-limit 0 > "$work/log" &
server=$!
until grep -q "reading digits" "$work/log"; do sleep 0.2; done
memory() { awk '/VmRSS/ { printf "memory %.0f MB\n", $2 / 1024 }' "/proc/$server/status"; }
wrk -t1 -c64 -d5s -s "$work/post.lua" http://127.0.0.1:5091/api/recognize > /dev/null   # warm
memory
for ((left = seconds; left > 0; left -= 60)); do
  wrk -t1 -c64 -d$((left < 60 ? left : 60))s -s "$work/post.lua" http://127.0.0.1:5091/api/recognize | tail -1
  memory
done
