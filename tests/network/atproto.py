#!/usr/bin/env python3
"""The labeler on a network of the AT Protocol that others wrote: PLC, PDS, AppView and Ozone in
their published versions, on this machine alone. A labeler gets its account and DID document, people
decide, and a client with the official library that asked for it sees the label through the AppView
until it is undone or has ended. In between the key changes and the server goes.

usage: atproto.py OVERT PACKAGES FOLDER
    PACKAGES: where tools/setup.sh --network has put Node and the packages
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "policies" / "state-affiliated-media.yaml"
SCRIPT = Path(__file__).resolve().parent / "atproto" / "network.mjs"
POSTGRES = Path("/usr/lib/postgresql/15/bin")
VALUE, NAME = "state-affiliated", "State-affiliated media"
TRIES = 600
OVERT, PACKAGES, FOLDER = "", Path(), Path()
NETWORK = None


def overt(*arguments):
    return subprocess.run([OVERT, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120)


def until(holds, said):
    """Waits for `holds()`; `said()` is what is told where it does not come. Tries are counted, not
    seconds, so that a machine that stood still is given time again."""
    for _ in range(TRIES):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError(f"it did not come, asked {TRIES} times: {said()}")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Postgres:
    """A server of its own in a temporary folder. It refuses to run as root; there it runs as
    postgres."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="overt-atproto-")
        who = {}
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            who = {"user": "postgres", "group": "postgres", "extra_groups": []}
        self.url = f"postgresql://overt@localhost/postgres?host={self.folder}"
        with open(FOLDER / "postgres.log", "w", encoding="utf-8") as log:
            told = {"cwd": self.folder, "stdout": log, "stderr": log, **who}
            subprocess.run([POSTGRES / "initdb", "-D", "data", "-U", "overt", "-A", "trust",
                            "--no-sync", "--no-locale", "-E", "UTF8"], check=True, **told)
            self.process = subprocess.Popen(
                [POSTGRES / "postgres", "-D", "data", "-k", self.folder, "-h", "", "-c",
                 "fsync=off", "-c", "timezone=UTC"], **told)

    def wait(self):
        ready = [POSTGRES / "pg_isready", "-h", self.folder, "-q"]
        until(lambda: subprocess.run(ready, check=False).returncode == 0, lambda: "PostgreSQL")

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)


class Redis:
    def __init__(self):
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        with open(FOLDER / "redis.log", "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "",
                 "--appendonly", "no", "--dir", FOLDER], stdout=log, stderr=log)

    def wait(self):
        def is_there():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.port)) == 0

        until(is_there, lambda: "Redis")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)


class Network:
    """network.mjs, and the PostgreSQL and Redis that it is given. Its doings are methods here."""

    def __init__(self):
        began = time.monotonic()
        self.parts, self.process = [], None
        self.log = open(FOLDER / "network.log", "w", encoding="utf-8")
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        print(f"the network was up in {time.monotonic() - began:.1f} s", flush=True)

    def start(self):
        for kind in (Postgres, Redis):
            self.parts.append(kind())
            self.parts[-1].wait()
        scratch = FOLDER / "tmp"
        scratch.mkdir()
        read, write = os.pipe()
        self.process = subprocess.Popen(
            [PACKAGES / "node" / "bin" / "node", SCRIPT, PACKAGES, str(write)], pass_fds=[write],
            stdin=subprocess.PIPE, stdout=self.log, stderr=self.log, text=True,
            env={**os.environ, "DB_POSTGRES_URL": self.parts[0].url, "TZ": "UTC",
                 "REDIS_HOST": self.parts[1].address, "TMPDIR": str(scratch)})
        os.close(write)
        self.answers = os.fdopen(read, encoding="utf-8")
        self.moderators = self.answer()["moderators"]

    def answer(self):
        line = self.answers.readline()
        if not line:
            raise AssertionError(f"the network ended; see {self.log.name}")
        answer = json.loads(line)
        if "failed" in answer:
            raise AssertionError(answer["failed"])
        return answer

    def __getattr__(self, what):
        def ask(**about):
            self.process.stdin.write(json.dumps({"what": what, **about}) + "\n")
            self.process.stdin.flush()
            return self.answer()

        return ask

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stdin.close()
            self.answers.close()
        self.log.close()
        for part in self.parts:
            part.stop()


def setUpModule():
    global NETWORK
    NETWORK = Network()


def tearDownModule():
    with open(f"/proc/{NETWORK.process.pid}/status", encoding="utf-8") as status:
        most = re.search(r"VmHWM:\s+(\d+)", status.read()).group(1)
    try:
        refused = NETWORK.end()["refused"]
    finally:
        NETWORK.stop()
    print(f"it took {int(most) // 1024} MB at most")
    if refused:
        raise AssertionError(f"it asked outside: {refused}")


class Labeler:
    """A data folder with a labeler that is an account's on the network, served and declared."""

    count = 0

    def __init__(self, test, *options):
        Labeler.count += 1
        self.test, self.server, self.port = test, None, 0
        self.data = FOLDER / f"desk-{Labeler.count}"
        self.done("ledger", "init", "--origin", "overt.example/network")
        self.done("people", "add", "root", "--roles", "admin")
        for person, role in (("ana", "analyst"), ("rui", "reviewer"), ("apo", "approver")):
            self.done("people", "add", person, "--roles", role, "--by", "root")
        self.live = self.data / "live.yaml"
        self.live.write_text(POLICY.read_text().replace("mode: shadow", "mode: live").replace(
            "review: {people: 1", "review: {people: 2"))
        self.did = NETWORK.account(handle=f"labels-{Labeler.count}.test")["did"]
        self.done("labeler", "init", "--did", self.did, *options)
        test.addCleanup(self.stop)
        self.serve()
        self.declare()
        NETWORK.announce(did=self.did, value=VALUE, name=NAME)
        NETWORK.follow(did=self.did)
        test.addCleanup(lambda: NETWORK.leave(did=self.did))

    def done(self, *arguments):
        result = overt(*arguments, "--data", self.data)
        self.test.assertEqual(result.returncode, 0,
                              f"{arguments}: {result.stderr}{result.stdout}")
        return result.stdout

    def serve(self):
        self.server = subprocess.Popen(
            [OVERT, "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        line = self.server.stdout.readline()
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)", line).group(1))
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self, how=signal.SIGINT):
        if self.server.poll() is None:
            self.server.send_signal(how)
        self.server.communicate(timeout=30)

    def declare(self):
        """The DID document gets what `overt labeler show` says it must have, to the letter."""
        said = self.done("labeler", "show", "--endpoint", self.url)
        method, kind, key = re.search(
            r"verificationMethod +(\S+), (\S+), publicKeyMultibase (\S+)", said).groups()
        service, offers, endpoint = re.search(r"service +(\S+), (\S+), (\S+)", said).groups()
        self.test.assertEqual((method, kind), (self.did + "#atproto_label", "Multikey"))
        # Version 0.0.1 of the PLC server, the published one, renders keys in an older form.
        document = NETWORK.declare(did=self.did, key=f"did:key:{key}", endpoint=endpoint)
        self.test.assertEqual(document, {"key": f"did:key:{key}", "id": service, "type": offers,
                                         "serviceEndpoint": endpoint})

    def label(self, *subjects):
        """Decided by two people who did not propose it, and delivered; the decisions."""
        made = []
        for subject in subjects:
            facts = self.data / "facts.ndjson"
            facts.write_text(json.dumps({
                "subject": "account", "id": f"atproto:{subject}",
                "facts": {"label.values": [VALUE]}}) + "\n")
            made.append(json.loads(self.done(
                "decide", "propose", "--facts", facts, "--subject", f"account:atproto:{subject}",
                "--policy", self.live, "--by", "ana", "--reason", "r", "--json"))
                ["decisions"][0]["decision"])
        self.done("decide", "agree", *made, "--by", "rui")
        self.done("decide", "agree", *made, "--by", "apo")
        self.done("deliver", "--sink", "labeler")
        return made

    def undo(self, decision):
        self.done("undo", decision, "--by", "apo", "--reason", "a mistake")
        self.done("deliver", "--sink", "labeler")

    def told(self):
        return NETWORK.told(did=self.did)

    def wait_for(self, numbers):
        """Until the AppView's intake has taken labels up to these, each once and in order."""
        until(lambda: len(self.told()["taken"]) >= len(numbers), self.told)
        self.test.assertEqual(self.told()["taken"], numbers)


class OnANetworkOfOthers(unittest.TestCase):
    people = 0

    def person(self, texts=()):
        OnANetworkOfOthers.people += 1
        return NETWORK.account(handle=f"person-{self.people}.test", texts=list(texts))

    def setUp(self):
        self.outlet = self.person(["the news at seven", "the news at eight"])
        self.reader = self.person()["did"]

    def look(self, viewer=None):
        seen = NETWORK.look(viewer=viewer or self.reader, actor=self.outlet["did"],
                            posts=self.outlet["posts"])
        self.asked = seen["asked"]
        return [seen["profile"], *(seen["posts"][post] for post in self.outlet["posts"])]

    def sources(self, viewer=None):
        """Whose labels the account and each of its posts carry."""
        return [sorted(label["src"] for label in one["labels"]) for one in self.look(viewer)]

    def test_a_decided_label_is_shown_to_who_asked_and_goes_when_it_is_undone(self):
        labeler = Labeler(self)
        other = self.person()["did"]
        NETWORK.subscribe(viewer=self.reader, labeler=labeler.did)
        self.assertEqual(self.sources(), [[], [], []])
        account, post = labeler.label(self.outlet["did"], self.outlet["posts"][1])
        labeler.wait_for([1, 2])
        profile, first, second = self.look()
        self.assertIn(labeler.did, self.asked)
        for one, subject in ((profile, self.outlet["did"]), (second, self.outlet["posts"][1])):
            self.assertEqual([(label["src"], label["uri"], label["val"])
                              for label in one["labels"]], [(labeler.did, subject, VALUE)])
        self.assertEqual(first["labels"], [])
        # What the client's library makes of it: the account is named, its posts for its sake, the
        # second post for its own.
        said = {"by": labeler.did, "val": VALUE, "name": NAME}
        self.assertEqual(profile["informs"], [{**said, "target": "account"}])
        self.assertEqual(first["informs"], [{**said, "target": "account"}])
        self.assertCountEqual(second["informs"], [{**said, "target": "account"},
                                                  {**said, "target": "content"}])
        # Nobody sees it who did not ask.
        self.assertEqual(self.sources(other), [[], [], []])
        labeler.undo(account)
        labeler.wait_for([1, 2, 3])
        profile, first, second = self.look()
        self.assertEqual([one["labels"] for one in (profile, first)], [[], []])
        self.assertEqual([one["informs"] for one in (profile, first)], [[], []])
        self.assertEqual(second["informs"], [{**said, "target": "content"}])
        labeler.undo(post)
        labeler.wait_for([1, 2, 3, 4])
        self.assertEqual(self.sources(), [[], [], []])
        told = labeler.told()
        self.assertEqual((told["unbelieved"], told["troubles"], told["notices"]), (0, [], []))

    def test_with_another_key_nothing_is_believed_before_the_document_says_it_and_all_after(self):
        labeler = Labeler(self)
        NETWORK.subscribe(viewer=self.reader, labeler=labeler.did)
        labeler.label(self.outlet["did"])
        labeler.wait_for([1])
        labeler.done("labeler", "change-key")
        labeler.label(self.outlet["posts"][0])
        until(lambda: labeler.told()["unbelieved"] > 0, labeler.told)
        self.assertEqual(self.sources(), [[labeler.did], [], []])
        labeler.declare()
        labeler.wait_for([1, 2])
        self.assertEqual(self.sources(), [[labeler.did], [labeler.did], []])
        # An AppView that begins anew believes what was signed before, too.
        NETWORK.leave(did=labeler.did)
        NETWORK.follow(did=labeler.did)
        labeler.wait_for([1, 2])
        self.assertEqual(labeler.told()["unbelieved"], 0)

    def test_a_server_that_goes_and_comes_back_loses_nothing_and_says_nothing_twice(self):
        labeler = Labeler(self)
        NETWORK.subscribe(viewer=self.reader, labeler=labeler.did)
        first = labeler.label(self.outlet["did"])[0]
        labeler.wait_for([1])
        labeler.stop()
        second = labeler.label(self.outlet["posts"][0])[0]
        labeler.serve()
        labeler.wait_for([1, 2])
        self.assertEqual(self.sources(), [[labeler.did], [labeler.did], []])
        labeler.stop(signal.SIGKILL)
        labeler.undo(first)
        labeler.label(self.outlet["posts"][1])
        labeler.serve()
        labeler.wait_for([1, 2, 3, 4])
        self.assertEqual(self.sources(), [[], [labeler.did], [labeler.did]])
        labeler.undo(second)
        labeler.wait_for([1, 2, 3, 4, 5])
        self.assertEqual(self.sources(), [[], [], [labeler.did]])
        self.assertEqual(labeler.told()["notices"], [])
        # What came and went in between may be forgotten; that something is missing is said.
        labeler.stop()
        labeler.undo(labeler.label(self.outlet["posts"][0])[0])
        labeler.done("labeler", "compact")
        labeler.serve()
        labeler.wait_for([1, 2, 3, 4, 5, 7])
        told = labeler.told()
        self.assertEqual((told["unbelieved"], told["notices"]), (0, ["OutdatedCursor"]))
        self.assertGreaterEqual(told["connections"], 4)

    def test_a_label_that_holds_for_a_time_ends_by_itself(self):
        labeler = Labeler(self, "--holds", "12s")
        NETWORK.subscribe(viewer=self.reader, labeler=labeler.did)
        labeler.label(self.outlet["did"])
        labeler.wait_for([1])
        label = self.look()[0]["labels"][0]
        ends = datetime.fromisoformat(label["exp"].replace("Z", "+00:00"))
        self.assertGreater(ends, datetime.now(timezone.utc))
        until(lambda: self.sources() == [[], [], []], self.look)
        self.assertGreaterEqual(datetime.now(timezone.utc), ends)
        labeler.wait_for([1])  # no negation: the label said itself how long it holds
        self.assertIn("No label holds", labeler.done("labeler", "list"))

    def test_two_labelers_and_ozone_speak_side_by_side(self):
        first, second = Labeler(self), Labeler(self)
        NETWORK.follow(did=NETWORK.moderators)
        self.addCleanup(lambda: NETWORK.leave(did=NETWORK.moderators))
        for labeler in (first, second):
            NETWORK.subscribe(viewer=self.reader, labeler=labeler.did)
            decision = labeler.label(self.outlet["did"])[0]
            labeler.wait_for([1])
        NETWORK.judge(did=self.outlet["did"], create=["spam"])
        until(lambda: NETWORK.told(did=NETWORK.moderators)["taken"],
              lambda: NETWORK.told(did=NETWORK.moderators))
        everybody = sorted([first.did, second.did, NETWORK.moderators])
        self.assertEqual(self.sources(), [everybody, [], []])
        self.assertEqual({cause["by"] for cause in self.look()[0]["informs"]},
                         {first.did, second.did, NETWORK.moderators})
        # A moderator in Ozone sees ours beside its own, through the AppView.
        shown = NETWORK.inspect(did=self.outlet["did"], labeler=first.did)
        self.assertEqual(sorted(label["src"] for label in shown),
                         sorted([first.did, NETWORK.moderators]))
        # Each takes back its own alone.
        second.undo(decision)
        second.wait_for([1, 2])
        self.assertEqual(self.sources()[0], sorted([first.did, NETWORK.moderators]))
        NETWORK.judge(did=self.outlet["did"], negate=["spam"])
        until(lambda: len(NETWORK.told(did=NETWORK.moderators)["taken"]) == 2,
              lambda: NETWORK.told(did=NETWORK.moderators))
        self.assertEqual(self.sources()[0], [first.did])

    def test_a_report_that_a_server_passes_on_is_told_that_none_are_taken(self):
        labeler = Labeler(self)
        told = NETWORK.report(viewer=self.reader, labeler=labeler.did, did=self.outlet["did"])
        self.assertEqual(told["error"], "MethodNotImplemented", told)
        self.assertIn("takes no reports", told["message"])


def missing():
    if not (PACKAGES / "LOCK").exists():
        return "the network's packages are missing, run tools/setup.sh --network"
    if not (POSTGRES / "initdb").exists():
        return "PostgreSQL 15 is missing, run tools/setup.sh"
    if not shutil.which("redis-server"):
        return "Redis is missing, run tools/setup.sh --network"
    return ""


if __name__ == "__main__":
    OVERT = str(Path(sys.argv[1]).resolve())
    PACKAGES, FOLDER = Path(sys.argv[2]).resolve(), Path(sys.argv[3]).resolve()
    if missing():
        print(f"skipped: {missing()}")
        sys.exit(77)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]])
