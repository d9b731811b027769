#!/usr/bin/env python3
"""The Mastodon sink before a server that others wrote: mastodon_mock, from PyPI, installed into a
folder of its own. Accounts are silenced, frozen and suspended there, and all of it is undone.

usage: mastodon_mock.py OVERT FOLDER      FOLDER keeps the installed server and what was made
"""

import json
import shutil
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "policies" / "state-affiliated-media.yaml"
PACKAGE = "mastodon_mock==0.6.1"
PORT = 17381
TOKEN = "ada_token"
OVERT = ""
FOLDER = Path()


def overt(*arguments):
    return subprocess.run([OVERT, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120)


def get(path):
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}",
                                     headers={"authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


class BeforeAServerOfOthers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        python = FOLDER / "python"
        if not (python / "bin" / "mastodon_mock").exists():
            subprocess.run([sys.executable, "-m", "venv", python], check=True)
            subprocess.run([python / "bin" / "pip", "install", "-q", PACKAGE], check=True)
        cls.server = subprocess.Popen(
            [python / "bin" / "mastodon_mock", "serve", "--in-memory", "--demo", "--host",
             "127.0.0.1", "--port", str(PORT), "--log-level", "error"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=FOLDER)
        for _ in range(300):
            try:
                get("/api/v1/accounts/verify_credentials")
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        raise RuntimeError("mastodon_mock did not start")

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.wait()

    def done(self, *arguments, code=0):
        result = overt(*arguments, "--data", self.data)
        self.assertEqual(result.returncode, code, f"{arguments}: {result.stderr}{result.stdout}")
        return result.stdout

    def setUp(self):
        self.data = FOLDER / "desk"
        shutil.rmtree(self.data, ignore_errors=True)
        self.done("ledger", "init", "--origin", "overt.example/test")
        self.done("people", "add", "root", "--roles", "admin")
        for person, role in (("ana", "analyst"), ("rui", "reviewer"), ("apo", "approver")):
            self.done("people", "add", person, "--roles", role, "--by", "root")

    def test_accounts_are_moderated_and_let_go(self):
        token, facts, policy = FOLDER / "token", FOLDER / "facts.ndjson", FOLDER / "policy.yaml"
        token.write_text(TOKEN + "\n")
        token.chmod(0o600)
        policy.write_text(POLICY.read_text().replace("mode: shadow", "mode: live").replace(
            "actions: [label: state-affiliated, limit_reach: abroad, no_ads]",
            "actions: [limit_reach: all, suspend, terminate]").replace(
            "review: {people: 1", "review: {people: 2", 1))
        account = get("/api/v1/admin/accounts")[0]["id"]
        facts.write_text(json.dumps({
            "subject": "account", "id": f"mastodon:{account}", "facts": {
                "label.values": ["state-affiliated"], "label.current_affairs_abroad": "yes",
                "account.protected": False}}) + "\n")
        decision = json.loads(self.done(
            "decide", "propose", "--facts", facts, "--subject", f"account:mastodon:{account}",
            "--policy", policy, "--up-to", "terminate", "--by", "ana", "--reason", "r",
            "--json"))["decisions"][0]["decision"]
        self.done("decide", "agree", decision, "--by", "rui")
        self.done("decide", "agree", decision, "--by", "apo")
        deliver = ("deliver", "--allow-private", "--secret-file", token, "--sink",
                   f"mastodon:http://127.0.0.1:{PORT}")

        def states():
            shown = get(f"/api/v1/admin/accounts/{account}")
            return [shown[state] for state in ("silenced", "disabled", "suspended")]

        self.assertEqual(states(), [False, False, False])
        self.assertIn("3 taken", self.done(*deliver))
        self.assertEqual(states(), [True, True, True])
        self.done("undo", decision, "--by", "apo", "--reason", "a mistake")
        self.assertIn("3 taken", self.done(*deliver))
        self.assertEqual(states(), [False, False, False])


if __name__ == "__main__":
    OVERT = str(Path(sys.argv[1]).resolve())
    FOLDER = Path(sys.argv[2]).resolve()
    FOLDER.mkdir(parents=True, exist_ok=True)
    unittest.main(argv=sys.argv[:1])
