#!/usr/bin/env python3
"""overt registry import, killed with kill -9 at many moments: nobody sees half of it, the same
command goes on, and the end is what an import gives that was never killed.

usage: import_goes_on.py OVERT
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

OVERT = ""
RECORDS = 4_000
KILLS = 8


def list_of(seed):
    rng = random.Random(seed)
    lines = []
    for number in range(RECORDS):
        if number % 500 == 499:
            lines.append("{broken")
            continue
        lines.append(json.dumps({
            "id": f"e{rng.randrange(RECORDS)}", "schema": "Company",
            "properties": {"name": [f"Компания {rng.randrange(900)}", f"Company {number}"],
                           "incorporationDate": [str(1990 + rng.randrange(30))],
                           "website": [f"https://w{number}.example/"]}}, ensure_ascii=False))
    return "\n".join(lines) + "\n"


class ImportGoesOn(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.place = Path(self.folder.name)
        for seed, name in enumerate(["old.ftm.json", "a.ftm.json", "b.ftm.json"]):
            (self.place / name).write_text(list_of(seed))

    def tearDown(self):
        self.folder.cleanup()

    def words(self, registry, *files):
        return [OVERT, "registry", "import", *files, "--registry", registry, "--piece-claims",
                "1000", "--rejects", registry + ".rejects", "--recorded-at",
                "2024-09-05T00:00:00Z", "--json"]

    def overt(self, *words):
        done = subprocess.run(words, cwd=self.place, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def exported(self, registry):
        return self.overt(OVERT, "registry", "export", "--registry", registry, "--format", "csv")

    def report(self, text):
        report = json.loads(text)
        self.continued = report.pop("continued", None)
        for key in ("registry", "seconds", "timings"):
            report.pop(key, None)
        return report

    def killed_and_done(self, prepare):
        files = ["a.ftm.json", "b.ftm.json"]
        prepare("whole.db")
        began = time.monotonic()
        whole = self.report(self.overt(*self.words("whole.db", *files)))
        seconds = time.monotonic() - began
        prepare("killed.db")
        before = self.exported("killed.db") if (self.place / "killed.db").exists() else None
        rng = random.Random(4)
        kills = went_on = 0
        while True:
            process = subprocess.Popen(self.words("killed.db", *files), cwd=self.place,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            try:
                out, err = process.communicate(
                    timeout=rng.uniform(0, 1.1 * seconds) if kills < KILLS else 300)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                kills += 1
                if (self.place / "killed.db").exists() and before is not None:
                    self.assertEqual(self.exported("killed.db"), before, "nobody sees half of it")
                continue
            self.assertEqual(process.returncode, 0, out + err)
            report = self.report(out)
            went_on += self.continued is not None
            self.assertEqual(report, whole)
            self.assertEqual(self.exported("killed.db"), self.exported("whole.db"))
            self.assertEqual((self.place / "killed.db.rejects").read_text().replace("killed", ""),
                             (self.place / "whole.db.rejects").read_text().replace("whole", ""))
            if kills >= KILLS:
                break
            for path in self.place.glob("killed.db*"):
                os.remove(path)
            prepare("killed.db")
        print(f"{kills} kills, {went_on} imports gone on with to their end")
        self.assertGreater(went_on, 0)

    def test_into_a_new_registry(self):
        self.killed_and_done(lambda registry: None)

    def test_into_one_that_holds_something(self):
        self.killed_and_done(lambda registry: self.overt(
            *self.words(registry, "old.ftm.json"), "--recorded-at", "2024-01-01T00:00:00Z"))


if __name__ == "__main__":
    OVERT = os.path.abspath(sys.argv.pop(1))
    unittest.main()
