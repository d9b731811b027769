#!/usr/bin/env python3
"""The API as its own description lets anybody try it: Schemathesis sends what the description
allows and what it forbids to every operation of the real server, which must neither fail (5xx) nor
die, and must answer as it is described.

usage: fuzzed_api.py OVERT [FOLDER] [EXAMPLES] [--postgres]

EXAMPLES of each operation, 15 unless said; with --postgres over a database of its own.

The tool comes from PyPI into third_party/schemathesis (tools/setup.sh); without it: exit code 77.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from desk_server import PASSWORD, Desk
from postgres_server import PostgresServer

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "third_party" / "schemathesis" / "bin" / "schemathesis"
SEED = "20240904"
# Streams that do not end by themselves, and signing out.
# The last two are everything that a labeler does not have, which the AT Protocol calls 501.
LEFT_OUT = ("watch", "subscribeLabels", "signOut", "otherXrpcQuery", "otherXrpcProcedure")
# Methods that the parser of HTTP does not know are 400 and end the connection, and so does an
# address of more than 8 KiB, as the longest list that queryLabels describes makes.
SETTINGS = """
[phases.coverage]
unexpected-methods = ["DELETE", "PUT", "PATCH", "TRACE", "OPTIONS"]
[[operations]]
include-operation-id = "queryLabels"
phases.coverage.enabled = false
"""
CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance",
          "response_schema_conformance", "response_headers_conformance")


def make_desk(overt, folder, store):
    """A desk with a run on it, and somebody who may everything."""
    desk = Desk(overt, folder / "desk", store)
    desk.done("people", "add", "everybody", "--roles",
              "analyst,reviewer,approver,auditor,admin", "--by", "root")
    desk.done("people", "password", "everybody", "--by", "root", "--stdin", stdin=PASSWORD + "\n")
    made = json.loads(desk.done("people", "token", "create", "everybody", "--password-file",
                                desk.data / "secret", "--scope",
                                "read,work_on_cases,review,approve,hear_appeals,"
                                "read_people,administrate", "--json"))
    desk.tokens["everybody"] = made["secret"]
    desk.done("labeler", "init", "--did", "did:web:labels.example.org")
    simulated = folder / "simulated"
    subprocess.run([overt, "simulate", "--accounts", "1000", "--out", str(simulated), "--quiet"],
                   check=True, timeout=300)
    events = next(path for path in simulated.iterdir() if path.name.startswith("events"))
    subprocess.run([overt, "detect", str(events), "--splits", "4", "--out",
                    str(desk.data / "run"), "--quiet"], check=True, timeout=300)
    shutil.copytree(ROOT / "policies", desk.data / "policies")
    return desk


def main():
    overt = str(Path(sys.argv[1]).resolve())
    folder = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else Path(tempfile.mkdtemp())
    examples = sys.argv[3] if len(sys.argv) > 3 else "15"
    if not TOOL.exists():
        print("skipped: Schemathesis is missing, run tools/setup.sh")
        return 77
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    postgres = PostgresServer() if "--postgres" in sys.argv else None
    try:
        return fuzz(overt, folder, examples, postgres.new_database() if postgres else None)
    finally:
        if postgres:
            postgres.stop()


def fuzz(overt, folder, examples, store):
    desk = make_desk(overt, folder, store)
    log = folder / "access.log"
    server = desk.serve("--access-log", log)
    (folder / "schemathesis.toml").write_text(SETTINGS)
    words = [TOOL, "--config-file", folder / "schemathesis.toml", "run",
             ROOT / "api" / "openapi.yaml", "--url", server.url, "--header",
             "Authorization: Bearer " + desk.tokens["everybody"], "--checks", ",".join(CHECKS),
             "--phases", "examples,coverage,fuzzing", "--max-examples", examples, "--seed", SEED,
             "--generation-deterministic", "--rate-limit", "95/s", "--request-timeout", "30",
             "--continue-on-failure", "--no-color", "--warnings", "off"]
    for name in LEFT_OUT:
        words += ["--exclude-operation-id", name]
    try:
        run = subprocess.run(list(map(str, words)), cwd=folder, check=False, timeout=1500,
                             env=os.environ | {"SCHEMATHESIS_HOOKS": "fuzzed_api_hooks",
                                               "PYTHONPATH": str(Path(__file__).parent)})
        alive = server.alive()
    finally:
        server.stop()
    errors = [line for line in log.read_text().splitlines() if '"error"' in line]
    failed = [line for line in log.read_text().splitlines() if '"status":500' in line]
    for line in errors + failed:
        print(line)
    print(f"the server {'still answers' if alive else 'IS GONE'}; "
          f"{len(errors)} errors of ours in its log")
    return 1 if run.returncode or errors or failed or not alive else 0


if __name__ == "__main__":
    sys.exit(main())
