#!/usr/bin/env python3
"""An import into the registry that is killed goes on where it was, with the real program: the same
command again gives what an import that nobody disturbed gives, and no reader sees half of it.

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

RECORDS = 20_000
DELAYS = (0.1, 0.25, 0.4, 0.55, 0.7)  # of the time that reading takes


def list_of(seed):
    rng = random.Random(seed)
    return "".join(json.dumps({
        "id": f"e{rng.randrange(2 * RECORDS)}", "schema": "Company",
        "properties": {"name": [f"Компания {number}"],
                       "website": [f"https://w{number}.example/"]}}, ensure_ascii=False) + "\n"
        for number in range(RECORDS))


class ImportGoesOn(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.place = Path(self.folder.name)
        for seed, name in enumerate(["old.ftm.json", "new.ftm.json"]):
            (self.place / name).write_text(list_of(seed))

    def tearDown(self):
        self.folder.cleanup()

    def words(self, registry, name, recorded="2024-09-05T00:00:00Z"):
        return [OVERT, "registry", "import", name, "--registry", registry, "--piece-claims", "3000",
                "--recorded-at", recorded]

    def overt(self, words):
        done = subprocess.run(words, cwd=self.place, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def exported(self, registry):
        """What a reader sees; None where there is nothing to see yet."""
        done = subprocess.run([OVERT, "registry", "export", "--registry", registry, "--format",
                               "csv"], cwd=self.place, capture_output=True, text=True, timeout=300)
        return done.stdout if done.returncode == 0 else None

    def killed_and_done(self, prepare):
        prepare("whole.db")
        began = time.monotonic()
        self.overt(self.words("whole.db", "new.ftm.json"))
        seconds = time.monotonic() - began
        whole = self.exported("whole.db")
        went_on = 0
        for delay in DELAYS:
            prepare("killed.db")
            before = self.exported("killed.db")
            process = subprocess.Popen(self.words("killed.db", "new.ftm.json"), cwd=self.place,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(delay * seconds)
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.assertIn(self.exported("killed.db"), (before, whole), "nobody sees half of it")
            answer = self.overt(self.words("killed.db", "new.ftm.json"))
            went_on += answer.startswith("Continuing the import")
            self.assertEqual(self.exported("killed.db"), whole)
            for path in self.place.glob("killed.db*"):
                os.remove(path)
        print(f"{len(DELAYS)} kills, {went_on} imports gone on with to their end")
        self.assertGreater(went_on, 0)

    def test_into_a_new_registry(self):
        self.killed_and_done(lambda registry: None)

    def test_into_one_that_holds_something(self):
        self.killed_and_done(lambda registry: self.overt(
            self.words(registry, "old.ftm.json", "2024-01-01T00:00:00Z")))


if __name__ == "__main__":
    OVERT = os.path.abspath(sys.argv.pop(1))
    unittest.main()
