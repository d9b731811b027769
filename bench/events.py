#!/usr/bin/env python3
"""How many events a second the server takes in, each on the disk before its batch is answered.

usage: events.py OVERT [--seconds 20] [--connections 4] [--batch 5000]

It makes a data folder of its own, sends batches of canonical events (about 300 bytes each) over
several connections, every one under its own Idempotency-Key, and prints what was acknowledged a
second, how late answers were, and, beside it, what one flush of the same disk takes. Bodies are
made before the clock begins; the senders share the machine with the server.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "e2e"))
from desk_server import Desk  # noqa: E402  # the server as the tests start it


def make_batch(connection, events):
    rows = []
    for i in range(events):
        second = i % 86_400
        rows.append(json.dumps({
            "event_id": f"{connection}-{i:08}", "platform": "example",
            "account_id": f"account-{(i * 7919) % 20_000}", "kind": "post",
            "content_id": f"content-{connection}-{i:08}", "lang": "en",
            "text": "A post of about the length that posts have, with a link in it and some words",
            "urls": [f"https://site{i % 500}.example/articles/{i % 3_000}"],
            "created_at": f"2024-09-01T{second // 3600:02}:{second // 60 % 60:02}:"
                          f"{second % 60:02}Z"}))
    return ("\n".join(rows) + "\n").encode()


def send(place, token, connection, body, until, answers):
    link = http.client.HTTPConnection(place, timeout=60)
    delays = []
    refused = 0
    number = 0
    while time.monotonic() < until:
        began = time.monotonic()
        link.request("POST", "/v1/events", body, {
            "Authorization": "Bearer " + token, "Content-Type": "application/x-ndjson",
            "Idempotency-Key": f"{connection}-{number}"})
        answer = link.getresponse()
        text = answer.read()
        if answer.status == 200:
            delays.append(time.monotonic() - began)
            number += 1
        elif answer.status in (429, 503):
            refused += 1
            time.sleep(0.05)
        else:
            raise SystemExit(text.decode())
    answers.put((delays, refused))


def flush_seconds(folder):
    times = []
    with open(Path(folder) / "flush", "wb", buffering=0) as file:
        for _ in range(50):
            file.write(b"x" * 4096)
            began = time.monotonic()
            os.fdatasync(file.fileno())
            times.append(time.monotonic() - began)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("overt")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--batch", type=int, default=5000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as folder:
        desk = Desk(Path(options.overt).resolve(), Path(folder) / "desk")
        server = desk.serve()
        bodies = [make_batch(i, options.batch) for i in range(options.connections)]
        answers = multiprocessing.Queue()
        until = time.monotonic() + options.seconds
        began = time.monotonic()
        senders = [multiprocessing.Process(
            target=send, args=(server.place, desk.tokens["ana"], i, bodies[i], until, answers))
            for i in range(options.connections)]
        for sender in senders:
            sender.start()
        results = [answers.get() for _ in senders]
        for sender in senders:
            sender.join()
        took = time.monotonic() - began
        delays = sorted(delay for one, _ in results for delay in one)
        kept = server.ask("GET", "/v1/events").json()
        server.stop()
        events = len(delays) * options.batch
        assert kept["events"] == events, (kept, events)
        print(json.dumps({
            "events_per_second": round(events / took),
            "bytes_per_second": round(sum(len(bodies[0]) for _ in delays) / took),
            "batches": len(delays), "batch_events": options.batch,
            "connections": options.connections,
            "answer_ms_median": round(1000 * statistics.median(delays), 1),
            "answer_ms_p99": round(1000 * delays[int(0.99 * (len(delays) - 1))], 1),
            "refused": sum(one for _, one in results),
            "flush_ms_median": round(1000 * flush_seconds(folder), 2)}))


if __name__ == "__main__":
    main()
