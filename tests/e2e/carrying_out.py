#!/usr/bin/env python3
"""What was decided goes out, with the real program: to a file, to a webhook that misbehaves, past a
circuit breaker, after an undo, out of the dead letters; and what is refused on the way.

usage: carrying_out.py OVERT [FOLDER]     FOLDER keeps what was made
"""

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from postgres_server import PostgresServer, installed

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "policies" / "state-affiliated-media.yaml"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OVERT = ""
FOLDER = Path()


def overt(*arguments):
    return subprocess.run([OVERT, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120)


class Receiver:
    def __init__(self, log):
        self.log = log
        python = ROOT / "third_party" / "webhooks" / "bin" / "python3"
        self.process = subprocess.Popen(
            [python if python.exists() else sys.executable,
             ROOT / "tests" / "webhook" / "receiver.py", SECRET, log],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def url(self, path):
        return f"webhook:http://127.0.0.1:{self.port}{path}"

    def requests(self):
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def stop(self):
        self.process.communicate("")


class Mastodon:
    """A server held to the documentation of its admin API (tests/mastodon/receiver.py)."""

    def __init__(self, log):
        self.log = log
        self.process = subprocess.Popen(
            [sys.executable, ROOT / "tests" / "mastodon" / "receiver.py", "t0ken", log],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def requests(self):
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def stop(self):
        self.process.communicate("")


class CarryingOut(unittest.TestCase):
    """Each test has a desk of its own, with three people and a live policy."""

    def setUp(self):
        self.data = FOLDER / self.id()
        self.data.mkdir()
        self.live = FOLDER / "live.yaml"
        self.live.write_text(POLICY.read_text().replace("mode: shadow", "mode: live"))
        self.done("ledger", "init", "--origin", "overt.example/test", *self.kept_in())
        self.done("people", "add", "root", "--roles", "admin")
        for person, role in (("ana", "analyst"), ("rui", "reviewer"), ("apo", "approver")):
            self.done("people", "add", person, "--roles", role, "--by", "root")

    def kept_in(self):
        """Options that say where decisions are kept."""
        return ()

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

    def refused(self, fragment, *arguments):
        result = self.run_here(*arguments)
        self.assertNotEqual(result.returncode, 0, arguments)
        self.assertIn(fragment, result.stderr, arguments)

    def decide(self, name, policy=None, abroad="yes", up_to="no_ads"):
        """A label, reach and advertising of one outlet; its decision."""
        account = name if ":" in name else f"clipper:{name}"
        facts = FOLDER / "facts.ndjson"
        facts.write_text(json.dumps({
            "subject": "account", "id": account,
            "facts": {"label.values": ["state-affiliated"],
                      "label.current_affairs_abroad": abroad}}) + "\n")
        made = self.answer("decide", "propose", "--facts", facts, "--subject",
                           f"account:{account}", "--policy", policy or self.live, "--up-to",
                           up_to, "--by", "ana", "--reason", "r")["decisions"][0]["decision"]
        self.done("decide", "agree", made, "--by", "rui")
        return made

    def lines(self, name):
        path = self.data / name
        return [json.loads(x) for x in path.read_text().splitlines()] if path.exists() else []

    def to_file(self):
        return ("deliver", "--sink", f"file:{self.data / 'actions.ndjson'}")

    def books_agree(self):
        """Everything agrees; nobody is told here, which is another test's."""
        books = self.run_here("reconcile", "--json")
        found = json.loads(books.stdout.splitlines()[-1])
        self.assertEqual(found["mismatches"], [])
        self.assertEqual(books.returncode, 3 if found["notices_blocked"] else 0)
        self.done("ledger", "verify")

    def test_to_a_file_in_order_once_and_back(self):
        decision = self.decide("news")
        dry = FOLDER / "dry.yaml"
        dry.write_text(POLICY.read_text().replace("mode: shadow", "mode: dry_run"))
        self.decide("radio", dry)
        self.decide("tv", POLICY)
        told = self.answer(*self.to_file())
        self.assertEqual((told["taken"], told["dry_run"]), (3, 3))
        messages = [line["message"] for line in self.lines("actions.ndjson")]
        self.assertEqual([m["data"]["action"]["step"]["action"] for m in messages],
                         ["label", "limit_reach", "no_ads"])
        self.assertEqual(len(self.lines("dry-run.ndjson")), 3)
        self.assertEqual(self.answer(*self.to_file())["taken"], 0)
        self.done("undo", decision, "--by", "apo", "--reason", "a mistake")
        self.assertEqual(self.answer(*self.to_file())["taken"], 3)
        undone = self.lines("actions.ndjson")[3:]
        self.assertEqual([line["message"]["type"] for line in undone], ["action.undone"] * 3)
        self.assertEqual([line["message"]["data"]["action"]["step"]["action"] for line in undone],
                         ["no_ads", "limit_reach", "label"])
        self.assertEqual(len({line["id"] for line in self.lines("actions.ndjson")}), 6)
        self.books_agree()

    def test_past_a_breaker_only_with_a_person(self):
        self.decide("one")
        self.decide("two")
        stopped = self.answer(*self.to_file(), "--per-policy", 4, code=3)
        self.assertEqual((stopped["taken"], stopped["held"]), (4, 2))
        breaker = stopped["tripped"][0]["breaker"]
        self.assertEqual(breaker, "policy:state-affiliated-media")
        self.assertEqual(self.answer(*self.to_file(), code=3)["taken"], 0)
        self.answer("deliver", "--status", code=3)
        reset = ("deliver", "--reset", breaker, "--reason", "looked at both", "--by")
        self.refused("approver", *reset, "rui")
        self.done(*reset, "apo")
        self.assertEqual(self.answer(*self.to_file())["taken"], 2)
        self.assertEqual(self.answer("deliver", "--status")["done"], 6)

    def test_looser_limits_only_with_a_person(self):
        limits = self.data / "breakers.yaml"
        limits.write_text(self.done("breakers", "settings"))
        self.decide("one")
        limits.write_text(limits.read_text() + "policies:\n  state-affiliated-media: 2\n")
        stricter = self.answer(*self.to_file(), code=3)
        self.assertEqual((stricter["taken"], stricter["held"]), (2, 1))
        self.assertEqual(stricter["limits_changed"],
                         ["policies.state-affiliated-media from 500 to 2"])
        reset = ("deliver", "--reset", "policy:state-affiliated-media", "--reason", "r", "--by")
        self.done(*reset, "apo")
        limits.unlink()
        gone = self.answer(*self.to_file(), code=3)
        self.assertEqual((gone["taken"], gone["tripped"][0]["breaker"]), (0, "limits"))
        self.assertIn("there is no breakers.yaml", gone["tripped"][0]["why"])
        self.refused("per_hour", *self.to_file(), "--per-hour", 1001)
        accept = ("breakers", "accept", "--reason", "all were looked at", "--by")
        self.refused("approver", *accept, "rui")
        self.done(*accept, "apo")
        self.assertEqual(self.answer(*self.to_file())["taken"], 1)
        history = self.answer("breakers", "history")["changes"]
        self.assertEqual([one["by"] for one in history], ["", "apo"])
        self.assertEqual(history[1]["reason"], "all were looked at")
        shown = self.answer("breakers", "show")
        self.assertEqual(shown["accepted"]["limits"]["policies"], {})
        self.assertIn({"breaker": "all", "count": 3, "max": 1000, "of": "actions within an hour"},
                      shown["counts"])
        self.books_agree()

    def test_to_a_webhook_that_is_verified(self):
        secret = FOLDER / "secret"
        secret.write_text(SECRET + "\n")
        secret.chmod(0o644)
        self.decide("news")
        receiver = Receiver(self.data / "log")
        try:
            hook = ("deliver", "--secret-file", secret, "--allow-private", "--sink")
            self.refused("chmod 600", *hook, receiver.url("/ok"))
            secret.chmod(0o600)
            self.refused("--allow-private", "deliver", "--secret-file", secret, "--sink",
                         receiver.url("/ok"))
            gone = self.answer(*hook, receiver.url("/error/410"), code=3)
            self.assertEqual(gone["tripped"][0]["breaker"], "sink")
            self.done("deliver", "--reset", "sink", "--by", "apo", "--reason", "it is back")
            busy = self.answer(*hook, receiver.url("/error/500"))
            self.assertEqual((busy["put_off"], busy["queued"]), (1, 3))
            watch = subprocess.Popen([OVERT, *map(str, hook), receiver.url("/ok"), "--watch",
                                      "--data", str(self.data), "--json"],
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(600):
                if sum(one["done"] for one in receiver.requests()) == 3:
                    break
                time.sleep(0.1)
            self.refused("another process is delivering", *hook, receiver.url("/ok"))
            watch.send_signal(signal.SIGINT)
            out, err = watch.communicate(timeout=30)
            self.assertEqual(watch.returncode, 0, err)
            self.assertEqual(json.loads(out.splitlines()[-1])["taken"], 3)
        finally:
            receiver.stop()
        requests = receiver.requests()
        self.assertTrue(all(one["signed"] for one in requests))
        done = [json.loads(one["body"])["data"]["place"] for one in requests if one["done"]]
        self.assertEqual(done, [0, 1, 2])
        self.books_agree()

    def test_to_a_mastodon_server_and_back(self):
        token = FOLDER / "token"
        token.write_text("t0ken\n")
        token.chmod(0o600)
        policy = FOLDER / "reach.yaml"
        policy.write_text(self.live.read_text().replace(
            "actions: [label: state-affiliated, limit_reach: abroad, no_ads]",
            "actions: [limit_reach: all]"))
        ours, theirs, _ = (self.decide(one, policy, up_to="limit_reach")
                           for one in ("mastodon:7", "mastodon:60", "clipper:news"))
        server = Mastodon(self.data / "log")
        try:
            url = f"mastodon:http://127.0.0.1:{server.port}"
            self.refused("--secret-file", "deliver", "--sink", url)
            to = ("deliver", "--allow-private", "--secret-file", token, "--sink")
            done = self.answer(*to, url, code=3)
            self.assertEqual((done["taken"], done["given_up"]), (2, 1))
            self.assertIn("no account of a Mastodon server", self.run_here("deliver",
                                                                           "--dead").stdout)
            for decision in (ours, theirs):
                self.done("undo", decision, "--by", "apo", "--reason", "a mistake")
            self.assertEqual(self.answer(*to, url, code=3)["taken"], 2)
        finally:
            server.stop()
        requests = server.requests()
        self.assertEqual({one["contract"] for one in requests}, {""})
        changes = [(one["path"].rsplit("/", 1)[1], one["changed"]) for one in requests
                   if one["changed"]]
        self.assertEqual(changes, [("action", ["7"]), ("unsilence", ["7"])])
        self.books_agree()

    def test_to_a_labeler_and_back(self):
        post = "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3k44"
        self.refused("labeler init", "deliver", "--sink", "labeler")
        self.refused("is not a DID", "labeler", "init", "--did", "alice")
        self.done("labeler", "init", "--did", "did:web:labels.example", "--holds", "365d")
        self.assertEqual((self.data / "labeler.key").stat().st_mode & 0o777, 0o600)
        decision = self.decide(f"atproto:{post}", abroad="no", up_to="label")
        self.assertEqual(self.answer("deliver", "--sink", "labeler")["taken"], 1)
        label = self.answer("labeler", "list", f"{post[:30]}*")["labels"][0]
        self.assertEqual((label["uri"], label["val"], label["src"]),
                         (post, "state-affiliated", "did:web:labels.example"))
        self.assertIn("exp", label)
        changed = self.answer("labeler", "change-key")
        self.assertEqual((changed["signed_anew"], changed["key"]), (1, 2))
        again = self.answer("labeler", "list")["labels"][0]
        self.assertEqual(again["cts"], label["cts"])
        self.assertNotEqual(again["sig"], label["sig"])
        self.done("undo", decision, "--by", "apo", "--reason", "a mistake")
        self.assertEqual(self.answer("deliver", "--sink", "labeler")["taken"], 1)
        self.assertEqual(self.answer("labeler", "list")["labels"], [])
        self.assertEqual(self.answer("labeler", "compact")["gone"], 1)
        self.assertIn("#atproto_label", self.done("labeler", "show"))
        self.books_agree()

    def test_what_is_missing_is_said(self):
        self.refused("--sink", "deliver")
        self.refused("is not file:PATH", "deliver", "--sink", "ftp:somewhere")
        self.refused("--secret-file", "deliver", "--sink", "webhook:https://example.org")
        self.refused("there is no action", "deliver", "--replay", "k", "--by", "apo", "--reason",
                     "r")
        self.refused("no breaker", "deliver", "--reset", "all", "--by", "apo", "--reason", "r")
        self.assertIn("No dead letter", self.done("deliver", "--dead"))


class OnPostgres:
    """With the same tests, kept in a PostgreSQL database."""

    @classmethod
    def setUpClass(cls):
        cls.postgres = PostgresServer()
        cls.addClassCleanup(cls.postgres.stop)

    def kept_in(self):
        return ("--store", self.postgres.new_database())


@unittest.skipUnless(installed(), "PostgreSQL 15 is not installed")
class CarryingOutOnPostgres(OnPostgres, CarryingOut):
    """The same on PostgreSQL."""


if __name__ == "__main__":
    OVERT = str(Path(sys.argv[1]).resolve())
    FOLDER = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp()).resolve()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    unittest.main(argv=sys.argv[:1])
