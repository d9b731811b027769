"""A data folder with people, and the real server over it, for tests that talk to it over HTTP."""

import base64
import hashlib
import http.client
import json
import re
import subprocess
import urllib.parse

PASSWORD = "four words do well"


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def text(self):
        return self.body.decode(errors="replace")

    def json(self):
        return json.loads(self.body)


class Desk:
    """Its people: root, an admin; ana, an analyst; vi, who may only read."""

    def __init__(self, program, folder, store=None):
        self.program = str(program)
        self.data = folder
        self.store = ("--store", store) if store else ()
        self.done("ledger", "init", "--origin", "example.org/ledger", *self.store)
        self.done("people", "add", "root", "--roles", "admin")
        self.done("people", "add", "ana", "--roles", "analyst", "--by", "root")
        self.done("people", "add", "vi", "--roles", "viewer", "--by", "root")
        self.tokens = {}
        for person, scope in (("ana", "read,work_on_cases"), ("vi", "read")):
            self.done("people", "password", person, "--by", "root", "--stdin",
                      stdin=PASSWORD + "\n")
            secret = self.data / "secret"
            secret.touch(mode=0o600)
            secret.write_text(PASSWORD + "\n")
            made = json.loads(self.done("people", "token", "create", person, "--scope", scope,
                                        "--password-file", secret, "--json"))
            self.tokens[person] = made["secret"]

    def done(self, *arguments, stdin=None):
        made = subprocess.run([self.program, *map(str, arguments), "--data", str(self.data)],
                              capture_output=True, text=True, timeout=120, input=stdin,
                              start_new_session=True, check=False)
        assert made.returncode == 0, made.stderr
        return made.stdout

    def serve(self, *options):
        return Server(self, options)


class Server:
    def __init__(self, desk, options):
        self.desk = desk
        self.asked = 0
        self.process = subprocess.Popen(
            [desk.program, "serve", "--data", str(desk.data), "--listen", "127.0.0.1:0",
             *desk.store, *map(str, options)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        line = ""
        while "http://" not in line:
            line = self.process.stdout.readline()
            assert line, "the server did not come up"
        self.url = re.search(r"http://[0-9.:]+", line).group(0)
        self.place = urllib.parse.urlsplit(self.url).netloc
        self.port = int(self.place.rsplit(":", 1)[1])

    def ask(self, method, path, body=None, headers=None, person="ana"):
        """Each of nobody's requests as from an address of its own: strangers are counted by it."""
        sent = dict(headers or {})
        self.asked += 1
        sent.setdefault("X-Forwarded-For", f"198.51.{self.asked // 256 % 256}.{self.asked % 256}")
        if person:
            sent["Authorization"] = "Bearer " + self.desk.tokens[person]
        if isinstance(body, (dict, list)):
            sent.setdefault("Content-Type", "application/json")
            body = json.dumps(body)
        connection = http.client.HTTPConnection(self.place, timeout=120)
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def alive(self):
        if self.process.poll() is not None:
            return False
        return self.ask("GET", "/healthz", person=None).status == 200

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=60)
        if not self.process.stdout.closed:
            self.process.stdout.close()


def content_digest(piece):
    return "sha-256=:" + base64.b64encode(hashlib.sha256(piece).digest()).decode() + ":"
