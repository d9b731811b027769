#!/usr/bin/env python3
"""What one platform discloses and another takes in, with the real program: a statement on a network
that was acted on, the reports over it, the check of every number, a package for a peer; then the
peer's side: looked for, a mirror case, and a review once it is taken back.

usage: disclosing.py OVERT [FOLDER]     FOLDER keeps what was made
"""

import csv
import hashlib
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request
import xml.etree.ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "policies" / "covert-influence.yaml"
STIX = ROOT / "third_party" / "stix" / "bin" / "python3"
SETTINGS = """platform: Clipper
appeals: https://clipper.example
out_of_court:
  en: The board of appeal.
judicial:
  en: The courts.
"""
OVERT = ""
FOLDER = Path()
MEMBERS = 14
NETWORK = "n0123456789ab"
AT = "2024-09-20T10:{:02}:00Z"


def overt(*arguments):
    return subprocess.run([OVERT, *map(str, arguments)], capture_output=True, text=True,
                          timeout=300)


def write_run(folder):
    """A run directory of one network, as far as others read it."""
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps(
        {"format": "overt.manifest/1", "run_id": "r1", "last_at": "2024-09-15T00:00:00Z"}))
    members = [{"account": f"clipper:m{i}", "handle": f"handle{i}", "standing": "member"}
               for i in range(MEMBERS)]
    members.append({"account": "clipper:near", "handle": "bystander", "standing": "adjacent"})
    network = {
        "id": NETWORK, "status": "confirmed", "tier": "review", "explanation": "undisclosed",
        "q": 0.001, "first_at": "2024-08-01T00:00:00Z", "last_at": "2024-09-10T00:00:00Z",
        "families": [{"family": "synchrony", "holds": True, "p": 1e-9},
                     {"family": "content reuse", "holds": True, "p": 1e-9}],
        "lineage": None, "members": members,
        "objects": [{"object": "https://echo.example/a", "kind": "url"}],
        "attribution": {
            "assessment": "attributed", "entity": "Q1", "entity_name": "ANO Example",
            "confidence": "moderate",
            "hypotheses": [{"hypothesis": "entity", "entity": "Q1", "likelihood": "very-likely"}],
            "paths": [{"entity": "Q1", "power": "decides"}], "principals": [], "accounts": []}}
    (folder / "networks.json").write_text(json.dumps(
        {"format": "overt.networks/1", "run_id": "r1", "networks": [network]}))


class Disclosing(unittest.TestCase):
    """Tests run in the order of their names: one story."""

    @classmethod
    def setUpClass(cls):
        cls.run_folder = FOLDER / "run"
        write_run(cls.run_folder)
        cls.accounts = FOLDER / "accounts.ndjson"
        cls.accounts.write_text("".join(
            json.dumps({"account_id": f"clipper:m{i}", "handle": f"handle{i}", "followers": 100})
            + "\n" for i in range(MEMBERS)))
        cls.protected = FOLDER / "protected.txt"
        cls.protected.write_text("# nobody\n")
        cls.policy = FOLDER / "live.yaml"
        cls.policy.write_text(POLICY.read_text().replace("mode: shadow", "mode: live"))
        for data in ("here", "there"):
            folder = FOLDER / data
            overt("ledger", "init", "--data", folder, "--origin", f"{data}.example/ledger")
            (folder / "notices.yaml").write_text(SETTINGS)
            overt("people", "add", "root", "--roles", "admin", "--data", folder)
            for person in ("ana:analyst", "rui:reviewer", "apo:approver"):
                name, role = person.split(":")
                overt("people", "add", name, "--roles", role, "--by", "root", "--data", folder)
        cls.public = FOLDER / "public"

    def done(self, *arguments):
        result = overt(*arguments)
        self.assertEqual(result.returncode, 0, f"{arguments}: {result.stderr}{result.stdout}")
        return result.stdout

    def answer(self, *arguments, code=0):
        result = overt(*arguments, "--json")
        self.assertEqual(result.returncode, code, f"{arguments}: {result.stderr}{result.stdout}")
        return json.loads(result.stdout)

    def refused(self, fragment, *arguments):
        result = overt(*arguments)
        self.assertNotEqual(result.returncode, 0, f"{arguments}: {result.stdout}")
        self.assertIn(fragment, result.stderr, arguments)

    def here(self, *arguments, minute=None):
        at = () if minute is None else ("--at", AT.format(minute))
        return (*arguments, "--data", FOLDER / "here", *at)

    def there(self, *arguments, minute=None):
        at = () if minute is None else ("--at", AT.format(minute))
        return (*arguments, "--data", FOLDER / "there", *at)

    def network(self):
        return ("--run", self.run_folder, "--network", NETWORK)

    def statement(self, *more):
        return ("statement", *self.network(), "--accounts", self.accounts, "--publisher",
                "Clipper", *more)

    def test_a_nothing_is_stated_before_anything_was_done(self):
        self.refused("nothing about network", *self.here("disclose", "publish", minute=1),
                     *self.statement("--by", "apo"))
        told = self.done(*self.here("disclose", "preview", minute=1), *self.statement())
        self.assertIn("Preview. Not published.", told)
        self.assertIn("No restriction stands.", told)

    def test_b_people_decide_and_ask(self):
        self.done(*self.here("decide", "propose", minute=2), *self.network(), "--policy",
                  self.policy, "--accounts", self.accounts, "--protected", self.protected,
                  "--up-to", "suspend", "--by", "ana", "--reason", "two families of evidence")
        for person, minute in (("rui", 3), ("apo", 4)):
            self.done(*self.here("decide", "agree", minute=minute), "--network", NETWORK, "--by",
                      person)
        self.done(*self.here("disclose", "note", NETWORK, minute=5), "--name", "Long Echo",
                  "--operated-from", "Examplia", "--audience", "people in Testland", "--domains",
                  "echo.example", "--asked", "ANO Example", "--asked-on", "2024-09-18", "--by",
                  "ana")
        self.refused("goes with", *self.here("disclose", "note", NETWORK), "--reply", "no",
                     "--by", "ana")

    def test_c_an_approver_who_did_not_write_it_publishes_the_statement(self):
        self.refused("an approver", *self.here("disclose", "publish", minute=6),
                     *self.statement("--by", "ana"))
        made = self.answer(*self.here("disclose", "publish", minute=6),
                           *self.statement("--by", "apo", "--out", self.public))
        type(self).publication = made["publication"]
        said = json.loads((self.public / "statement.json").read_text())
        self.assertEqual(said["accounts"], MEMBERS)
        self.assertEqual(said["followers"], 100 * MEMBERS)
        self.assertEqual(said["behind"]["name"], "ANO Example")
        text = (self.public / "statement.md").read_text()
        self.assertIn("very likely (80–95 %)", text)
        self.assertIn("No reply by 2024-09-20.", text)
        for file in self.public.iterdir():
            self.assertNotIn("handle1", file.read_text(), file)
            self.assertNotIn("clipper:m", file.read_text(), file)
        self.assertIn(self.publication, self.done(*self.here("disclose", "list")))

    def test_d_the_reports_say_the_same_numbers(self):
        self.done(*self.here("disclose", "publish", minute=7), "operations", "--period", "2024-09",
                  "--publisher", "Clipper", "--by", "apo", "--out", self.public)
        rows = list(csv.reader(io.StringIO((self.public / "operations.csv").read_text())))
        self.assertEqual(rows[0], ["Detection Source", "Accounts in network",
                                   "Followers of Network", "Description"])
        self.assertEqual(rows[1][:3], ["Internal", str(MEMBERS), str(100 * MEMBERS)])
        self.assertIn("operated from Examplia and targeted people in Testland", rows[1][3])
        self.done(*self.here("disclose", "publish", minute=8), "dsa", "--period", "2024",
                  "--publisher", "Clipper", "--by", "apo", "--out", self.public)
        figures = {one["id"]: one["value"] for one in
                   json.loads((self.public / "dsa.json").read_text())["figures"]}
        self.assertEqual(figures["terms/TOTAL/account_suspension"], MEMBERS)
        self.assertEqual(figures["terms/TOTAL/measures"], 2 * MEMBERS)
        behind = self.answer(*self.here("disclose", "figure", minute=8),
                             "terms/TOTAL/account_suspension", "--period", "2024")
        kept = {one["decision"] for one in
                self.answer(*self.here("decide", "list"))["decisions"]}
        self.assertEqual(set(behind["decisions"]), kept)

    def test_e_every_number_follows_from_what_is_kept_until_it_does_not(self):
        self.assertIn("3 publications", self.done(*self.here("disclose", "check")))
        self.done(*self.here("reconcile"))
        self.done(*self.here("ledger", "verify"))
        copy = FOLDER / "copy"
        shutil.copytree(FOLDER / "here", copy)
        with sqlite3.connect(copy / "decisions.db") as database:
            database.execute(
                "UPDATE event SET said = replace(said, 'taken_effect', 'refused') WHERE said LIKE "
                "'%taken_effect%' AND decision = (SELECT max(decision) FROM event)")
        told = overt("disclose", "check", "--data", copy)
        self.assertEqual(told.returncode, 3, told.stdout + told.stderr)
        self.assertIn(f"accounts was published as {MEMBERS} and is {MEMBERS - 1}", told.stdout)
        self.assertIn("terms/TOTAL/account_suspension", told.stdout)

    def test_f_accounts_leave_only_marked_and_for_somebody(self):
        clear, amber = FOLDER / "clear.json", FOLDER / "amber.json"
        package = (*self.network(), "--publisher", "Clipper", "--by", "apo")
        self.done(*self.here("disclose", "export", minute=9), *package, "--tlp", "clear", "--out",
                  clear)
        self.refused("--to is missing", *self.here("disclose", "export"), *package, "--tlp",
                     "amber", "--out", amber)
        self.refused("personal data", *self.here("disclose", "export"), *package, "--tlp", "clear",
                     "--format", "csv", "--out", FOLDER / "no.csv")
        self.done(*self.here("disclose", "export", minute=9), *package, "--tlp", "amber", "--to",
                  "other.example", "--out", amber)
        self.assertNotIn("user-account", clear.read_text())
        accounts = [one for one in json.loads(amber.read_text())["objects"]
                    if one["type"] == "user-account"]
        self.assertEqual(len(accounts), MEMBERS, "members, and nobody who was only near")
        self.done(*self.here("disclose", "export", minute=9), *package, "--tlp", "amber", "--to",
                  "other.example", "--format", "ftm", "--out", FOLDER / "network.ftm")
        self.done(*self.here("disclose", "export", minute=9), *package, "--tlp", "amber", "--to",
                  "other.example", "--format", "csv", "--out", FOLDER / "network.csv")

    def test_g_the_specifications_own_validator_finds_nothing(self):
        if not STIX.exists():
            self.skipTest("stix2-validator is not installed; make setup fetches it")
        told = subprocess.run([STIX, ROOT / "tools" / "validate_stix.py",
                               self.public / "disclosure.stix.json", FOLDER / "clear.json",
                               FOLDER / "amber.json"], capture_output=True, text=True, timeout=300)
        self.assertEqual(told.returncode, 0, told.stdout + told.stderr)

    def test_ga_everybody_may_read_it_over_http(self):
        server = subprocess.Popen([OVERT, "serve", "--data", str(FOLDER / "here"), "--listen",
                                   "127.0.0.1:0", "--json"], stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True)
        try:
            address = ""
            for line in server.stdout:
                found = re.search(r"127\.0\.0\.1:[0-9]+", line)
                if found:
                    address = f"http://{found.group(0)}"
                    break

            def get(path):
                with urllib.request.urlopen(address + path, timeout=60) as answer:
                    return answer.headers["Content-Type"], answer.read()
            listed = json.loads(get("/transparency/disclosures")[1])["disclosures"]
            self.assertEqual([one["kind"] for one in listed], ["dsa", "operations", "statement"])
            for one in listed:
                for file in one["files"]:
                    self.assertEqual(hashlib.sha256(get(file["path"])[1]).hexdigest(),
                                     file["sha256"], file["name"])
            kind, feed = get("/transparency/disclosures.atom")
            self.assertIn("application/atom+xml", kind)
            self.assertEqual(xml.etree.ElementTree.fromstring(feed).tag,
                             "{http://www.w3.org/2005/Atom}feed")
            with self.assertRaises(urllib.error.HTTPError) as nothing:
                get("/transparency/disclosures/nothing/statement.md")
            self.assertEqual(nothing.exception.code, 404)
            (FOLDER / "fetched.json").write_bytes(
                get(f"/transparency/disclosures/{self.publication}/disclosure.stix.json")[1])
        finally:
            server.terminate()
            server.wait(timeout=60)
            server.stdout.close()

    def test_gb_what_was_fetched_is_taken_in_by_another(self):
        there = FOLDER / "there.ndjson"
        there.write_text(json.dumps({"account_id": "x:1", "links": ["https://echo.example"]}))
        told = self.answer(*self.there("disclose", "import", FOLDER / "fetched.json", minute=9),
                           "--peer", "fetched", "--accounts", there, "--by", "ana")
        self.assertEqual(told["tlp"], "clear")
        self.assertEqual([one["accounts"] for one in told["assets"]], [["x:1"]])

    def test_h_a_peer_looks_for_it_and_opens_a_mirror_case(self):
        theirs = FOLDER / "theirs.ndjson"
        theirs.write_text(
            json.dumps({"account_id": "peer:1", "handle": "Handle3"}) + "\n" +
            json.dumps({"account_id": "peer:2", "links": ["https://www.echo.example/about"]}) +
            "\n" + json.dumps({"account_id": "peer:3", "handle": "somebody"}) + "\n")
        self.refused("looked for", *self.there("disclose", "import", FOLDER / "amber.json"),
                     "--peer", "clipper", "--by", "ana")
        told = self.answer(*self.there("disclose", "import", FOLDER / "amber.json", minute=10),
                           "--peer", "clipper", "--accounts", theirs, "--by", "ana")
        self.assertEqual(told["tlp"], "amber")
        found = {one["handle"] or one["value"]: one["accounts"] for one in told["assets"]
                 if one["found"]}
        self.assertEqual(found, {"handle3": ["peer:1"], "echo.example": ["peer:2"]})
        self.assertEqual(len(told["assets"]), MEMBERS + 1, "what is not found is listed too")
        case = self.answer(*self.there("cases", "show", told["case"]))["cases"][0]
        self.assertTrue(case["title"].startswith("mirror of a disclosure by clipper"))
        self.assertEqual(self.answer(*self.there("decide", "list"))["decisions"], [],
                         "nothing follows by itself")
        type(self).case = told["case"]
        self.done(*self.there("ledger", "receipt", f"case:{told['case']}"), "--out",
                  FOLDER / "mirror.tlog-proof")
        self.done(*self.there("reconcile"))
        self.done(*self.there("cases", "close", told["case"], minute=11), "--text", "looked at",
                  "--by", "ana")

    def test_i_what_the_peer_takes_back_is_reviewed(self):
        self.done(*self.here("disclose", "withdraw", self.publication, minute=12), "--by", "apo",
                  "--reason", "a fan club after all")
        self.done(*self.here("disclose", "show", self.publication), "--out", self.public)
        told = self.answer(
            *self.there("disclose", "import", self.public / "disclosure.stix.json", minute=13),
            "--peer", "clipper", "--accounts", FOLDER / "theirs.ndjson", "--by", "ana", code=3)
        self.assertTrue(told["retracted"])
        self.assertEqual(told["case"], self.case)
        self.assertEqual(len(told["taken_back"]), MEMBERS + 1)
        case = self.answer(*self.there("cases", "show", self.case))["cases"][0]
        self.assertTrue(case["open"], "it was closed, and is looked at again")
        self.assertIn("took back all", case["events"][-1]["text"])
        self.done(*self.here("disclose", "check"))
        self.done(*self.there("ledger", "verify"))

    def test_j_a_hostile_bundle_is_refused(self):
        deep = FOLDER / "deep.json"
        deep.write_text('{"type":"bundle","objects":' + "[" * 5000 + "]" * 5000 + "}")
        self.refused("nested deeper", *self.there("disclose", "import", deep), "--peer", "x",
                     "--accounts", FOLDER / "theirs.ndjson", "--by", "ana")


if __name__ == "__main__":
    OVERT = str(Path(sys.argv[1]).resolve())
    kept = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if kept is not None:
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as temporary:
        FOLDER = (kept or Path(temporary)).resolve()
        result = unittest.main(argv=sys.argv[:1], exit=False).result
    sys.exit(0 if result.wasSuccessful() else 1)
