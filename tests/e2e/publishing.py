#!/usr/bin/env python3
"""Publishing and taking back over the API, on a file and on PostgreSQL: one writes, another
publishes what was looked at and nothing else, once, and it is public; figures that are held
elsewhere complete the report under the DSA; what is withdrawn is gone but for what says so. The
command line, beside it, checks every number.

usage: publishing.py OVERT [FOLDER]     FOLDER keeps what was made
"""

import csv
import io
import json
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

from desk_server import PASSWORD, Desk
from disclosing import MEMBERS, NETWORK, POLICY, ROOT, SETTINGS, write_run
from postgres_server import OnPostgres

OVERT = ""
FOLDER = Path()
EXAMPLE = ROOT / "docs" / "examples" / "dsa-figures.csv"


class Publishing:
    """Tests run in the order of their names: one story."""
    store = None

    @classmethod
    def setUpClass(cls):
        folder = FOLDER / cls.__name__
        folder.mkdir()
        desk = cls.desk = Desk(OVERT, folder / "desk", cls.store)
        people = (("rui", "reviewer", "read"), ("apo", "approver", "read,approve"),
                  ("abe", "approver,analyst", "read,work_on_cases,approve"))
        for person, role, scope in people:
            desk.done("people", "add", person, "--roles", role, "--by", "root")
            desk.done("people", "password", person, "--by", "root", "--stdin",
                      stdin=PASSWORD + "\n")
            desk.tokens[person] = json.loads(desk.done(
                "people", "token", "create", person, "--password-file", desk.data / "secret",
                "--scope", scope, "--json"))["secret"]
        write_run(desk.data / "run")
        (desk.data / "notices.yaml").write_text(SETTINGS)
        policy = folder / "live.yaml"
        policy.write_text(POLICY.read_text().replace("mode: shadow", "mode: live"))
        accounts = desk.data / "accounts.ndjson"
        accounts.write_text("".join(
            json.dumps({"account_id": f"clipper:m{i}", "handle": f"handle{i}", "followers": 100})
            + "\n" for i in range(MEMBERS)))
        (desk.data / "protected.txt").write_text("# nobody\n")
        shown = ("--password-file", desk.data / "secret")
        desk.done("decide", "propose", "--run", desk.data / "run", "--network", NETWORK, "--policy",
                  policy, "--accounts", accounts, "--protected", desk.data / "protected.txt",
                  "--up-to", "suspend", "--by", "ana", "--reason", "two families", "--at",
                  "2024-09-20T10:00:00Z", *shown)
        for person, minute in (("rui", 1), ("apo", 2)):
            desk.done("decide", "agree", "--network", NETWORK, "--by", person, "--at",
                      f"2024-09-20T10:0{minute}:00Z", *shown)
        cls.server = desk.serve()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def ask(self, method, path, body=None, person="apo", key=None, status=200):
        answer = self.server.ask(method, path, body, {"Idempotency-Key": key} if key else {},
                                 person=person)
        self.assertEqual(answer.status, status, (method, path, answer.text[:300]))
        return answer.json()

    def public(self):
        return json.loads(self.server.ask("GET", "/transparency/disclosures", person=None).body)[
            "disclosures"]

    def test_a_one_writes_and_may_not_publish(self):
        place = f"/v1/disclosures/notes/{NETWORK}"
        self.ask("POST", place, {"asked": "ANO Example"}, "abe", status=400)
        self.ask("POST", place, {"asked": "ANO Example", "asked_on": "soon"}, "abe", status=400)
        self.ask("POST", place, {"name": "Long Echo"}, "apo", status=403)
        noted = self.ask("POST", place, {"name": "Long Echo", "asked": "ANO Example", "asked_on":
                                         "2024-09-18", "domains": ["echo.example"]}, "abe")
        self.assertEqual((noted["name"], noted["written_by"]), ("Long Echo", ["abe"]))
        looked = self.ask("GET", f"/v1/disclosures/preview?kind=statement&network={NETWORK}",
                          person="abe")
        self.assertIn("abe wrote notes", looked["obstacle"])
        wanted = {"kind": "statement", "network": NETWORK, "says": looked["says"]}
        self.assertIn("somebody else must publish it",
                      self.ask("POST", "/v1/disclosures", wanted, "abe", status=403)["detail"])
        self.ask("POST", "/v1/disclosures", wanted, "ana", status=403)
        self.assertEqual(self.public(), [])

    def test_b_another_publishes_what_was_looked_at_and_once(self):
        query = f"kind=statement&network={NETWORK}&publisher=Clipper"
        looked = self.ask("GET", "/v1/disclosures/preview?" + query)
        self.assertEqual(looked["obstacle"], "")
        self.assertIn("Statement on Long Echo", looked["text"])
        wanted = {"kind": "statement", "network": NETWORK, "publisher": "Clipper"}
        self.ask("POST", "/v1/disclosures", wanted, status=400)
        self.ask("POST", "/v1/disclosures", wanted | {"says": "0" * 64}, status=409)
        # Somebody adds to it meanwhile: that was not looked at.
        self.ask("POST", f"/v1/disclosures/notes/{NETWORK}", {"audience": "voters"}, "abe")
        self.ask("POST", "/v1/disclosures", wanted | {"says": looked["says"]}, status=409)
        says = self.ask("GET", "/v1/disclosures/preview?" + query)["says"]
        made = self.ask("POST", "/v1/disclosures", wanted | {"says": says}, key="k", status=201)
        again = self.ask("POST", "/v1/disclosures", wanted | {"says": says}, key="k", status=201)
        self.assertEqual(made, again)
        type(self).publication = made["id"]
        self.assertEqual([one["id"] for one in self.public()], [made["id"]])
        self.assertEqual(made["by"], "apo")

    def test_c_figures_held_elsewhere_complete_the_report(self):
        bare = self.ask("GET", "/v1/disclosures/preview?kind=dsa&period=2024")
        self.assertEqual(bare["left_out"], ["2", "3", "4", "10"])
        wanted = {"kind": "dsa", "period": "2024", "publisher": "Clipper",
                  "previous_report": "2024-02-01"}
        head = "Part,Category,Scope,Indicator,Value,Context\n"
        few = {"figures": head + "4,TOTAL,,Number of notices received,few,\n"}
        wrong = self.ask("POST", "/v1/disclosures?dry_run=true", wanted | few, status=422)
        self.assertIn("figures:2: Value: a whole number", wrong["detail"])
        wanted["figures"] = EXAMPLE.read_text()
        looked = self.ask("POST", "/v1/disclosures?dry_run=true", wanted)
        self.assertEqual(looked["left_out"], [])
        made = self.ask("POST", "/v1/disclosures", wanted | {"says": looked["says"]}, status=201)
        files = {one["name"]: self.server.ask("GET", one["path"], person=None).text
                 for one in made["files"]}
        orders = list(csv.reader(io.StringIO(files["dsa_part_3_member_states_orders.csv"])))
        self.assertEqual([row[6] for row in orders if row[3] == "TOTAL"], ["17", "12", "5"])
        self.assertIn("The platform's own figure", orders[1][13])
        self.assertIn("4600000", files["dsa_part_10_recipients.csv"])
        self.assertEqual(len(files), 11)
        # The command line takes the same file, and says the same.
        told = self.desk.done("disclose", "preview", "dsa", "--period", "2024", "--publisher",
                              "Clipper", "--previous", "2024-02-01", "--figures", EXAMPLE, "--json")
        self.assertEqual(json.loads(told)["says"], looked["says"])

    def test_d_a_report_counts_the_statement(self):
        looked = self.ask("GET", "/v1/disclosures/preview?kind=operations&period=2024-09")
        made = self.ask("POST", "/v1/disclosures", {"kind": "operations", "period": "2024-09",
                                                    "says": looked["says"]}, status=201)
        shown = self.ask("GET", f"/v1/disclosures/{self.publication}")
        self.assertEqual([one["id"] for one in shown["counted_in"]], [made["id"]])
        self.assertIn("3 publications: every number follows", self.desk.done("disclose", "check"))

    def test_e_what_is_withdrawn_says_so_and_nothing_else(self):
        place = f"/v1/disclosures/{self.publication}/withdrawal"
        self.ask("POST", place, {"reason": "a fan club"}, "ana", status=403)
        self.ask("POST", place, {}, status=400)
        taken = self.ask("POST", place, {"reason": "a fan club"}, key="w")
        self.assertEqual((taken["withdrawal"]["by"], taken["withdrawal"]["reason"]),
                         ("apo", "a fan club"))
        self.assertEqual(self.ask("POST", place, {"reason": "a fan club"}, key="w"), taken)
        self.ask("POST", place, {"reason": "again"}, status=400)
        self.ask("POST", "/v1/disclosures/none/withdrawal", {"reason": "x"}, status=404)
        files = f"/transparency/disclosures/{self.publication}/"
        self.assertEqual(self.server.ask("GET", files + "statement.md", person=None).status, 404)
        bundle = self.server.ask("GET", files + "disclosure.stix.json", person=None).json()
        self.assertTrue(any(one.get("revoked") for one in bundle["objects"]))
        self.desk.done("disclose", "check")
        self.desk.done("ledger", "verify")
        self.desk.done("reconcile")


class PublishingOnAFile(Publishing, unittest.TestCase):
    """The store of a folder."""


class PublishingOnPostgres(OnPostgres, Publishing, unittest.TestCase):
    """The same on PostgreSQL."""


if __name__ == "__main__":
    OVERT = str(Path(sys.argv[1]).resolve())
    FOLDER = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else Path(tempfile.mkdtemp())
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
