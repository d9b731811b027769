#!/usr/bin/env python3
"""Statements of reasons from decisions to the transparency database, with the real program
against a receiver that has the database's rules a second time: looked at, handed over, refused in
part, killed half-way, limited, taken back; and what reconcile says of it.

usage: stating_reasons.py OVERT [FOLDER]     FOLDER keeps what was made
"""

import csv
import io
import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "policies" / "state-affiliated-media.yaml"
NETWORKS = ROOT / "policies" / "covert-influence.yaml"
TOKEN = "1|t0ken"
SETTINGS = """platform: Clipper
appeals: https://clipper.example
out_of_court:
  en: The board of appeal.
judicial:
  en: The courts.
"""
OVERT = ""
FOLDER = Path()


def overt(*arguments):
    return subprocess.run([OVERT, *map(str, arguments)], capture_output=True, text=True,
                          timeout=300)


class Database:
    """tests/dsa/receiver.py."""

    def __init__(self, log):
        self.log = log
        self.process = subprocess.Popen(
            [sys.executable, ROOT / "tests" / "dsa" / "receiver.py", TOKEN, log],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def url(self, behaviour=""):
        return f"http://127.0.0.1:{self.port}{behaviour}"

    def requests(self):
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def kept(self):
        return self.requests()[-1]["kept"] if self.log.exists() and self.requests() else 0

    def stop(self):
        self.process.communicate("")


class StatingReasons(unittest.TestCase):
    """Each test has a desk of its own, with a live policy and a database."""

    @classmethod
    def setUpClass(cls):
        cls.live = FOLDER / "live.yaml"
        cls.live.write_text(POLICY.read_text().replace("mode: shadow", "mode: live"))
        cls.networks = FOLDER / "networks.yaml"
        cls.networks.write_text(NETWORKS.read_text().replace("mode: shadow", "mode: live"))
        cls.token = FOLDER / "token"
        cls.token.write_text(TOKEN + "\n")
        cls.token.chmod(0o600)

    def setUp(self):
        self.accounts = 0
        self.data = FOLDER / self.id().rpartition(".")[2]
        self.data.mkdir()
        self.done("ledger", "init", "--origin", "overt.example/test")
        (self.data / "notices.yaml").write_text(SETTINGS)
        self.done("people", "add", "root", "--roles", "admin")
        for person, role in (("ana", "analyst"), ("rui", "reviewer"), ("apo", "approver")):
            self.done("people", "add", person, "--roles", role, "--by", "root")
        self.database = Database(self.data / "database.log")
        self.addCleanup(self.database.stop)

    def run_here(self, *arguments):
        return overt(*arguments, "--data", self.data)

    def done(self, *arguments):
        result = self.run_here(*arguments)
        self.assertEqual(result.returncode, 0, f"{arguments}: {result.stderr}{result.stdout}")
        return result.stdout

    def answer(self, *arguments, code=0):
        result = self.run_here(*arguments, "--json")
        self.assertEqual(result.returncode, code, f"{arguments}: {result.stderr}{result.stdout}")
        return json.loads(result.stdout.splitlines()[-1])

    def sending(self, behaviour="", *more):
        return ("statements", "--send", self.database.url(behaviour), "--token-file", self.token,
                "--allow-private", *more)

    def decide(self, count, up_to="no_ads", policy=None):
        """So many outlets, each labelled and more, and everything carried out."""
        made = []
        for _ in range(count):
            self.accounts += 1
            account = f"clipper:jodoe{self.accounts}"
            facts = self.data / "facts.ndjson"
            facts.write_text(json.dumps({
                "subject": "account", "id": account,
                "facts": {"label.values": ["state-affiliated"],
                          "label.current_affairs_abroad": "yes"}}) + "\n")
            made.append(self.answer(
                "decide", "propose", "--facts", facts, "--subject", f"account:{account}",
                "--policy", policy or self.live, "--up-to", up_to, "--by", "ana", "--reason", "r"
                )["decisions"][0]["decision"])
        self.done("decide", "agree", *made, "--by", "rui")
        return made

    def decide_on_network(self, network, accounts):
        """Limited and suspended as a whole, and everything carried out."""
        facts = self.data / "network.ndjson"
        facts.write_text(json.dumps({
            "subject": "network", "id": network, "accounts": accounts,
            "facts": {"finding.status": "confirmed", "finding.tier": "review",
                      "finding.explanation": "undisclosed", "finding.families": 2}}) + "\n")
        made = self.answer("decide", "propose", "--facts", facts, "--subject",
                           f"network:{network}", "--policy", self.networks, "--up-to", "suspend",
                           "--by", "ana", "--reason", "r")["decisions"][0]["decision"]
        for person in ("rui", "apo"):
            self.done("decide", "agree", made, "--by", person)
        self.deliver()
        return made

    def rejects(self):
        return [json.loads(line) for line in
                (self.data / "statement-rejects.ndjson").read_text().splitlines()]

    def deliver(self):
        limits = self.data / "breakers.yaml"
        if not limits.exists():
            limits.write_text("".join(f"per_{of}: 5000\n"
                                      for of in ("hour", "policy", "person", "network")))
            self.done("breakers", "accept", "--by", "apo", "--reason", "many at once")
        self.done("deliver", "--sink", f"file:{self.data / 'actions.ndjson'}")

    def books_agree(self):
        self.done("reconcile", "--statements")
        self.done("ledger", "verify")

    def test_a_what_would_be_handed_over_is_looked_at_first(self):
        decisions = self.decide(2)
        self.assertEqual(self.answer("statements")["waiting"], 6, "nothing was carried out yet")
        self.deliver()
        told = self.answer("statements", "--out", self.data / "s.ndjson")
        self.assertEqual((told["due"], told["sent"]), (6, False))
        payloads = [json.loads(line) for line in (self.data / "s.ndjson").read_text().splitlines()]
        self.assertEqual({one.get("decision_monetary") or one["decision_visibility"][0]
                          for one in payloads},
                         {"DECISION_VISIBILITY_CONTENT_LABELLED", "DECISION_MONETARY_OTHER",
                          "DECISION_VISIBILITY_CONTENT_DEMOTED"})
        self.done("statements", "--out", self.data / "s.json", "--format", "json")
        self.assertEqual(len(json.loads((self.data / "s.json").read_text())["statements"]), 6)
        self.done("statements", "--out", self.data / "s.csv", "--format", "csv", "--decision",
                  decisions[0])
        rows = list(csv.DictReader(io.StringIO((self.data / "s.csv").read_text())))
        self.assertEqual(len(rows), 3)
        for file in ("s.ndjson", "s.json", "s.csv"):
            self.assertNotIn("jodoe", (self.data / file).read_text(), file)
        first = (self.data / "s.ndjson").read_bytes()
        self.done("statements", "--out", self.data / "s.ndjson")
        self.assertEqual((self.data / "s.ndjson").read_bytes(), first)
        self.assertFalse(self.database.log.exists() and self.database.requests())

    def test_b_handed_over_once_and_proved(self):
        self.decide(3)
        self.deliver()
        told = self.run_here("reconcile", "--statements")
        self.assertEqual(told.returncode, 3)
        self.assertEqual(told.stdout.count("has no statement of reasons"), 9, told.stdout)
        self.done("reconcile")  # nobody ever stated anything here
        self.assertEqual(self.answer(*self.sending())["created"], 9)
        self.assertEqual(self.database.kept(), 9)
        self.books_agree()
        self.assertEqual(self.answer(*self.sending())["created"], 0)
        kept = self.answer("reconcile")
        self.assertEqual((kept["statements_needed"], kept["statements_accepted"]), (9, 9))
        self.assertNotIn("jodoe", self.database.log.read_text())
        with sqlite3.connect(self.data / "decisions.db") as database:
            database.execute("UPDATE record SET said = replace(said, 'STATEMENT_CATEGORY', 'S') "
                             "WHERE kind = 1 AND subject = (SELECT max(subject) FROM record "
                             "WHERE kind = 1)")
        self.assertIn("is not what ledger entry", self.run_here("reconcile").stdout)

    def test_c_one_of_a_hundred_is_refused(self):
        self.decide(34)  # 102 statements: two batches
        self.deliver()
        told = self.answer(*self.sending("/picky"), code=3)
        self.assertEqual((told["created"], len(told["rejected"])), (101, 1))
        self.assertEqual(told["rejected"][0]["by"], "database")
        listed = self.rejects()
        self.assertEqual(listed, told["rejected"])
        self.assertEqual(listed[0]["errors"][0]["field"], "category")
        missing = self.run_here("reconcile")
        self.assertEqual(missing.returncode, 3)
        self.assertEqual(missing.stdout.count("has no statement of reasons"), 1)
        self.assertIn(listed[0]["decision"], missing.stdout)
        self.done(*self.sending())
        self.assertEqual((self.data / "statement-rejects.ndjson").read_text(), "")
        self.books_agree()

    def test_d_killed_at_any_point_it_goes_on(self):
        self.decide(6)
        self.deliver()
        # After the database has them and before we know it.
        process = subprocess.Popen([OVERT, *map(str, self.sending("/hang", "--batch", "5")),
                                    "--data", str(self.data)], stdout=subprocess.DEVNULL)
        while self.database.kept() < 5:
            time.sleep(0.05)
        process.kill()
        process.wait()
        # At moments that nobody chose.
        for wait in (0.01, 0.03, 0.06, 0.1, 0.15):
            process = subprocess.Popen([OVERT, *map(str, self.sending("", "--batch", "2")),
                                        "--data", str(self.data)], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
            process.wait()
        told = self.answer(*self.sending())
        self.assertEqual((told["due"], told["accepted"]), (0, 18))
        self.assertEqual(self.database.kept(), 18)
        self.books_agree()

    def test_e_limits_are_kept_and_answers_may_be_lost(self):
        self.decide(1)
        self.deliver()
        begun = time.monotonic()
        self.assertEqual(self.answer(*self.sending("/limited/1"))["created"], 3)
        self.assertGreater(time.monotonic() - begun, 0.9, "Retry-After was kept")
        self.decide(1)
        self.deliver()
        told = self.answer(*self.sending("/lost", "--tries", "1"), code=3)
        self.assertEqual((told["created"], told["left"]), (0, 3))
        self.assertTrue(told["paused"])
        self.assertEqual(self.answer(*self.sending())["existing"], 3)
        self.assertEqual(self.answer(*self.sending("/error/500", "--tries", "1"))["paused"], "",
                         "there is nothing left to send")
        self.books_agree()

    def test_f_what_is_taken_back_has_its_end_or_its_follow_up(self):
        before, after, never = self.decide(3)
        self.done("undo", never, "--by", "apo", "--reason", "before anything was done")
        self.deliver()
        self.done("undo", before, "--by", "apo", "--reason", "a mistake")
        self.deliver()
        self.assertEqual(self.answer(*self.sending())["created"], 6)
        sent = json.loads(self.database.requests()[-1]["body"])["statements"]
        self.assertEqual(sum(any(key.startswith("end_date_") for key in one) for one in sent), 3)
        self.books_agree()
        self.done("undo", after, "--by", "apo", "--reason", "a mistake too")
        told = self.run_here("reconcile")
        self.assertEqual(told.stdout.count("is not followed up"), 3, told.stdout)
        self.deliver()
        self.assertEqual(self.answer(*self.sending())["followed_up"], 3)
        self.books_agree()

    def test_g_what_is_not_live_never_leaves(self):
        dry = FOLDER / "dry.yaml"
        dry.write_text(POLICY.read_text().replace("mode: shadow", "mode: dry_run"))
        self.decide(1, policy=dry)
        self.decide(1, policy=POLICY)
        self.deliver()
        self.assertEqual(self.answer(*self.sending())["created"], 0)
        self.assertFalse(self.database.log.exists() and self.database.requests())
        told = self.answer("statements", "--all")
        self.assertEqual((told["due"], told["waiting"], told["accepted"]), (0, 0, 0))

    def test_h_what_cannot_be_done_is_said(self):
        wrong = self.data / "wrong"
        wrong.write_text("other")
        wrong.chmod(0o600)
        self.decide(1)
        self.deliver()
        told = self.run_here("statements", "--send", self.database.url(), "--token-file", wrong,
                             "--allow-private")
        self.assertNotEqual(told.returncode, 0)
        self.assertIn("token", told.stderr)
        self.assertNotIn("other", told.stderr)
        wrong.chmod(0o644)
        told = self.run_here("statements", "--send", self.database.url(), "--token-file", wrong,
                             "--allow-private")
        self.assertIn("owner", told.stderr)
        for words in (("--send", self.database.url()), ("--token-file", self.token),
                      ("--send", "x", "--token-file", self.token, "--dry-run"), ("word",),
                      ("--format", "xml")):
            self.assertEqual(self.run_here("statements", *words).returncode, 2, words)
        told = self.run_here("statements", "--send", self.database.url(), "--token-file",
                             self.token)
        self.assertIn("https", told.stderr, "plain http needs --allow-private")

    def test_j_each_account_of_a_network_has_its_own(self):
        accounts = [f"clipper:jodoe-{letter}" for letter in "abc"]
        decision = self.decide_on_network("n7", accounts)
        told = self.answer("statements", "--out", self.data / "s.ndjson")
        self.assertEqual(told["due"], 6, "three accounts, two restrictions")
        payloads = [json.loads(line) for line in (self.data / "s.ndjson").read_text().splitlines()]
        self.assertEqual(len({one["puid"] for one in payloads}), 6)
        self.assertEqual({one["content_type_other"] for one in payloads},
                         {"user account of a network"})
        told = self.answer(*self.sending("/picky"), code=3)
        self.assertEqual((told["created"], len(told["rejected"])), (5, 1))
        missing = self.run_here("reconcile")
        self.assertEqual(missing.stdout.count("has no statement of reasons"), 1, missing.stdout)
        refused = self.rejects()[0]["account"]
        self.assertIn(refused, (1, 2, 3))
        self.assertIn(f"on account {refused} of the decision", missing.stdout)
        self.assertEqual(self.answer(*self.sending())["created"], 1)
        self.books_agree()
        self.assertEqual(self.answer(*self.sending())["created"], 0)
        # One of them was no member: it ends for that one. Then the finding was wrong: for all.
        self.done("people", "add", "una", "--roles", "approver", "--by", "root")
        hear = ("decide", "hear", decision, "reverse", "--by", "una", "--reason")
        self.done("decide", "appeal", decision, "--account", accounts[1], "--reason", "not me")
        self.done(*hear, "no member")
        told = self.run_here("reconcile")
        self.assertEqual(told.stdout.count("is not followed up"), 2, told.stdout)
        self.assertEqual(told.stdout.count("on account 2 of the decision"), 2, told.stdout)
        self.assertEqual(self.answer(*self.sending())["followed_up"], 2)
        self.books_agree()
        self.done("decide", "appeal", decision, "--reason", "we are a fan club")
        self.assertIn("does not say whose", self.run_here(*hear, "they are").stderr)
        self.done(*hear, "they are", "--whole")
        told = self.run_here("reconcile")
        self.assertEqual(told.stdout.count("is not followed up"), 4, told.stdout)
        self.deliver()
        self.assertEqual(self.answer(*self.sending())["followed_up"], 4)
        self.books_agree()
        self.assertEqual(self.answer("statements", "--all")["accepted"], 6)
        self.assertNotIn("jodoe", (self.data / "s.ndjson").read_text())
        self.assertNotIn("jodoe", self.database.log.read_text())

    def test_k_an_error_that_stops_a_run_leaves_its_rejects(self):
        self.decide(2)
        self.deliver()
        told = self.run_here(*self.sending("/picky/2", "--batch", "2"))
        self.assertNotEqual(told.returncode, 0)
        self.assertIn("token", told.stderr)
        self.assertEqual([one["by"] for one in self.rejects()], ["database"])
        self.assertEqual(self.answer(*self.sending())["created"], 5)
        self.assertEqual(self.rejects(), [])
        self.books_agree()

    def test_i_the_server_shows_them(self):
        decision = self.decide(1)[0]
        self.deliver()
        self.answer(*self.sending())
        self.decide(1)
        made = self.answer("people", "token", "create", "ana", "--scope", "read", "--by", "ana")
        server = subprocess.Popen([OVERT, "serve", "--data", str(self.data), "--listen",
                                   "127.0.0.1:0", "--json"], stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True)
        try:
            address = ""
            for line in server.stdout:
                found = re.search(r"127\.0\.0\.1:[0-9]+", line)
                if found:
                    address = f"http://{found.group(0)}"
                    break

            def get(path):
                request = urllib.request.Request(
                    address + path, headers={"Authorization": f"Bearer {made['secret']}"})
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return json.loads(answer.read())
            self.assertEqual(get("/v1/statements")["total"], 6)
            accepted = get("/v1/statements?state=accepted")["items"]
            self.assertEqual(len(accepted), 3)
            self.assertEqual(accepted, get(f"/v1/decisions/{decision}/statements")["items"])
            self.assertEqual(accepted[0]["payload"]["puid"], accepted[0]["puid"])
        finally:
            server.terminate()
            server.wait(timeout=60)
            server.stdout.close()


if __name__ == "__main__":
    OVERT = str(Path(sys.argv[1]).resolve())
    kept = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if kept is not None:
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as temporary:
        FOLDER = (kept or Path(temporary)).resolve()
        result = unittest.main(argv=sys.argv[:1], exit=False).result
    sys.exit(0 if result.wasSuccessful() else 1)
