#!/usr/bin/env bash
# How many requests a second the server answers, and how late: on a quiet machine, with wrk (from
# Debian). Reads what stands on a desk: the token is of somebody who may read.
# usage: OVERT_TOKEN=… serve.sh OVERT DATA [SECONDS]
set -euo pipefail
overt=$1 data=$2 seconds=${3:-20}
command -v wrk >/dev/null || { echo "serve.sh: wrk is missing; apt-get install wrk" >&2; exit 2; }
log=$(mktemp)
"$overt" serve --data "$data" --listen 127.0.0.1:0 --requests-per-second 1000000 2>"$log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -f "$log"' EXIT
for _ in $(seq 50); do
  url=$(grep -o 'http://[0-9.:]*' "$log" | head -n 1 || true)
  [[ -n $url ]] && break
  sleep 0.1
done
[[ -n $url ]] || { cat "$log" >&2; exit 1; }
measure() {
  echo "== GET $1"
  wrk --threads 2 --connections 32 --duration "${seconds}s" --latency \
    --header "Authorization: Bearer ${OVERT_TOKEN:-}" "$url$1"
}
if [[ -z ${OVERT_TOKEN:-} ]]; then
  echo "serve.sh: set OVERT_TOKEN; overt people token create makes one" >&2
  exit 2
fi
first() {
  curl -sS -H "Authorization: Bearer $OVERT_TOKEN" "$url$1" |
    grep -o "\"$2\":\"[^\"]*\"" | sed -n '1s/.*:"\(.*\)"/\1/p'
}
measure "/v1/networks/$(first '/v1/networks?limit=1' id)"
measure "/v1/cases/$(first '/v1/cases?limit=1' case)"
measure '/v1/networks?tier=review&limit=50'
