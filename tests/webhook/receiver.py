#!/usr/bin/env python3
"""A receiver of webhooks that behaves as badly as it is asked to; for the tests.

usage: receiver.py SECRET LOG [--tls CERTIFICATE KEY]

Prints the port it listens on, then answers until its standard input is closed. The path says how:
/ok, /error/STATUS, /twice, /busy/SECONDS, /busy-until, /redirect/PORT, /silent, /slow, /cut,
/garbage, /nonsense, /huge, /endless-headers, /another (a yes to another message), /chaos/SEED. Each
request that arrives whole becomes a line of LOG: its webhook-id, whether its signature is right (by
the reference library where that can be imported), and whether what it asks for was done: at most
once for an id, and only then.
"""

import base64
import email.utils
import hashlib
import hmac
import json
import random
import socket
import ssl
import sys
import threading
import time

try:
    from standardwebhooks.webhooks import Webhook
except ImportError:
    Webhook = None


def is_signed(secret, headers, body):
    if Webhook is not None:
        try:
            Webhook(secret).verify(body, headers)
            return True
        except Exception:
            return False
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    good = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    fresh = abs(time.time() - int(headers["webhook-timestamp"])) < 300
    given = [one.partition(",")[2] for one in headers["webhook-signature"].split()]
    return fresh and any(hmac.compare_digest(good, one) for one in given)


class Receiver:
    def __init__(self, secret, log):
        self.secret, self.lock = secret, threading.Lock()
        self.log = open(log, "a", encoding="utf-8")
        self.done, self.requests, self.connections = set(), 0, 0

    def record(self, path, headers, body, act, connection):
        with self.lock:
            key = headers.get("webhook-id", "")
            fresh = act and key not in self.done
            if fresh:
                self.done.add(key)
            self.requests += 1
            line = {"id": key, "path": path, "signed": is_signed(self.secret, headers, body),
                    "done": fresh, "connection": connection,
                    "by": "reference" if Webhook else "own",
                    "type": json.loads(body).get("type", ""), "body": body.decode()}
            self.log.write(json.dumps(line) + "\n")
            self.log.flush()
            return self.requests

    def serve(self, connection):
        self.connections += 1
        number = self.connections
        with connection:
            stream = connection.makefile("rb")
            try:
                while self.answer(connection, stream, number):
                    pass
            except (OSError, ValueError):
                pass

    def answer(self, connection, stream, number):
        """One request; whether the connection stays open."""
        first = stream.readline().split()
        if len(first) != 3:
            return False
        headers = {}
        while line := stream.readline().strip():
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", "0")))
        behaviour, _, argument = first[1].decode().lstrip("/").partition("/")
        if behaviour == "chaos":
            draw = random.Random(f"{argument}:{self.requests}")
            behaviour, argument = draw.choice(
                [("ok", ""), ("ok", ""), ("lost", ""), ("error", "500"), ("error", "410"),
                 ("busy", "7"), ("cut", ""), ("garbage", ""), ("nonsense", ""), ("closed", ""),
                 ("refuse", ""), ("twice", ""), ("huge", ""), ("redirect", "9"), ("another", "")])
        acts = behaviour in ("ok", "lost", "cut", "nonsense", "huge", "silent", "slow")
        self.record(first[1].decode(), headers, body, acts, number)
        return self.send(connection, behaviour, argument)

    def send(self, connection, behaviour, argument):
        def say(status, extra="", content=""):
            connection.sendall(f"HTTP/1.1 {status} x\r\ncontent-length: {len(content)}\r\n{extra}"
                               f"\r\n{content}".encode())

        if behaviour in ("ok", ""):
            say(200, content='{"ok":true}')
            return True
        if behaviour == "another":
            say(200, f"webhook-id: {'0' * 32}\r\n", '{"ok":true}')
            return True
        if behaviour == "error":
            say(int(argument), content="no\x1b[31m\nthanks")
            return True
        if behaviour == "twice":
            say(500)
            time.sleep(0.02)
            say(200, content='{"ok":true}')
            return True
        if behaviour == "busy":
            say(429, f"retry-after: {argument}\r\n")
            return True
        if behaviour == "busy-until":
            at = email.utils.formatdate(time.time() + 90, usegmt=True)
            say(503, f"retry-after: {at}\r\n")
            return True
        if behaviour == "redirect":
            say(307, f"location: http://127.0.0.1:{argument}/ok\r\n")
            return True
        if behaviour == "cut":
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")
        elif behaviour == "garbage":
            connection.sendall(b"\x00\x01 done! 200 OK\r\n\r\n")
        elif behaviour == "nonsense":
            say(200, content="<html>\x00\xff not what you think")
        elif behaviour == "huge":
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 10000000\r\n\r\n")
            for _ in range(200):
                connection.sendall(b"x" * 50_000)
        elif behaviour == "endless-headers":
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            for number in range(20_000):
                connection.sendall(f"x-{number}: {'y' * 90}\r\n".encode())
        elif behaviour == "slow":
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
            for _ in range(600):
                connection.sendall(b"x")
                time.sleep(0.1)
        elif behaviour == "silent":
            time.sleep(60)
        return False  # "closed", "lost", "refuse" too: no answer at all


def main():
    secret, log = sys.argv[1:3]
    context = None
    if len(sys.argv) > 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[4], sys.argv[5])
    receiver = Receiver(secret, log)
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept():
        while True:
            connection, _ = listener.accept()
            try:
                if context:
                    connection = context.wrap_socket(connection, server_side=True)
            except (OSError, ssl.SSLError):
                continue
            threading.Thread(target=receiver.serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
