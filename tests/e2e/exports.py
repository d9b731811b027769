#!/usr/bin/env python3
"""What the registry exports, in the hands of others: the followthemoney library takes every entity,
networkx reads the graph, and what is read back is the same to the byte.

usage: exports.py OVERT CHECKOUT

Registries: the bundled dossier with the records of a simulated platform, made-up lists with
everything that a list may say, and with OVERT_DATASETS the real lists. Where tools/setup.sh has not
installed the readers it says so and exits with 77.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

OVERT, CHECKOUT = "", Path()
READERS = Path("third_party/exchange/bin/python")
REAL_LISTS = ("state_media/*.csv", "eu_sanctions/*.csv", "operation_domains/*.csv",
              "outlet_domains/[a-z]*.txt", "officials/*.yaml",
              "threat_research/indicators/**/*.[ct]sv")


def overt(*arguments):
    done = subprocess.run([OVERT, *map(str, arguments)], capture_output=True, text=True,
                          timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def claims_csv(seed):
    """Claims of every status, kind, date and flag; names that quote, ids that others refuse."""
    rng = random.Random(seed)
    ids = [rng.choice(["e{}", "handle:x:e_{}", "Ä{}", "e {}/x"]).format(i) for i in range(20)]
    rows = ["entity,schema,property,value,lang,kind,status,valid_from,valid_to,flags,note,dataset,"
            "publisher,source_url,author,content_hash,retrieved_at,grade"]
    statuses = "withdrawn disputed alleged charged reported sanctioned confirmed".split()

    def row(entity, schema, prop, value, kind="states"):
        rows.append(",".join([
            entity, schema, prop, value, rng.choice(["", "rus"]), kind, rng.choice(statuses),
            rng.choice(["", "2022", "2022-03", "2022-03-02"]), rng.choice(["", "2024-09-04"]),
            rng.choice(["", "unverified", '"unverified,protected"']),
            rng.choice(["", '"a ""note"", with more"']), rng.choice(["one", "two"]),
            rng.choice(["", "Gazette"]), rng.choice(["", "https://a.example/1"]),
            rng.choice(["", "J. Doe"]), rng.choice(["", "00ff"]),
            rng.choice(["", "2024-09-05T10:00:00Z"]), rng.choice(["A1", "F6"])]))

    for entity in ids:
        row(entity, "Company", "name", rng.choice(["Имя", '"N ""quoted"""', "Plain"]))
        row(entity, "Company", "website", rng.choice(["https://a.example/", "no address"]))
        row(entity, "Company", "phone", rng.choice(["+7 495 123-45-67", "742-35-87"]))
    for number in range(20):
        link = f"l{number}"
        row(link, "Ownership", "owner", rng.choice(ids))
        row(link, "Ownership", "asset", rng.choice(ids))
        row(link, "Ownership", "percentage", str(rng.randrange(100)))
    for kind in ("same", "same", "distinct"):
        a, b = rng.sample(ids, 2)
        row(a, "Company", "", b, kind)
    return "\n".join(rows) + "\n"


class Exports(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def fill(self, *paths):
        registry = self.folder / "registry.db"
        overt("registry", "import", *paths, "--registry", registry, "--max-rejects", 1)
        return registry

    def export(self, registry, kind, *options):
        out = self.folder / f"{registry.stem}.{kind}"
        overt("registry", "export", "--registry", registry, "--format", kind, "--out", out,
              *options)
        return out

    def check(self, registry):
        written = self.export(registry, "ftm")
        self.assert_valid(written)
        again = self.folder / "again.db"
        overt("registry", "import", written, "--registry", again)
        self.assertEqual(written.read_bytes(), self.export(again, "ftm").read_bytes())
        self.assertEqual(self.claims_in_force(registry), self.claims_in_force(again))
        again.unlink()
        self.check_graph(registry)
        self.assert_valid(self.export(registry, "ftm", "--ftm-fork", "alephdata"))

    def assert_valid(self, written):
        valid = subprocess.run([READERS, CHECKOUT / "tools/validate_ftm.py", written],
                               capture_output=True, text=True)
        self.assertEqual(valid.returncode, 0, valid.stdout[-2000:] + valid.stderr)
        self.assertIn(" 0 with problems", valid.stdout)

    def claims_in_force(self, registry):
        """Every claim with its status, dates, flags and source, whatever order it came in."""
        counts = json.loads(overt("registry", "stats", "--registry", registry, "--json"))
        rows = self.export(registry, "csv").read_text(encoding="utf-8").splitlines()
        retracted = sum(",retracts," in row for row in rows)
        return counts["claims"], None if retracted else sorted(rows)

    def check_graph(self, registry):
        read = subprocess.run(
            [READERS, "-c", "import sys, networkx; graph = networkx.read_gexf(sys.argv[1]); "
             "print(len(graph), graph.number_of_edges())", self.export(registry, "gexf")],
            capture_output=True, text=True)
        self.assertEqual(read.returncode, 0, read.stderr)
        nodes, edges = map(int, read.stdout.split())
        text = (self.folder / f"{registry.stem}.gexf").read_text(encoding="utf-8")
        self.assertEqual(nodes, text.count("<node "))
        self.assertEqual(edges, text.count("<edge "))
        self.assertGreater(edges, 0)

    def test_the_bundled_dossier_with_what_a_platform_knows(self):
        overt("simulate", "--scenario", "fall-2024", "--seed", 1, "--accounts", 2000, "--out",
              self.folder / "platform")
        self.check(self.fill(CHECKOUT / "registry/fall-2024/claims.yaml",
                             self.folder / "platform/registry.yaml"))

    def test_everything_that_a_list_may_say(self):
        for seed in range(5):
            with self.subTest(seed=seed):
                path = self.folder / "list.csv"
                path.write_text(claims_csv(seed), encoding="utf-8")
                registry = self.fill(path)
                self.check(registry)
                registry.unlink()

    def test_the_real_lists(self):
        data = os.environ.get("OVERT_DATASETS")
        if not data:
            self.skipTest("OVERT_DATASETS is not set")
        lists = [path for pattern in REAL_LISTS
                 for path in sorted(Path(data, "registry").glob(pattern))]
        self.assertGreater(len(lists), 70)
        self.check(self.fill(*lists))


if __name__ == "__main__":
    OVERT, CHECKOUT = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve()
    READERS = CHECKOUT / READERS
    if not READERS.exists():
        print("exports.py: skipped: tools/setup.sh has not installed the followthemoney library "
              "and networkx into third_party/exchange")
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
