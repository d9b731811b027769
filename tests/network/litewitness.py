#!/usr/bin/env python3
"""The ledger before a witness that others wrote: litewitness of filippo.io/torchwood, built from
the Go module proxy. It signs checkpoints of a ledger that grows, and refuses one that was forked.

usage: litewitness.py OVERT FOLDER      FOLDER keeps the built witness and what was made
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "policies" / "state-affiliated-media.yaml"
MODULE = "filippo.io/torchwood/cmd/litewitness@v0.6.1"
ORIGIN = "overt.example/network"
PORT = 17380
OVERT = ""
FOLDER = Path()


def overt(*arguments):
    return subprocess.run([OVERT, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120)


class Witness:
    """litewitness with a key in an agent of its own."""

    def __init__(self, ledger_key):
        program = FOLDER / "litewitness"
        if not program.exists():
            subprocess.run(["go", "install", MODULE], check=True,
                           env={**os.environ, "GOBIN": str(FOLDER), "GOFLAGS": "-mod=mod"})
        key = FOLDER / "witness_key"
        key.unlink(missing_ok=True)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        self.socket = FOLDER / "agent"
        self.socket.unlink(missing_ok=True)
        self.agent = subprocess.Popen(["ssh-agent", "-D", "-a", self.socket],
                                      stdout=subprocess.DEVNULL)
        while not self.socket.exists():
            time.sleep(0.05)
        subprocess.run(["ssh-add", "-q", key], check=True,
                       env={**os.environ, "SSH_AUTH_SOCK": str(self.socket)})
        shown = subprocess.run(["ssh-keygen", "-lf", f"{key}.pub"], check=True, text=True,
                               capture_output=True).stdout
        self.database = FOLDER / "litewitness.db"
        self.database.unlink(missing_ok=True)
        self.log = open(FOLDER / "litewitness.log", "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [program, "-name", "peer.example/witness", "-db", self.database, "-ssh-agent",
             self.socket, "-key", shown.split()[1], "-listen", f"127.0.0.1:{PORT}"],
            stderr=self.log, stdout=self.log)
        self.url = f"http://127.0.0.1:{PORT}"
        self.key = self.wait_for_key()
        # What its witnessctl add-log and add-key write.
        empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        with sqlite3.connect(self.database) as database:
            database.execute("INSERT INTO log VALUES(?, 0, ?)", (ORIGIN, empty))
            database.execute("INSERT INTO key VALUES(?, ?)", (ORIGIN, ledger_key))
        database.close()

    def wait_for_key(self):
        for _ in range(200):
            text = (FOLDER / "litewitness.log").read_text()
            found = re.search(r"peer\.example/witness\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+", text)
            if found and "listening" in text:
                return found[0]
            if self.process.poll() is not None:
                raise RuntimeError(text)
            time.sleep(0.05)
        raise RuntimeError("litewitness did not start")

    def stop(self):
        for process in (self.process, self.agent):
            process.terminate()
            process.wait()
        self.log.close()


class BeforeAWitnessOfOthers(unittest.TestCase):
    def done(self, *arguments):
        result = overt(*arguments)
        self.assertEqual(result.returncode, 0, f"{arguments}: {result.stderr}{result.stdout}")
        return result.stdout

    def decide(self, data, first, last):
        facts = FOLDER / "facts.ndjson"
        for number in range(first, last):
            facts.write_text(json.dumps({"subject": "account", "id": f"clipper:{number}", "facts": {
                "label.values": ["state-affiliated"]}}) + "\n")
            self.done("decide", "propose", "--facts", facts, "--subject",
                      f"account:clipper:{number}", "--policy", POLICY, "--by", "ana", "--reason",
                      "a label", "--data", data)

    def ask(self, data, code):
        result = overt("ledger", "witness", "--witnesses", FOLDER / "witnesses", "--allow-private",
                       "--data", data, "--json")
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        return json.loads(result.stdout)["witnesses"][0]

    def test_it_signs_what_grows_and_refuses_a_fork(self):
        data, fork = FOLDER / "desk", FOLDER / "fork"
        for folder in (data, fork):
            shutil.rmtree(folder, ignore_errors=True)
        self.done("ledger", "init", "--origin", ORIGIN, "--data", data)
        self.done("people", "add", "root", "--roles", "admin", "--data", data)
        self.done("people", "add", "ana", "--roles", "analyst", "--by", "root", "--data", data)
        witness = Witness((data / "ledger.pub").read_text().strip())
        self.addCleanup(witness.stop)
        (FOLDER / "witnesses").write_text(f"{witness.key} {witness.url}\n")
        self.decide(data, 0, 5)
        self.assertTrue(self.ask(data, 0)["signed"])
        shutil.copytree(data, fork)
        self.decide(data, 5, 9)
        self.assertTrue(self.ask(data, 0)["signed"])
        os.remove(data / "witnessed.note")
        self.decide(data, 9, 12)
        self.assertTrue(self.ask(data, 0)["signed"], "it says itself what it has seen")
        self.assertIn("older copy", self.ask(fork, 3)["why_not"])
        self.decide(fork, 20, 30)
        self.assertIn("changed", self.ask(fork, 3)["why_not"])
        receipt = FOLDER / "decision.tlog-proof"
        listed = json.loads(self.done("decide", "list", "--data", data, "--json"))["decisions"]
        self.done("ledger", "receipt", listed[3]["decision"], "--out", receipt, "--data", data)
        self.done("ledger", "check-receipt", receipt, "--key", data / "ledger.pub", "--witnesses",
                  FOLDER / "witnesses")


if __name__ == "__main__":
    OVERT = str(Path(sys.argv[1]).resolve())
    FOLDER = Path(sys.argv[2]).resolve()
    FOLDER.mkdir(parents=True, exist_ok=True)
    unittest.main(argv=sys.argv[:1])
