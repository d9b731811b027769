#!/usr/bin/env python3
"""A newcomer's first hour, with the real program: simulate, detect, their own CSV, their mistakes.

usage: first_hour.py OVERT [FOLDER]      FOLDER keeps what was made (a temporary one otherwise)
"""

import csv
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

OVERT = ""
FOLDER = Path()
ACCOUNTS = 2000
RUN_FILES = {
    "manifest.json", "rejects.ndjson", "pairs.parquet", "networks.json", "accounts.parquet",
    "graph.gexf", "graph.graphml", "report.html", "timings.json",
}


def overt(*arguments, stdin=""):
    return subprocess.run([OVERT, *map(str, arguments)], input=stdin, capture_output=True,
                          text=True, timeout=300)


class FirstHour(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.platform, cls.run_folder = FOLDER / "platform", FOLDER / "run"
        cls.simulated = overt("simulate", "--scenario", "fall-2024", "--seed", 1,
                              "--accounts", ACCOUNTS, "--out", cls.platform)
        cls.detected = overt("detect", cls.platform / "events.ndjson", "--out", cls.run_folder)

    def assert_done(self, result):
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_simulates_a_platform_with_its_truth(self):
        self.assert_done(self.simulated)
        with open(self.platform / "truth" / "accounts.csv", newline="") as file:
            roles = [row["role"] for row in csv.DictReader(file)]
        self.assertIn("planted", roles)
        self.assertIn("organic", roles)

    def test_detects_and_says_where_the_report_is(self):
        self.assert_done(self.detected)
        self.assertIn("report.html", self.detected.stdout + self.detected.stderr)
        self.assertEqual({p.name for p in self.run_folder.iterdir()}, RUN_FILES)

    def test_finds_more_than_half_of_the_planted_accounts(self):
        with open(self.platform / "truth" / "accounts.csv", newline="") as file:
            role = {row["account_id"]: row["role"] for row in csv.DictReader(file)}
        networks = json.loads((self.run_folder / "networks.json").read_text())["networks"]
        found = {m["account"] for network in networks for m in network["members"]}
        planted = {account for account, what in role.items() if what == "planted"}
        self.assertGreater(len(found & planted), len(planted) / 2)

    def test_says_what_it_cannot_show_and_asks_nothing_of_the_outside(self):
        page = (self.run_folder / "report.html").read_text()
        self.assertIn("co-acting", page.lower())
        outside = r'src\s*=\s*["\']?https?:|@import|url\(\s*["\']?https?:|<link[^>]+https?:'
        self.assertEqual(re.findall(outside, page), [])

    def test_writes_graphs_that_parse(self):
        for name in ("graph.gexf", "graph.graphml"):
            ElementTree.parse(self.run_folder / name)

    def test_gives_the_same_bytes_with_one_thread_and_with_many(self):
        for threads in (1, 4):
            again = FOLDER / f"run-{threads}"
            self.assert_done(overt("detect", self.platform / "events.ndjson", "--threads", threads,
                                   "--out", again))
            for name in RUN_FILES - {"timings.json"}:
                self.assertEqual((again / name).read_bytes(),
                                 (self.run_folder / name).read_bytes(), f"{name} at {threads}")

    def test_refuses_to_replace_a_run_unasked(self):
        arguments = ("detect", self.platform / "events.ndjson", "--out", self.run_folder)
        self.assertNotEqual(overt(*arguments).returncode, 0)
        self.assert_done(overt(*arguments, "--force"))

    def test_reads_their_own_csv_from_standard_input(self):
        rows = ["object_id,account_id,content_id,timestamp_share"]
        for story in range(4):
            for account, delay in (("alice", 0), ("bob", 7), ("carol", 4000)):
                rows.append(f"https://example.org/{story},{account},{account}-{story},"
                            f"{1725451200 + story * 10_000 + delay}")
        result = overt("pairs", "-", "--window", "60s", "--min-objects", 3, "--out", "-",
                       stdin="\n".join(rows) + "\n")
        self.assert_done(result)
        lines = [line for line in result.stdout.splitlines() if line]
        header = lines[0].split(",")
        self.assertEqual(header[:4], ["account_a", "account_b", "window_s", "objects"])
        self.assertEqual([line.split(",")[:4] for line in lines[1:]], [["alice", "bob", "60", "4"]])

    def test_names_what_was_wrong_and_leaves_nothing_behind(self):
        out = FOLDER / "never"
        mistakes = {
            ("detect", FOLDER / "no-such-file.csv", "--out", out): "no-such-file.csv",
            ("detect", FOLDER, "--out", out): str(FOLDER),
            ("detect", self.platform / "events.ndjson"): "--out",
            ("detekt",): "detekt",
            ("pairs", "--windw", "60s"): "--windw",
        }
        for arguments, fragment in mistakes.items():
            result = overt(*arguments)
            self.assertNotEqual(result.returncode, 0, arguments)
            self.assertIn(fragment, result.stderr, arguments)
        self.assertEqual(list(FOLDER.glob("never*")), [])

    def test_explains_itself(self):
        for arguments in (("--help",), ("help", "detect"), ("man",), ("completion", "bash")):
            result = overt(*arguments)
            self.assert_done(result)
            self.assertGreater(len(result.stdout), 200, arguments)

    def test_the_report_opens_in_a_browser(self):
        browser = shutil.which("chromium")
        if browser is None:
            self.skipTest("chromium is not installed")
        picture = FOLDER / "report.png"
        subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--screenshot={picture}",
             "--window-size=1280,1600", (self.run_folder / "report.html").resolve().as_uri()],
            capture_output=True, timeout=120, check=True)
        self.assertGreater(picture.stat().st_size, 20_000)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    OVERT = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as temporary:
        FOLDER = Path(sys.argv[2] if len(sys.argv) > 2 else temporary).resolve()
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        unittest.main(argv=sys.argv[:1])
