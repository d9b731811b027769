#!/usr/bin/env python3
"""A Mastodon server as far as its admin API for accounts goes, held to its documentation, and as
badly behaved as it is asked to be; for the tests.

usage: receiver.py TOKEN LOG

Prints the port it listens on, then answers until its standard input is closed. The contract is that
of https://docs.joinmastodon.org/methods/admin/accounts and /api/rate-limits, as the table CALLS has
it: what is called otherwise is answered with 400 and logged as "contract": what was wrong. Accounts
1 to 99 exist; 50 outranks the token, 60 is silenced by somebody else from the beginning.

The path before /api says how it behaves: nothing (well), /lost (changes it, and breaks off), /twice
(500, then 200), /yes (says yes, does nothing), /error/STATUS, /limited/SECONDS, /garbage, /silent,
/other (tells of another account), /chaos/SEED. Each request becomes a line of LOG.
"""

import json
import random
import re
import socket
import sys
import threading
import time
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qsl

# Method and path; the form's parameters and what each may be; what it does to the account.
TYPES = {"none": None, "sensitive": "sensitized", "disable": "disabled", "silence": "silenced",
         "suspend": "suspended"}
ACTION_FORM = {"type": TYPES, "report_id": str, "warning_preset_id": str, "text": str,
               "send_email_notification": {"true", "false"}}
CALLS = {
    ("GET", ""): ({}, None),
    ("POST", "/action"): (ACTION_FORM, None),
    ("POST", "/enable"): ({}, "disabled"),
    ("POST", "/unsilence"): ({}, "silenced"),
    ("POST", "/unsuspend"): ({}, "suspended"),
    ("POST", "/unsensitive"): ({}, "sensitized"),
}
STATES = ("disabled", "sensitized", "silenced", "suspended")
ERRORS = {401: "The access token is invalid", 403: "This action is not allowed",
          404: "Record not found", 422: "Record invalid", 429: "Too many requests"}


class Broken(Exception):
    """What the documentation does not have."""


class Server:
    def __init__(self, token, log):
        self.token, self.lock = token, threading.Lock()
        self.log = open(log, "a", encoding="utf-8")
        self.accounts = {str(i): dict.fromkeys(STATES, False) for i in range(1, 100)}
        self.accounts["60"]["silenced"] = True
        self.requests = 0

    def view(self, number):
        """Admin::Account, every attribute that it always has."""
        return {"id": number, "username": f"user{number}", "domain": None,
                "created_at": "2022-09-08T23:42:04.731Z", "email": f"user{number}@example.org",
                "ip": None, "ips": [], "locale": "en", "invite_request": None, "role": {"id": -99},
                "confirmed": True, "approved": True, **self.accounts[number],
                "account": {"id": number, "username": f"user{number}", "acct": f"user{number}"}}

    def handle(self, method, path, headers, body, really):
        """Status and JSON by the documentation."""
        found = re.fullmatch(r"/api/v1/admin/accounts/([^/]+)(/[a-z]+)?", path)
        if not found or (method, found[2] or "") not in CALLS:
            raise Broken(f"{method} {path} is not documented")
        form, field = CALLS[method, found[2] or ""]
        if headers.get("authorization") != f"Bearer {self.token}":
            return 401, {"error": ERRORS[401]}
        sent = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body)))
        if body and headers.get("content-type") != "application/x-www-form-urlencoded":
            raise Broken(f"a form as {headers.get('content-type')}")
        for name, value in sent.items():
            if name not in form or (form[name] is not str and value not in form[name]):
                raise Broken(f"parameter {name}={value}")
        number = found[1]
        if number not in self.accounts:
            return 404, {"error": ERRORS[404]}
        if method == "GET":
            return 200, self.view(number)
        if number == "50":
            return 403, {"error": ERRORS[403]}
        account = self.accounts[number]
        if found[2] == "/action":
            if "type" not in sent:
                return 422, {"error": ERRORS[422]}
            if really and TYPES[sent["type"]]:
                account[TYPES[sent["type"]]] = True
            return 200, {}
        if found[2] == "/unsuspend" and not account["suspended"]:
            return 403, {"error": ERRORS[403]}
        if really:
            account[field] = False
        return 200, self.view(number)

    def serve(self, connection):
        with connection, connection.makefile("rb") as stream:
            try:
                self.answer(connection, stream)
            except (OSError, ValueError):
                pass

    def answer(self, connection, stream):
        first = stream.readline().decode().split()
        headers = {}
        while line := stream.readline().strip():
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", "0")))
        method, whole = first[:2]
        before, _, rest = whole.partition("/api/")
        path = "/api/" + rest
        behaviour, _, argument = before.lstrip("/").partition("/")
        with self.lock:
            self.requests += 1
            if behaviour == "chaos":
                draw = random.Random(f"{argument}:{self.requests}")
                behaviour, argument = draw.choice(
                    [("", ""), ("", ""), ("", ""), ("lost", ""), ("error", "500"), ("yes", ""),
                     ("limited", "3"), ("garbage", ""), ("twice", ""), ("other", ""),
                     ("error", "503")])
            if behaviour == "lost" and method == "GET":
                behaviour = ""
            said = {"method": method, "path": path, "behaviour": behaviour, "form": body.decode(),
                    "contract": ""}
            before = {n: dict(a) for n, a in self.accounts.items()}
            status, told = 500, {"error": "no"}
            try:
                if behaviour in ("", "lost", "yes", "other"):
                    status, told = self.handle(method, path, headers, body, behaviour != "yes")
            except (Broken, ValueError) as wrong:
                status, told, said["contract"] = 400, {"error": str(wrong)}, str(wrong)
            said["changed"] = [n for n, a in self.accounts.items() if a != before[n]]
            self.log.write(json.dumps(said) + "\n")
            self.log.flush()
        self.send(connection, behaviour, argument, status, told)

    @staticmethod
    def send(connection, behaviour, argument, status, told):
        def say(code, content, extra=""):
            text = json.dumps(content)
            connection.sendall(f"HTTP/1.1 {code} x\r\ncontent-type: application/json\r\n"
                               f"x-ratelimit-limit: 300\r\ncontent-length: {len(text)}\r\n{extra}"
                               f"connection: close\r\n\r\n{text}".encode())

        if behaviour == "lost":
            return
        if behaviour == "garbage":
            connection.sendall(b"\x00\x01 done! 200 OK\r\n\r\n")
        elif behaviour == "silent":
            time.sleep(30)
        elif behaviour == "error":
            say(int(argument), {"error": ERRORS.get(int(argument), "no")})
        elif behaviour == "limited":
            at = datetime.now(timezone.utc) + timedelta(seconds=int(argument))
            say(429, {"error": ERRORS[429]}, "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: "
                f"{at.strftime('%Y-%m-%dT%H:%M:%S.%fZ')}\r\n")
        elif behaviour == "twice":
            say(500, {"error": "no"})
            time.sleep(0.02)
            say(200, {})
        elif behaviour == "other" and "id" in told:
            say(status, {**told, "id": "98"})
        else:
            say(status, told)


def main():
    server = Server(*sys.argv[1:3])
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=server.serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
