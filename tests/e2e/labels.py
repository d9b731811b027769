#!/usr/bin/env python3
"""A labeler as the AT Protocol's own client sees it, with the real program: decided labels are
served, found by pattern, streamed from any cursor and live, taken back, signed anew; every
signature verified by @atproto/crypto. And sockets that misbehave.

usage: labels.py OVERT CLIENT [FOLDER]     CLIENT: the folder where npm ci has put the client
"""

import base64
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "policies" / "state-affiliated-media.yaml"
DID = "did:web:labels.example"
POSTS = "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/"
SETTINGS = """platform: Clipper
appeals: https://clipper.example
out_of_court:
  en: The board of appeal.
judicial:
  en: The courts.
"""
OVERT, CLIENT, FOLDER = "", Path(), Path()


def overt(*arguments):
    return subprocess.run([OVERT, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120)


class Labels(unittest.TestCase):
    def setUp(self):
        self.data = FOLDER / self.id()
        self.done("ledger", "init", "--origin", "overt.example/test")
        (self.data / "notices.yaml").write_text(SETTINGS)
        self.done("people", "add", "root", "--roles", "admin")
        for person, role in (("ana", "analyst"), ("rui", "reviewer"), ("apo", "approver")):
            self.done("people", "add", person, "--roles", role, "--by", "root")
        self.live = FOLDER / "live.yaml"
        self.live.write_text(POLICY.read_text().replace("mode: shadow", "mode: live"))
        self.key = json.loads(self.done("labeler", "init", "--did", DID, "--json"))["key_did"]
        self.server = subprocess.Popen(
            [OVERT, "serve", "--data", self.data, "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(self.stop)
        line = self.server.stdout.readline()
        self.url = "http://127.0.0.1:" + line.rsplit(":", 1)[1].strip().split()[0]

    def stop(self):
        self.server.send_signal(signal.SIGINT)
        self.server.communicate(timeout=30)

    def done(self, *arguments):
        result = overt(*arguments, "--data", self.data)
        self.assertEqual(result.returncode, 0, f"{arguments}: {result.stderr}{result.stdout}")
        return result.stdout

    def label(self, *subjects):
        made = []
        for subject in subjects:
            facts = FOLDER / "facts.ndjson"
            facts.write_text(json.dumps({
                "subject": "account", "id": f"atproto:{subject}",
                "facts": {"label.values": ["state-affiliated"]}}) + "\n")
            said = json.loads(self.done(
                "decide", "propose", "--facts", facts, "--subject", f"account:atproto:{subject}",
                "--policy", self.live, "--by", "ana", "--reason", "r", "--json"))
            made.append(said["decisions"][0]["decision"])
        self.done("decide", "agree", *made, "--by", "rui")
        self.done("deliver", "--sink", "labeler")
        return made

    def undo(self, decision):
        self.done("undo", decision, "--by", "apo", "--reason", "r")
        self.done("deliver", "--sink", "labeler")

    def client(self, *arguments):
        return subprocess.Popen(
            ["node", CLIENT / "client.mjs", arguments[0], self.url, self.key,
             *map(str, arguments[1:])], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def told(self, *arguments):
        out, err = self.client(*arguments).communicate(timeout=60)
        self.assertTrue(out, err)
        return json.loads(out)

    def verified(self, labels):
        for label in labels:
            self.assertTrue(label["verified"], label)
            self.assertEqual((label["src"], label["val"], label["ver"]),
                             (DID, "state-affiliated", 1))
        return [label["uri"] for label in labels]

    def test_the_official_client_finds_verifies_and_follows_labels(self):
        made = self.label(*(POSTS + str(i) for i in range(5)))
        self.assertEqual(len(self.verified(self.told("query", POSTS + "*"))), 5)
        self.assertEqual(self.verified(self.told("query", POSTS + "3")), [POSTS + "3"])
        self.assertEqual(self.told("query", POSTS), [])
        backfill = self.told("subscribe", 0, 5)
        self.assertEqual([one["seq"] for one in backfill], [1, 2, 3, 4, 5])
        self.verified([label for one in backfill for label in one["labels"]])
        # Live: without a cursor comes only what is new.
        live = self.client("subscribe", "-", 2)
        self.assertEqual(live.stderr.readline().strip(), "listening")
        time.sleep(1.5)  # the handshake
        self.undo(made[1])
        self.label(POSTS + "9")
        out, err = live.communicate(timeout=60)
        messages = json.loads(out)
        self.assertEqual([one["labels"][0]["uri"] for one in messages],
                         [POSTS + "1", POSTS + "9"], err)
        self.assertTrue(messages[0]["labels"][0]["neg"])
        self.verified([one["labels"][0] for one in messages])
        # The label that was taken back is left out from now on; the negation stays.
        self.assertEqual([one["seq"] for one in self.told("subscribe", 0, 6)],
                         [1, 3, 4, 5, 6, 7])
        self.assertEqual([one["seq"] for one in self.told("subscribe", 5, 2)], [6, 7])
        self.assertEqual(len(self.told("query", "*")), 5)
        # Another key.
        self.key = json.loads(self.done("labeler", "change-key", "--json"))["key_did"]
        self.verified(self.told("query", "*"))
        self.verified([one["labels"][0] for one in self.told("subscribe", 0, 6)])
        # Cursors out of range.
        self.assertEqual(self.told("subscribe", 99, 1)[0]["error"], "FutureCursor")
        self.done("labeler", "compact")
        outdated = self.told("subscribe", 1, 2)
        self.assertEqual(outdated[0]["name"], "OutdatedCursor")
        self.assertEqual(outdated[1]["seq"], 3)
        # What holds is what was decided; what vanishes and what nobody decided is named.
        self.assertIn("5 of 5 decided labels hold", self.done("reconcile"))
        with sqlite3.connect(self.data / "labels.db") as labels:
            labels.execute("UPDATE label SET val = 'other' WHERE uri = ?", (POSTS + "3",))
        told = overt("reconcile", "--data", self.data)
        self.assertEqual(told.returncode, 3)
        self.assertIn(f"of {POSTS}3 was carried out, and the labeler does not have it",
                      told.stdout)
        self.assertIn(f"the labeler says 'other' of {POSTS}3", told.stdout)

    def raw(self, *lines):
        connection = socket.create_connection(("127.0.0.1", int(self.url.rsplit(":", 1)[1])), 10)
        connection.sendall("\r\n".join((*lines, "host: x", "", "")).encode())
        return connection

    def upgraded(self):
        connection = self.raw("GET /xrpc/com.atproto.label.subscribeLabels?cursor=0 HTTP/1.1",
                              "upgrade: websocket", "connection: Upgrade",
                              "sec-websocket-version: 13", "sec-websocket-key: "
                              + base64.b64encode(os.urandom(16)).decode())
        self.assertTrue(connection.recv(12).startswith(b"HTTP/1.1 101"))
        return connection

    def test_what_others_pages_and_servers_ask_is_answered_as_the_protocol_has_it(self):
        # A page with the official client sends a header that browsers ask about first.
        def asked(what, path, **headers):
            with self.raw(f"{what} {path} HTTP/1.1", "connection: close",
                          *(f"{name.replace('_', '-')}: {value}"
                            for name, value in headers.items())) as connection:
                answer = b""
                while got := connection.recv(65536):
                    answer += got
                return answer.decode()

        page = {"origin": "https://reader.example", "access_control_request_method": "GET",
                "access_control_request_headers": "atproto-accept-labelers"}
        for path, status in (("/xrpc/com.atproto.label.queryLabels?uriPatterns=*", "204"),
                             ("/v1/people", "405")):
            answer = asked("OPTIONS", path, **page)
            self.assertIn(status, answer.split("\r\n")[0])
            self.assertEqual("Access-Control-Allow-Headers: *" in answer, status == "204", answer)
        # A server passes on a report to a moderator, and tells what it is answered.
        for what in ("GET", "POST"):
            answer = asked(what, "/xrpc/com.atproto.moderation.createReport", content_length=0)
            self.assertIn("501", answer.split("\r\n")[0])
            self.assertEqual(json.loads(answer.split("\r\n\r\n")[1])["error"],
                             "MethodNotImplemented")

    def test_sockets_that_misbehave_end_alone(self):
        self.label(POSTS + "1")
        plain = self.raw("GET /xrpc/com.atproto.label.subscribeLabels HTTP/1.1")
        self.assertIn(b" 426 ", plain.recv(4096))
        plain.close()
        for bad in (b"\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff",  # says that 2^63 bytes will come
                    b"\x82\x05hello",  # not masked
                    b"\xf2\x80\0\0\0\0",  # bits that mean nothing
                    b"\x83\x80\0\0\0\0"):  # a kind that there is not
            connection = self.upgraded()
            connection.sendall(bad)
            connection.shutdown(socket.SHUT_WR)  # nothing more comes, a farewell neither
            connection.settimeout(10)
            try:
                while connection.recv(65536):
                    pass
            except ConnectionError:
                pass
            connection.close()
        gone = [self.upgraded() for _ in range(20)]
        for connection in gone:
            connection.close()
        self.assertEqual(len(self.told("query", "*")), 1)
        self.assertEqual(len(self.told("subscribe", 0, 1)), 1)


if __name__ == "__main__":
    OVERT = str(Path(sys.argv[1]).resolve())
    CLIENT = Path(sys.argv[2]).resolve()
    if not (CLIENT / "node_modules" / "@atproto" / "api").exists():
        print("skipped: the client of the AT Protocol is missing, run tools/setup.sh")
        sys.exit(77)
    FOLDER = Path(sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp()).resolve()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    unittest.main(argv=sys.argv[:1])
