#!/usr/bin/env bash
# The console's own checks: is it formatted, does it fit the API's types, do its unit tests pass?
# usage: web.sh [--install | --write]    --install gets its packages, --write formats its sources
set -euo pipefail
cd "$(dirname "$0")/../web"
PATH="$PWD/../third_party/node/bin:$PATH"

if [[ "${1:-}" == "--install" ]]; then
  wanted=$(sha256sum package-lock.json)
  if [[ "$(cat node_modules/WANTED 2>/dev/null)" != "$wanted" ]]; then
    echo "web: installing the packages that the console is built with"
    PATH=${PATH#*:} npm ci --silent --no-audit --no-fund --ignore-scripts
    echo "$wanted" >node_modules/WANTED
  fi
  exit 0
fi
if [[ "${1:-}" == "--write" ]]; then exec node node_modules/prettier/bin/prettier.cjs --write .; fi
node node_modules/prettier/bin/prettier.cjs --check --log-level warn .
node scripts/api_types.mjs
node node_modules/svelte-check/bin/svelte-check --tsconfig tsconfig.json --fail-on-warnings
node node_modules/vitest/vitest.mjs run --reporter dot
