#!/usr/bin/env bash
# Runs the tests of a built preset and ends with one line, "N passed, N failed".
# usage: run_tests.sh PRESET [ctest arguments…]
set -uo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift
results=build/$preset/tests.xml
rm -f "$results"
ctest --preset "$preset" --output-junit "$PWD/$results" "$@" | grep -v ' Passed '
exec python3 tools/summarise_tests.py "$results"
