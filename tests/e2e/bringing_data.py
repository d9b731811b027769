#!/usr/bin/env python3
"""Data comes in through the server, with the real program: a file in pieces with a break, a run
over it that is watched, another that is cancelled, the networks it found; and events from several
connections while the server is killed, of which each that was acknowledged is there, none twice.

usage: bringing_data.py OVERT [FOLDER]     FOLDER keeps what was made
"""

import gzip
import hashlib
import http.client
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

from desk_server import Desk, content_digest

OVERT = ""
FOLDER = Path()
PIECE = 1 << 20
NDJSON = {"Content-Type": "application/x-ndjson"}


def wait_for(what, seconds=120):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come to that in time")


class Live(threading.Thread):
    """Listens to /v1/live: (event, data), in order."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.told = []
        self.connection = http.client.HTTPConnection(server.place, timeout=120)
        self.connection.request("GET", "/v1/live", headers={
            "Authorization": "Bearer " + server.desk.tokens["vi"]})
        self.socket = self.connection.sock
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200
        self.start()

    def run(self):
        event = ""
        try:
            for line in self.answer:
                text = line.decode().strip()
                if text.startswith("event: "):
                    event = text[7:]
                if text.startswith("data: "):
                    self.told.append((event, json.loads(text[6:])))
        except (OSError, ValueError, http.client.HTTPException, AttributeError):
            return

    def stop(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the server has ended it
        self.join(timeout=30)
        self.answer.close()
        self.socket.close()

    def all_of(self, kind):
        return [data for event, data in self.told if event == kind]


class BringingDataTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        simulated = FOLDER / "simulated"
        subprocess.run([OVERT, "simulate", "--accounts", "3000", "--seed", "7", "--out",
                        str(simulated), "--quiet", "--force"], check=True, timeout=300)
        events = next(path for path in simulated.iterdir() if path.name.startswith("events"))
        cls.plain = events.read_bytes()
        cls.packed = gzip.compress(cls.plain, 6, mtime=0)

    def setUp(self):
        self.folder = FOLDER / self.id().rsplit(".", 1)[1]
        self.desk = Desk(OVERT, self.folder)

    def serve(self, *options):
        server = self.desk.serve(*options)
        self.addCleanup(server.stop)
        return server

    def begin(self, server, content, name="log.ndjson.gz"):
        begun = server.ask("POST", "/v1/uploads", {
            "name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()})
        self.assertEqual(begun.status, 201, begun.text)
        return begun.headers["Location"]

    def piece(self, server, place, content, offset, size=PIECE):
        piece = content[offset:offset + size]
        return server.ask("PATCH", place, piece, {
            "Upload-Offset": str(offset), "Content-Type": "application/partial-upload",
            "Content-Digest": content_digest(piece)})

    def upload(self, server, content, name="log.ndjson.gz"):
        place = self.begin(server, content, name)
        self.go_on(server, place, content)
        return place.rsplit("/", 1)[1]

    def go_on(self, server, place, content):
        offset = int(server.ask("HEAD", place).headers["Upload-Offset"])
        while offset < len(content):
            sent = self.piece(server, place, content, offset)
            self.assertEqual(sent.status, 204, sent.text)
            offset = int(sent.headers["Upload-Offset"])
        done = server.ask("POST", place + "/completion")
        self.assertEqual(done.status, 200, done.text)
        self.assertEqual(done.json()["sha256"], hashlib.sha256(content).hexdigest())

    def state(self, server, place):
        return server.ask("GET", place, person="vi").json()["job"]

    def ended(self, server, place):
        def look():
            job = self.state(server, place)
            return job if job["state"] in ("done", "failed", "cancelled") else None
        return wait_for(look, 300)

    def test_a_file_in_pieces_with_a_break_and_the_run_over_it(self):
        server = self.serve()
        place = self.begin(server, self.packed)
        self.assertEqual(server.ask("POST", place + "/completion").status, 409)
        first = self.piece(server, place, self.packed, 0, 100_000)
        self.assertEqual(first.headers["Upload-Offset"], "100000")
        # The connection breaks in the middle of a piece …
        broken = http.client.HTTPConnection(server.place, timeout=60)
        broken.putrequest("PATCH", place)
        for name, value in (("Authorization", "Bearer " + self.desk.tokens["ana"]),
                            ("Upload-Offset", "100000"), ("Content-Length", "100000"),
                            ("Content-Type", "application/octet-stream")):
            broken.putheader(name, value)
        broken.endheaders()
        broken.send(self.packed[100_000:150_000])
        broken.close()
        # … a piece comes twice, and one is not what it says …
        again = self.piece(server, place, self.packed, 0, 100_000)
        self.assertEqual((again.status, again.headers["Upload-Offset"]), (409, "100000"))
        spoilt = server.ask("PATCH", place, b"x", {
            "Upload-Offset": "100000", "Content-Type": "application/octet-stream",
            "Content-Digest": content_digest(b"y")})
        self.assertEqual(spoilt.status, 422)
        # … and the server is killed.
        server.kill()
        server = self.serve()
        self.assertEqual(server.ask("HEAD", place).headers["Upload-Offset"], "100000")
        self.go_on(server, place, self.packed)

        live = Live(server)
        self.addCleanup(live.stop)
        wanted = {"upload": place.rsplit("/", 1)[1], "splits": 8}
        self.assertEqual(server.ask("POST", "/v1/runs", wanted, person="vi").status, 403)
        self.assertEqual(server.ask("POST", "/v1/runs", wanted | {"out": "x"}).status, 400)
        started = server.ask("POST", "/v1/runs", wanted)
        self.assertEqual(started.status, 202, started.text)
        run = started.headers["Location"]
        waiting = server.ask("POST", "/v1/runs", wanted | {"seed": 2}).headers["Location"]
        self.assertEqual(self.state(server, waiting)["state"], "queued")
        self.assertEqual(server.ask("DELETE", waiting).json()["state"], "cancelled")
        job = self.ended(server, run)
        self.assertEqual(job["state"], "done", job)
        wait_for(lambda: live.all_of("progress"), 5)
        told = [one for one in live.all_of("progress") if one["id"] == job["id"]]
        self.assertTrue(told, live.told)
        # Which stages are met, and how far each was, depends on how fast the machine is.
        self.assertTrue(all(one["stage"] for one in told if one["state"] == "running"), told)
        self.assertTrue(all(0 <= one.get("fraction", 0) <= 1 for one in told), told)
        self.assertTrue(live.all_of("run"))
        self.assertNotIn(str(self.folder), json.dumps(told))

        listed = server.ask("GET", "/v1/runs").json()["items"]
        self.assertEqual([one["run"] for one in listed], [job["run"]])
        networks = server.ask("GET", "/v1/networks?run=" + job["run"]).json()
        self.assertGreater(networks["total"], 0)
        manifest = server.ask("GET", run).json()["manifest"]
        self.assertEqual(manifest["inputs"][0]["path"], "log.ndjson.gz")

        # The same by the command line finds the same.
        by_hand = self.folder / "by-hand.ndjson.gz"
        by_hand.write_bytes(self.packed)
        subprocess.run([OVERT, "detect", str(by_hand), "--splits", "8", "--out",
                        str(self.folder / "by-hand"), "--quiet"], check=True, timeout=300)
        theirs = json.loads((self.folder / "by-hand" / "manifest.json").read_text())
        self.assertEqual(theirs["run_id"], job["run"])

    def test_a_run_is_cancelled_and_one_is_killed_and_started_again(self):
        server = self.serve()
        wanted = {"upload": self.upload(server, self.packed), "null_replays": 50}
        run = server.ask("POST", "/v1/runs", wanted).headers["Location"]
        wait_for(lambda: self.state(server, run)["state"] == "running")
        self.assertEqual(server.ask("DELETE", "/v1/uploads/" + wanted["upload"]).status, 409)
        self.assertEqual(server.ask("DELETE", run).status, 202)
        self.assertEqual(self.ended(server, run)["state"], "cancelled")
        self.assertEqual(server.ask("DELETE", run).status, 409)
        self.assertEqual(list((self.folder / "runs").iterdir()), [])

        other = server.ask("POST", "/v1/runs", wanted).headers["Location"]
        wait_for(lambda: self.state(server, other)["state"] == "running")
        server.kill()
        server = self.serve()
        job = self.state(server, other)
        self.assertEqual((job["state"], job["reason"]), ("failed", "interrupted"))
        self.assertEqual(list((self.folder / "runs").iterdir()), [])
        again = server.ask("POST", other + "/restarts")
        self.assertEqual(again.status, 202, again.text)
        wait_for(lambda: self.state(server, other)["state"] == "running")
        # Told to end, the server interrupts what runs and leaves nothing half-written.
        server.stop()
        self.assertEqual(server.process.returncode, 0)
        self.assertEqual(list((self.folder / "runs").iterdir()), [])
        server = self.serve()
        self.assertEqual(self.state(server, other)["reason"], "interrupted")

    def test_more_runs_than_may_wait_are_told_to_come_back(self):
        server = self.serve()
        wanted = {"upload": self.upload(server, self.packed), "null_replays": 200}
        answers = [server.ask("POST", "/v1/runs", wanted) for _ in range(20)]
        self.assertEqual({answer.status for answer in answers}, {202, 429})
        full = next(answer for answer in answers if answer.status == 429)
        self.assertGreater(int(full.headers["Retry-After"]), 0)

    def test_events_from_several_connections_while_the_server_is_killed(self):
        acknowledged = [0] * 4
        sent_again = [0]
        batches = [self.batch(connection, number) for connection in range(4)
                   for number in range(400)]
        server = self.serve()
        places = {"now": server}
        stop = threading.Event()

        def send(connection):
            number = 0
            while number < 400 and not stop.is_set():
                body = batches[connection * 400 + number]
                try:
                    answer = places["now"].ask("POST", "/v1/events", body, NDJSON | {
                        "Idempotency-Key": f"{connection}-{number}"})
                except (OSError, http.client.HTTPException):
                    sent_again[0] += 1
                    time.sleep(0.05)
                    continue
                if answer.status == 200:
                    acknowledged[connection] += 1
                    number += 1
                elif answer.status in (409, 429, 503):
                    time.sleep(float(answer.headers["Retry-After"]) / 10)
                else:
                    raise AssertionError(answer.text)

        senders = [threading.Thread(target=send, args=(i,)) for i in range(4)]
        for sender in senders:
            sender.start()
        for _ in range(3):
            before = sum(acknowledged)
            wait_for(lambda before=before: sum(acknowledged) > before + 60
                     or not any(sender.is_alive() for sender in senders))
            places["now"].kill()
            places["now"] = self.serve()
        for sender in senders:
            sender.join(timeout=120)
        stop.set()
        self.assertEqual(acknowledged, [400] * 4)
        server = places["now"]
        server.kill()
        server = self.serve()
        kept = server.ask("GET", "/v1/events", person="vi").json()
        self.assertEqual(kept["events"], 4 * 400 * 5)
        self.assertEqual(kept["batches"], 4 * 400)
        # Each once, by what is kept itself.
        started = server.ask("POST", "/v1/runs", {
            "events_from": "2024-09-01T00:00:00Z", "events_to": "2024-09-02T00:00:00Z",
            "max_rejects": 0})
        self.assertEqual(started.status, 202, started.text)
        run = started.headers["Location"]
        self.assertEqual(self.ended(server, run)["state"], "done", self.state(server, run))
        counts = server.ask("GET", run).json()["manifest"]["counts"]
        self.assertEqual(counts["events"], 4 * 400 * 5)

    @staticmethod
    def batch(connection, number):
        rows = []
        for i in range(5):
            second = number * 5 + i
            rows.append(json.dumps({
                "event_id": f"{connection}-{number}-{i}", "platform": "p",
                "account_id": f"account{connection}", "kind": "post",
                "content_id": f"c{connection}-{number}-{i}",
                "urls": [f"https://s{i}.example/{number}"],
                "created_at": time.strftime("2024-09-01T%H:%M:%SZ", time.gmtime(second))}))
        return "\n".join(rows) + "\n"

    def test_events_that_are_none_are_named_and_a_repeated_batch_is_stored_once(self):
        server = self.serve()
        good = self.batch(0, 0)
        key = NDJSON | {"Idempotency-Key": "k"}
        self.assertEqual(server.ask("POST", "/v1/events", good, NDJSON, person="vi").status, 403)
        self.assertEqual(server.ask("POST", "/v1/events", good).status, 415)
        self.assertEqual(server.ask("POST", "/v1/events", "\n", NDJSON).status, 400)
        bad = server.ask("POST", "/v1/events", good + "no json\n", NDJSON)
        self.assertEqual(bad.status, 422)
        self.assertEqual(bad.json()["first_rejects"], [{"line": 6, "reason": "malformed"}])
        first = server.ask("POST", "/v1/events", good, key)
        self.assertEqual(first.json(), {"events": 5, "rejects": 0, "first_rejects": []})
        again = server.ask("POST", "/v1/events", good, key)
        self.assertEqual((again.json(), again.headers["Idempotent-Replay"]),
                         (first.json(), "true"))
        self.assertEqual(server.ask("POST", "/v1/events", self.batch(0, 1), key).status, 422)
        self.assertEqual(server.ask("GET", "/v1/events").json()["batches"], 1)

    def test_a_step_is_done_once_under_its_key_also_after_a_restart(self):
        server = self.serve()
        body = {"name": "a", "bytes": 5}
        first = server.ask("POST", "/v1/uploads", body, {"Idempotency-Key": "k"})
        server.kill()
        server = self.serve()
        again = server.ask("POST", "/v1/uploads", body, {"Idempotency-Key": "k"})
        self.assertEqual(again.status, 201)
        self.assertEqual(again.json(), first.json())
        self.assertEqual(again.headers["Location"], first.headers["Location"])
        self.assertEqual(server.ask("GET", "/v1/uploads").json()["total"], 1)
        self.assertEqual(
            server.ask("POST", "/v1/uploads", {"name": "b", "bytes": 5},
                       {"Idempotency-Key": "k"}).status, 422)

    def test_a_second_server_on_the_folder_takes_nothing_in(self):
        self.serve()
        other = self.serve()
        answer = other.ask("POST", "/v1/uploads", {"name": "a", "bytes": 5})
        self.assertEqual(answer.status, 503)
        self.assertIn("another process", answer.text)
        self.assertEqual(other.ask("GET", "/v1/runs").status, 200)

    def test_limits_of_uploads(self):
        server = self.serve("--upload-limit", "1000")
        self.assertEqual(
            server.ask("POST", "/v1/uploads", {"name": "a", "bytes": 1001}).status, 413)
        for _ in range(8):
            self.assertEqual(
                server.ask("POST", "/v1/uploads", {"name": "a", "bytes": 1000}).status, 201)
        full = server.ask("POST", "/v1/uploads", {"name": "a", "bytes": 1000})
        self.assertEqual(full.status, 503)
        self.assertIn("Retry-After", full.headers)
        listed = server.ask("GET", "/v1/uploads").json()["items"]
        place = "/v1/uploads/" + listed[0]["id"]
        over = self.piece(server, place, b"x" * 1001, 0)
        self.assertEqual(over.status, 413)
        self.assertEqual(server.ask("DELETE", place).status, 204)
        self.assertEqual(server.ask("HEAD", place).status, 404)


if __name__ == "__main__":
    OVERT = str(Path(sys.argv[1]).resolve())
    FOLDER = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else Path(tempfile.mkdtemp())
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
