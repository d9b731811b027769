#!/usr/bin/env python3
"""What attackers send to the real server: each is refused with the status that says why, and the
server answers the next request of everybody else.

usage: hostile_requests.py OVERT [FOLDER]     FOLDER keeps what was made
"""

import gzip
import http.client
import json
import re
import shutil
import socket
import sys
import tempfile
import time
import unittest
import urllib.parse
from pathlib import Path

from desk_server import Desk

OVERT = ""
FOLDER = Path()
NDJSON = {"Content-Type": "application/x-ndjson"}


class HostileRequestsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desk = Desk(OVERT, FOLDER / "desk")
        (cls.desk.data / "secret.txt").write_text("not for the world")
        cls.server = cls.desk.serve()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def tearDown(self):
        self.assertTrue(self.server.alive(), "the server still answers")

    def raw(self, text, wait=10, more=None):
        """Sends bytes as they are; what comes back until the server closes or falls silent."""
        if isinstance(text, str):
            text = text.encode("latin-1")
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=wait) as connection:
            try:
                connection.sendall(text)
                if more:
                    more(connection)
            except OSError:
                pass  # it has closed already
            connection.settimeout(wait)
            got = b""
            try:
                while True:
                    piece = connection.recv(65536)
                    if not piece:
                        return got.decode("latin-1")
                    got += piece
            except (TimeoutError, ConnectionError):
                return got.decode("latin-1")

    @staticmethod
    def statuses(text):
        return [int(code) for code in re.findall(r"HTTP/1\.1 (\d{3})", text)]

    def token(self):
        return "Authorization: Bearer " + self.desk.tokens["ana"] + "\r\n"

    # Time and size.

    def test_senders_who_take_their_time_do_not_keep_others_waiting(self):
        slow = [socket.create_connection(("127.0.0.1", self.server.port)) for _ in range(100)]
        try:
            for connection in slow:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ")
            for _ in range(5):
                began = time.monotonic()
                self.assertTrue(self.server.alive())
                self.assertLess(time.monotonic() - began, 5)
                for connection in slow:
                    connection.sendall(b"b")
                time.sleep(0.2)
            # A message must be there within 20 seconds, however steadily it drips.
            slow[0].settimeout(40)
            began = time.monotonic()
            self.assertIn(slow[0].recv(100)[9:12], (b"", b"408"))
            self.assertLess(time.monotonic() - began, 35)
        finally:
            for connection in slow:
                connection.close()

    def test_headers_that_are_too_large_or_too_many(self):
        for lines in ("X-Long: " + "a" * 20_000 + "\r\n", "X" * 2_000 + ": a\r\n",
                      "".join(f"X-{i}: a\r\n" for i in range(200))):
            got = self.raw("GET /healthz HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n")
            self.assertTrue(all(400 <= code < 500 for code in self.statuses(got)), got[:200])
            self.assertNotIn('"status":"ok"', got)

    def test_an_address_that_is_too_long(self):
        got = self.raw("GET /" + "a" * 20_000 + " HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertTrue(all(400 <= code < 500 for code in self.statuses(got)), got[:200])

    def test_bodies_that_are_too_long(self):
        self.assertEqual(self.server.ask("POST", "/v1/cases", b"x" * 300_000).status, 413)
        self.assertEqual(
            self.server.ask("POST", "/v1/events", b"x" * (4 * 1024 * 1024 + 1), NDJSON).status, 413)
        got = self.raw("POST /v1/events HTTP/1.1\r\nHost: x\r\n" + self.token() +
                       "Content-Length: 99999999999999\r\n\r\nx", wait=3)
        self.assertTrue(all(400 <= code < 500 for code in self.statuses(got)), got[:200])
        got = self.raw("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", wait=3)
        self.assertTrue(all(400 <= code < 500 for code in self.statuses(got)), got[:200])

    def test_compressed_bodies_are_not_unpacked(self):
        bomb = gzip.compress(b"0" * 50_000_000, 9)
        for coding in ("gzip", "deflate", "br", "zstd", "gzip, gzip"):
            answer = self.server.ask("POST", "/v1/events", bomb,
                                     NDJSON | {"Content-Encoding": coding})
            self.assertEqual(answer.status, 415, coding)
        self.assertIn(self.server.ask("POST", "/v1/events", bomb, NDJSON).status, (400, 422))

    def test_an_upload_that_unpacks_to_a_mountain_of_nothing_ends_its_run(self):
        bomb = gzip.compress(b"\0" * 200_000_000, 9)
        begun = self.server.ask("POST", "/v1/uploads", {"name": "bomb.gz", "bytes": len(bomb)})
        place = begun.headers["Location"]
        self.assertEqual(self.server.ask("PATCH", place, bomb, {
            "Upload-Offset": "0", "Content-Type": "application/octet-stream"}).status, 204)
        self.assertEqual(self.server.ask("POST", place + "/completion").status, 200)
        run = self.server.ask("POST", "/v1/runs",
                              {"upload": begun.json()["id"]}).headers["Location"]
        for _ in range(600):
            job = self.server.ask("GET", run).json()["job"]
            if job["state"] not in ("queued", "running"):
                break
            self.assertTrue(self.server.alive())
            time.sleep(0.1)
        self.assertEqual(job["state"], "failed", job)

    # Smuggling.

    def test_lengths_that_contradict_each_other(self):
        inner = "GET /v1/people HTTP/1.1\r\nHost: x\r\n\r\n"
        both = self.raw("POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
                        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner, wait=3)
        self.assertLessEqual(len(self.statuses(both)), 1, both)
        self.assertTrue(all(400 <= code < 500 for code in self.statuses(both)), both[:300])
        two = self.raw("POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
                       "Content-Length: 60\r\n\r\nabcd" + inner, wait=3)
        self.assertLessEqual(len(self.statuses(two)), 1, two)
        self.assertTrue(all(400 <= code < 500 for code in self.statuses(two)), two[:300])

    def test_chunks_that_are_none(self):
        for body in ("-1\r\nabc\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n",
                     "zz\r\nabc\r\n0\r\n\r\n", "3 \r\n\r\nabc\r\n0\r\n\r\n"):
            got = self.raw("POST /v1/events HTTP/1.1\r\nHost: x\r\n" + self.token() +
                           "Content-Type: application/x-ndjson\r\n"
                           "Transfer-Encoding: chunked\r\n\r\n" + body, wait=3)
            self.assertTrue(all(400 <= code < 500 for code in self.statuses(got)), got[:200])
            self.assertNotIn("first_rejects", got)
        for coding in ("chunked, chunked", "gzip, chunked", "xchunked", " chunked\r\n chunked"):
            got = self.raw("POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: " + coding +
                           "\r\n\r\n0\r\n\r\n", wait=3)
            self.assertTrue(all(400 <= code < 500 for code in self.statuses(got)), got[:200])

    def test_an_endless_stream_of_chunks_is_cut_off(self):
        def more(connection):
            for _ in range(10_000):
                connection.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")
        got = self.raw("POST /v1/events HTTP/1.1\r\nHost: x\r\n" + self.token() +
                       "Transfer-Encoding: chunked\r\n\r\n", wait=10, more=more)
        self.assertTrue(all(400 <= code < 500 for code in self.statuses(got)), got[:200])

    def test_lines_that_end_in_other_ways_and_what_is_no_http(self):
        for text in ("GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\rb: c\r\n\r\n",
                     "GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
                     "GET /healthz HTTP/1.1\r\nHost: x\r\nA B: c\r\n\r\n",
                     "GET /heal\0thz HTTP/1.1\r\nHost: x\r\n\r\n",
                     "GET  /healthz  HTTP/1.1\r\nHost: x\r\n\r\n",
                     "GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n",
                     "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "\0" * 1000, "\r\n" * 1000,
                     "GARBAGE\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
            got = self.raw(text, wait=2)
            self.assertTrue(all(400 <= code < 600 for code in self.statuses(got)) or
                            "\r\nb:" not in got, got[:200])
            self.assertTrue(all(code != 500 for code in self.statuses(got)), got[:200])

    def test_what_is_no_http_or_too_large_is_told_so(self):
        for text in ("GARBAGE\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
                     "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0" * 1000,
                     "BREW / HTTP/1.1\r\nHost: x\r\n\r\n",
                     "GET /healthz HTTP/1.1\r\nHost: x\r\nA\0B: c\r\n\r\n",
                     "GET /" + "a" * 20_000 + " HTTP/1.1\r\nHost: x\r\n\r\n",
                     "GET / HTTP/1.1\r\nHost: x\r\nX: " + "a" * 20_000 + "\r\n\r\n",
                     "GET / HTTP/1.1\r\nHost: x\r\n" + "X: a\r\n" * 100 + "\r\n",
                     "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"):
            got = self.raw(text, wait=3)
            self.assertEqual(self.statuses(got), [400], (text[:40], got[:200]))
            head, _, body = got.partition("\r\n\r\n")
            self.assertIn("Content-Type: application/problem+json", head)
            self.assertIn("Connection: close", head)
            self.assertEqual(json.loads(body)["status"], 400)

    def test_no_answer_comes_out_of_turn(self):
        one = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        # Whatever is answered before the connection ends answers the first, as it was asked.
        for _ in range(20):
            statuses = self.statuses(self.raw(one + "GARBAGE\r\n\r\n", wait=3))
            self.assertIn(statuses, ([], [200]))
            statuses = self.statuses(self.raw(one * 9 + "GARBAGE\r\n\r\n", wait=3))
            self.assertEqual(set(statuses) - {200}, set(), statuses)
        waited = self.statuses(self.raw(one, wait=3, more=lambda connection: (
            time.sleep(0.3), connection.sendall(b"GARBAGE\r\n\r\n"))))
        self.assertEqual(waited, [200, 400])

    def test_messages_that_two_readers_read_differently(self):
        token = self.token()
        for lines in ("", "Host: x\r\nHost: y\r\n", "Host: x\r\nA B: c\r\n",
                      "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n",
                      "Host: x\r\n" + token + "Authorization: Bearer x\r\n",
                      "Host: x\r\nContent-Type: a/b\r\nContent-Type: application/json\r\n",
                      "Host: x\r\nIdempotency-Key: a\r\nIdempotency-Key: b\r\n"):
            got = self.raw("GET /healthz HTTP/1.1\r\n" + lines + "\r\n0\r\n\r\n", wait=3)
            self.assertEqual(self.statuses(got), [400], (lines, got))
            self.assertIn("Connection: close", got)
        for method, path in (("TRACE", "/"), ("CONNECT", "x:443"), ("OPTIONS", "*"),
                             ("GET", "http://evil.example/healthz")):
            got = self.raw(f"{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n", wait=3)
            self.assertIn(self.statuses(got), ([400], [405]), method)

    def test_nothing_that_is_sent_becomes_a_header_of_the_answer(self):
        for path in ("/v1/runs/a%0d%0aSet-Cookie:%20x=y", "/v1/runs?cursor=%0d%0aX-Evil:%201",
                     "/v1/uploads/%0aX-Evil:1", "/console/%0d%0aX-Evil:1",
                     "/v1/sign-in/oidc/callback?state=%0d%0aX-Evil:1&code=1"):
            answer = self.server.ask("GET", path)
            self.assertIn(answer.status, (400, 401, 403, 404), path)
            self.assertNotIn("X-Evil", answer.headers)
            self.assertNotIn("Set-Cookie", answer.headers)

    # Paths.

    def test_paths_that_climb(self):
        for path in ("/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt",
                     "/%2e%2e%2fsecret.txt", "/console/..%2f..%2fsecret.txt",
                     "/console/%2e%2e/%2e%2e/secret.txt", "/assets/../../secret.txt",
                     "/assets/..%5c..%5csecret.txt",
                     "/transparency/disclosures/..%2f..%2fsecret.txt/x",
                     "/transparency/disclosures/x/..%2f..%2f..%2fsecret.txt",
                     "/v1/uploads/..%2f..%2fsecret.txt", "/v1/runs/..%2f..%2fsecret.txt",
                     "/v1/ledger/tile/..%2f..%2f..%2fsecret.txt",
                     "/v1/policies/..%2f..%2fsecret.txt",
                     "/console/%252e%252e%252fsecret.txt", "/%c0%ae%c0%ae/secret.txt",
                     "//etc/passwd", "/console//etc/passwd", "/console/%00", "/secret.txt%00.js"):
            answer = self.server.ask("GET", path)
            self.assertIn(answer.status, (400, 401, 403, 404), path)
            self.assertNotIn("not for the world", answer.text)
            self.assertNotIn("root:", answer.text)
        for name in ("../../../escaped", "/tmp/escaped", "..\\escaped", "a/b"):
            begun = self.server.ask("POST", "/v1/uploads", {"name": name, "bytes": 1})
            self.assertEqual(begun.status, 201, begun.text)
            self.assertRegex(begun.headers["Location"], r"^/v1/uploads/upload-[0-9a-f]{32}$")
        self.assertEqual([path for path in FOLDER.rglob("*escaped*")], [])

    # What bodies say.

    def test_deep_and_odd_json(self):
        deep = "[" * 200_000
        for body in ('{"network":' + deep, deep, '{"network":' * 50_000, "{" * 100_000,
                     '{"network":"a","network":"b","' + "k" * 100_000 + '":1}',
                     '{"network":1e999999}', '{"network":"\ud800"}', "nul", "{}{}", '{"a":\u2028}',
                     '{"__proto__":{"x":1}}'):
            answer = self.server.ask("POST", "/v1/cases", body.encode("utf-8", "surrogatepass"),
                                     {"Content-Type": "application/json"})
            self.assertIn(answer.status, (400, 413, 422), body[:40])
        deep_event = '{"account_id":"a","kind":"post","created_at":"2024-09-01T00:00:00Z","x":' \
            + "[" * 100_000 + "]" * 100_000 + "}\n"
        answer = self.server.ask("POST", "/v1/events", deep_event, NDJSON)
        self.assertIn(answer.status, (200, 422))

    def test_text_that_is_no_utf8(self):
        for body in (b'{"name":"\xff\xfe","bytes":1}', b'{"name":"\xc0\xaf","bytes":1}',
                     b'{"name":"a\\u0000b","bytes":1}', b'{"name":"\xed\xa0\x80","bytes":1}'):
            answer = self.server.ask("POST", "/v1/uploads", body,
                                     {"Content-Type": "application/json"})
            self.assertEqual(answer.status, 400, body)
        answer = self.server.ask("POST", "/v1/events", b'{"account_id":"\xff"}\n', NDJSON)
        self.assertEqual(answer.status, 422)
        self.assertEqual(answer.json()["first_rejects"][0]["reason"], "bad_encoding")
        for path in (b"/v1/runs/%ff", b"/v1/runs?cursor=%ff", b"/v1/networks?run=%c0%af"):
            self.assertIn(self.server.ask("GET", path.decode()).status, (400, 404))

    def test_media_types_that_a_page_of_another_site_can_send(self):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
            self.assertEqual(self.server.ask("POST", "/v1/cases", b'{"network":"x"}',
                                             {"Content-Type": kind}).status, 400)
            self.assertEqual(self.server.ask("POST", "/v1/events", b'{"a":1}\n',
                                             {"Content-Type": kind}).status, 415)

    # Whose page it comes from, and what pages show.

    def test_requests_of_another_sites_page(self):
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"},
                        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                        {"Origin": "http://" + self.server.place + ".evil.example"}):
            for method, path in (("POST", "/v1/runs"), ("POST", "/v1/uploads"),
                                 ("POST", "/v1/events"), ("DELETE", "/v1/runs/x"),
                                 ("PATCH", "/v1/uploads/x"), ("POST", "/v1/session")):
                answer = self.server.ask(method, path, {}, headers)
                self.assertEqual(answer.status, 403, (method, path, headers))
        answer = self.server.ask("OPTIONS", "/v1/runs", headers={
            "Origin": "https://evil.example", "Access-Control-Request-Method": "POST"})
        self.assertNotIn("Access-Control-Allow-Origin", answer.headers)

    def test_a_session_without_its_csrf_token_changes_nothing(self):
        connection = http.client.HTTPConnection(self.server.place, timeout=60)
        connection.request("POST", "/v1/session", json.dumps(
            {"person": "ana", "password": "four words do well"}),
            {"Content-Type": "application/json"})
        opened = connection.getresponse()
        session = json.loads(opened.read())
        cookie = opened.headers["Set-Cookie"].split(";")[0]
        connection.close()
        for method, path in (("POST", "/v1/uploads"), ("POST", "/v1/runs"),
                             ("POST", "/v1/events"), ("PATCH", "/v1/uploads/x"),
                             ("DELETE", "/v1/uploads/x"), ("POST", "/v1/cases")):
            for csrf in (None, "", "0" * 64):
                headers = {"Cookie": cookie} | ({} if csrf is None else {"X-CSRF-Token": csrf})
                answer = self.server.ask(method, path, {}, headers, person=None)
                self.assertEqual(answer.status, 403, (method, path, csrf))
        right = {"Cookie": cookie, "X-CSRF-Token": session["csrf"]}
        self.assertEqual(self.server.ask("POST", "/v1/uploads", {"name": "a", "bytes": 1}, right,
                                         person=None).status, 201)

    def test_script_in_names_is_never_a_page(self):
        script = "<script>alert(1)</script>"
        begun = self.server.ask("POST", "/v1/uploads", {"name": script, "bytes": 1})
        self.assertEqual(begun.headers["Content-Type"], "application/json")
        for path in ("/v1/runs/" + urllib.parse.quote(script), "/" + urllib.parse.quote(script),
                     "/v1/networks?run=" + urllib.parse.quote(script),
                     "/console/" + urllib.parse.quote(script), "/v1/uploads",
                     "/transparency/disclosures/" + urllib.parse.quote(script) + "/x.html",
                     "/v1/sign-in/oidc/callback?state=" + urllib.parse.quote(script) + "&code=1"):
            answer = self.server.ask("GET", path)
            self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
            self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
            if "html" in (answer.headers["Content-Type"] or ""):
                self.assertNotIn(script, answer.text)

    def test_no_field_makes_the_server_call_somebody(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            listener.settimeout(1)
            url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
            for method, path, body in (
                    ("POST", "/v1/runs", {"upload": url}),
                    ("POST", "/v1/runs", {"upload": "file:///etc/passwd"}),
                    ("POST", "/v1/runs", {"upload": "x", "previous": [url]}),
                    ("POST", "/v1/runs", {"upload": "x", "accounts": url}),
                    ("POST", "/v1/uploads", {"name": url, "bytes": 1}),
                    ("POST", "/v1/uploads", {"name": "a", "bytes": 1, "url": url}),
                    ("POST", "/v1/cases", {"network": url, "run": url}),
                    ("POST", "/v1/policies/backtests", {"policy": url, "source": url, "run": url}),
                    ("GET", "/v1/sign-in/oidc/start?issuer=" + urllib.parse.quote(url), None),
                    ("GET", "/v1/networks?run=" + urllib.parse.quote(url), None),
                    ("GET", "/v1/entities/search?q=" + urllib.parse.quote(url), None)):
                headers = {"Host": self.server.place, "X-Forwarded-Host": url,
                           "Referer": url} if method == "GET" else {}
                self.server.ask(method, path, body, headers)
            event = json.dumps({"account_id": "a", "kind": "post", "content_id": "c", "urls": [url],
                                "media": [url], "created_at": "2024-09-01T00:00:00Z"}) + "\n"
            self.assertEqual(self.server.ask("POST", "/v1/events", event, NDJSON).status, 200)
            with self.assertRaises(TimeoutError):
                listener.accept()

    # Everybody at once.

    def test_uploads_that_lie_about_their_place(self):
        begun = self.server.ask("POST", "/v1/uploads", {"name": "a", "bytes": 10})
        place = begun.headers["Location"]
        kind = {"Content-Type": "application/octet-stream"}
        for offset in ("-1", "1", "18446744073709551616", "18446744073709551615", "0x0", "", " 0 1",
                       "1e1"):
            answer = self.server.ask("PATCH", place, b"x", kind | {"Upload-Offset": offset})
            self.assertIn(answer.status, (400, 409), offset)
        self.assertEqual(self.server.ask("PATCH", place, b"x" * 11,
                                         kind | {"Upload-Offset": "0"}).status, 413)
        for size in (0, -1, 2 ** 63, 2 ** 64, 1.5, "1", None):
            answer = self.server.ask("POST", "/v1/uploads", {"name": "a", "bytes": size})
            self.assertIn(answer.status, (400, 413), size)

    def test_requests_one_after_the_other_without_waiting(self):
        one = "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.7\r\n"
        got = self.raw((one + "\r\n") * 1000 + one + "Connection: close\r\n\r\n", wait=20)
        # Strangers have a burst of 300 and 30 a second; the rest is told to come back.
        self.assertEqual(set(self.statuses(got)), {200, 429})
        self.assertEqual(len(self.statuses(got)), 1001)
        self.assertIn("Retry-After", got)

    def test_who_has_no_right_learns_nothing_and_does_nothing(self):
        for method, path in (("POST", "/v1/uploads"), ("GET", "/v1/uploads"),
                             ("PATCH", "/v1/uploads/x"), ("POST", "/v1/runs"),
                             ("DELETE", "/v1/runs/x"), ("POST", "/v1/events")):
            self.assertEqual(self.server.ask(method, path, person=None).status, 401)
            self.assertEqual(self.server.ask(method, path, person="vi").status, 403)
            forged = {"Authorization": "Bearer ovt_" + "0" * 16 + "_" + "0" * 64}
            self.assertEqual(self.server.ask(method, path, headers=forged, person=None).status, 401)


if __name__ == "__main__":
    OVERT = str(Path(sys.argv[1]).resolve())
    FOLDER = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else Path(tempfile.mkdtemp())
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
