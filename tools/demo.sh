#!/usr/bin/env bash
# Simulates a video platform in the weeks before an election, looks for accounts that act together,
# opens cases, has people decide on a network in shadow mode, proves it, and takes it back. Says
# where the report is and what was done.
# usage: demo.sh OVERT OUT ACCOUNTS
set -euo pipefail
overt=$1 out=$2 accounts=$3
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$out"
"$overt" simulate --scenario fall-2024 --seed 1 --accounts "$accounts" --out "$out/platform" --force
# Who is behind what it finds: the bundled dossier, and what is on record about simulated accounts.
"$overt" detect "$out/platform/events.ndjson" --accounts "$out/platform/accounts.ndjson" \
  --registry "$here/registry/fall-2024,$out/platform/registry.yaml" --out "$out/run" --force
echo
echo "The report: $(realpath "$out/run/report.html")"
echo "What was planted, to compare: $(realpath "$out/platform/truth")"

# From here on: people. The decisions of an earlier demo are no part of this one.
rm -f "$out"/{decisions.db,decisions.db-shm,decisions.db-wal,ledger.key,ledger.pub,labels.ndjson}
say() { printf '\n$ overt %s\n' "$*"; }
run() { say "$@"; "$overt" "$@"; }
policy=$here/policies/covert-influence.yaml
: > "$out/protected.txt" # nobody: the simulated platform has no public officials

printf '\nPeople look at it: each network for review becomes a case.\n'
run ledger init --data "$out" --origin overt.example/demo
"$overt" people add root --roles admin --data "$out" --quiet
for person in ana:analyst rui:reviewer apo:approver pia:policy_editor; do
  "$overt" people add "${person%:*}" --roles "${person#*:}" --by root --data "$out" --quiet
done
run people list --data "$out"
run policy adopt "$policy" --by pia --data "$out"
# Who is labelled, and why, stands on the public pages.
rm -rf "$out/assessments" && cp -r "$here/registry/fall-2024/assessments" "$out/assessments"
"$overt" label apply "$out"/assessments/*.yaml --registry "$here/registry/fall-2024/claims.yaml" \
  --on 2024-09-16 --by ana --log "$out/labels.ndjson" --quiet
run cases open --run "$out/run" --by ana --data "$out"

# The first value of a key in a line of JSON, of ids, which need no unescaping.
first() { grep -o "\"$1\":\"[^\"]*\"" | sed -n "1s/.*:\"\(.*\)\"/\1/p"; }
network=$("$overt" cases list --data "$out" --json | first id)
if [[ -z $network ]]; then
  echo "No network is for review, so there is nothing to decide; take more --accounts."
  exit 0
fi
facts=(--run "$out/run" --network "$network" --policy "$policy" --accounts
  "$out/platform/accounts.ndjson" --protected "$out/protected.txt" --data "$out")

printf '\nOne network is decided on, in shadow mode: nothing goes out. Two people agree.\n'
say decide explain "${facts[@]}"
"$overt" decide explain "${facts[@]}" | sed -n '1,20p'
say decide propose "${facts[@]}" --up-to suspend --by ana --reason '...'
"$overt" decide propose "${facts[@]}" --up-to suspend --by ana \
  --reason 'two independent families of evidence, and no explanation fits' | sed -n '1,3p;$p'
for person in rui apo; do
  say decide agree --network "$network" --by "$person" --data "$out"
  "$overt" decide agree --network "$network" --by "$person" --data "$out" | sed -n '1,3p'
done

printf '\nA receipt for one of the affected, checked with the public key alone.\n'
decision=$("$overt" decide list --network "$network" --data "$out" --json | first decision)
run ledger receipt "$decision" --data "$out" --out "$out/decision.tlog-proof" \
  --record "$out/decision.record.json"
run ledger check-receipt "$out/decision.tlog-proof" --key "$out/ledger.pub" \
  --record "$out/decision.record.json"
"$overt" ledger checkpoint --data "$out" --out "$out/before-undo.note" --quiet

printf '\nWhat a statement would say, and a bundle for peers; in shadow mode none is published.\n'
run disclose preview statement --run "$out/run" --network "$network" --mode shadow \
  --accounts "$out/platform/accounts.ndjson" --out "$out/statement" --data "$out"

printf '\nAll of it is taken back in one step, and the ledger still holds.\n'
say undo --network "$network" --by apo --reason '...' --data "$out"
"$overt" undo --network "$network" --by apo --reason 'the demo ends here' --data "$out" |
  sed -n '1,3p'
"$overt" ledger checkpoint --data "$out" --out "$out/after-undo.note" --quiet
run ledger consistency "$out/before-undo.note" "$out/after-undo.note" --data "$out"
run ledger verify --data "$out"
run reconcile --data "$out"

# For the browser everybody gets a password, which holds for this folder alone.
password=$(head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n')
for person in root ana rui apo; do
  "$overt" people password "$person" --stdin --data "$out" --quiet <<<"$password"
done
printf '\nThe same in a browser: http://127.0.0.1:8080/\n'
echo "What everybody sees, without signing in: http://127.0.0.1:8080/transparency"
echo "Sign in as ana (analyst), rui (reviewer), apo (approver) or root (admin); password: $password"
serve=(serve --data "$out" --policies "$here/policies")
if [[ -t 0 && -t 1 ]]; then
  say "${serve[@]}"
  exec "$overt" "${serve[@]}"
fi
echo "once it is served: $overt ${serve[*]}"
