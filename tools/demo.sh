#!/usr/bin/env bash
# Simulates a video platform in the weeks before an election, looks for accounts that act
# together, and says where the report is and what it says.
# usage: demo.sh OVERT OUT ACCOUNTS
set -euo pipefail
overt=$1 out=$2 accounts=$3
mkdir -p "$out"
"$overt" simulate --scenario fall-2024 --seed 1 --accounts "$accounts" --out "$out/platform" --force
"$overt" detect "$out/platform/events.ndjson" --accounts "$out/platform/accounts.ndjson" \
  --out "$out/run" --force
echo
echo "The report: $(realpath "$out/run/report.html")"
echo "What was planted, to compare: $(realpath "$out/platform/truth")"
