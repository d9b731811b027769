#!/usr/bin/env python3
"""From a finding to an action and back, with the real program: cases, people, a policy, decisions,
the ledger, a receipt that an outsider checks, the undo; and what is refused on the way.

usage: from_finding_to_action.py OVERT [FOLDER]     FOLDER keeps what was made
"""

import base64
import hashlib
import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "policies" / "covert-influence.yaml"
OVERT = ""
FOLDER = Path()
ACCOUNTS = 2000
AT = "2024-09-20T10:{:02}:00Z"


def overt(*arguments):
    return subprocess.run([OVERT, *map(str, arguments)], capture_output=True, text=True,
                          timeout=300)


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of_receipt(text):
    """The root that a receipt leads to, after RFC 9162, section 2.1.3.2: not the program's code."""
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    entry = base64.b64decode(lines[1].removeprefix("extra "))
    index = int(lines[2].removeprefix("index "))
    proof = [base64.b64decode(line) for line in lines[3:]]
    origin, size, root = note.split("\n")[:3]
    at, last, made = index, int(size) - 1, hashlib.sha256(b"\x00" + entry).digest()
    for other in proof:
        if at % 2 == 1 or at == last:
            made = node(other, made)
            while at % 2 == 0 and at != 0:
                at, last = at >> 1, last >> 1
        else:
            made = node(made, other)
        at, last = at >> 1, last >> 1
    return origin, json.loads(entry), made, base64.b64decode(root)


class FromFindingToAction(unittest.TestCase):
    """Tests run in the order of their names: one story."""

    @classmethod
    def setUpClass(cls):
        cls.platform, cls.run_folder = FOLDER / "platform", FOLDER / "run"
        cls.data = FOLDER / "desk"
        cls.protected = FOLDER / "protected.txt"
        made = overt("simulate", "--scenario", "fall-2024", "--seed", 1, "--accounts", ACCOUNTS,
                     "--out", cls.platform)
        assert made.returncode == 0, made.stderr
        found = overt("detect", cls.platform / "events.ndjson", "--accounts",
                      cls.platform / "accounts.ndjson", "--out", cls.run_folder)
        assert found.returncode == 0, found.stderr
        networks = json.loads((cls.run_folder / "networks.json").read_text())["networks"]
        review = [one for one in networks if one["tier"] == "review"]
        assert review, "the simulated platform has a network for review"
        cls.network = review[0]["id"]
        cls.members = [m["account"] for m in review[0]["members"] if m["standing"] == "member"]
        cls.protected.write_text(f"# a member of parliament\n{cls.members[0]}\n")
        # Live, so that there is something to take back: nothing is delivered here.
        cls.policy = FOLDER / "live.yaml"
        cls.policy.write_text(POLICY.read_text().replace("mode: shadow", "mode: live"))

    def done(self, *arguments):
        result = overt(*arguments)
        self.assertEqual(result.returncode, 0, f"{arguments}: {result.stderr}{result.stdout}")
        return result.stdout

    def answer(self, *arguments, code=0):
        result = overt(*arguments, "--json")
        self.assertEqual(result.returncode, code, f"{arguments}: {result.stderr}{result.stdout}")
        return json.loads(result.stdout)

    def books(self):
        """They agree; nobody is told here, which is named."""
        books = self.answer(*self.here("reconcile"), code=3)
        self.assertEqual((books["mismatches"], books["sound"]), ([], False))
        self.assertIn("no notices.yaml", books["notices_blocked"][0]["what"])
        return books

    def refused(self, fragment, *arguments):
        result = overt(*arguments)
        self.assertNotEqual(result.returncode, 0, arguments)
        self.assertIn(fragment, result.stderr, arguments)

    def here(self, *arguments, minute=None):
        at = () if minute is None else ("--at", AT.format(minute))
        return (*arguments, "--data", self.data, *at)

    def facts(self):
        return ("--run", self.run_folder, "--network", self.network, "--policy", self.policy,
                "--accounts", self.platform / "accounts.ndjson", "--protected", self.protected)

    def test_a_policies_are_checked_and_tried(self):
        self.assertIn("0 errors, 0 warnings", self.done("policy", "check", ROOT / "policies"))
        self.assertEqual(self.answer("policy", "test", ROOT / "policies")["missed"], 0)
        # In each language that notices have; the check above holds every clause to those.
        shipped = [one.read_text() for one in (ROOT / "policies").glob("*.yaml")]
        self.assertEqual({re.search(r"^languages: .*$", one, re.M)[0] for one in shipped
                          if one.startswith("policy:")}, {"languages: [en, fr, ru]"})
        self.assertIn("finding.tier", self.done("policy", "terms"))
        broken = FOLDER / "broken.yaml"
        broken.write_text(POLICY.read_text().replace("finding.tier: review", "finding.teir: review")
                          .replace("review: {people: 2", "review: {people: 1"))
        problems = self.answer("policy", "check", broken, code=3)
        self.assertGreater(problems["errors"], 1)
        lines = broken.read_text().split("\n")
        for problem in problems["problems"]:
            if "finding.teir" in problem["message"]:
                self.assertIn("finding.teir", lines[problem["line"] - 1])
        self.assertIn(f"{broken}:", overt("policy", "check", broken).stdout)

    def test_b_a_backtest_says_whom_a_change_would_concern(self):
        looser = FOLDER / "looser.yaml"
        looser.write_text(POLICY.read_text().replace(
            "      - finding.standing: member\n", "").replace("version: 1.0.0", "version: 1.1.0"))
        arguments = ("policy", "backtest", looser, "--runs", self.run_folder, "--against", POLICY,
                     "--accounts", self.platform / "accounts.ndjson", "--protected",
                     self.protected, "--sample", 3)
        told = self.answer(*arguments)
        clauses = {one["clause"]: one for one in told["clauses"]}
        self.assertIn("covert-network", clauses)
        self.assertGreaterEqual(clauses["operated-account"]["still"], len(self.members) - 1)
        self.assertEqual([one["id"] for one in told["protected"]], [self.members[0]])
        self.assertEqual(told["protected"][0]["clause"], "")
        for one in told["clauses"]:
            self.assertLessEqual(len(one["sample"]), 3)
        self.assertEqual(self.answer(*arguments), told, "the sample is no matter of luck")
        alone = self.answer("policy", "backtest", POLICY, "--runs", self.run_folder)
        self.assertNotIn("operated-account", [one["clause"] for one in alone["clauses"]],
                         "what is not known meets no condition")

    def test_c_nothing_is_decided_without_a_ledger_or_by_strangers(self):
        self.refused("overt ledger init", *self.here("decide", "list"))
        self.refused("overt ledger init", *self.here("decide", "propose"), *self.facts(), "--by",
                     "ana", "--reason", "r")
        self.done(*self.here("ledger", "init"), "--origin", "overt.example/test")
        mode = stat.S_IMODE(os.stat(self.data / "ledger.key").st_mode)
        self.assertEqual(mode, 0o600)
        self.refused("already", *self.here("ledger", "init"))
        self.refused("an admin", *self.here("people", "add", "ana"), "--roles", "analyst")
        self.done(*self.here("people", "add", "root"), "--roles", "admin")
        self.refused("--by PERSON", *self.here("people", "add", "ana"), "--roles", "analyst")
        for person in ("ana:analyst", "rui:reviewer", "ria:reviewer", "apo:approver",
                       "vic:viewer"):
            name, roles = person.split(":")
            self.done(*self.here("people", "add", name), "--roles", roles, "--by", "root")
        self.refused("may not add", *self.here("people", "add", "eve"), "--roles", "admin", "--by",
                     "ana")
        self.refused("nobody here is called 'eve'", *self.here("decide", "propose"), *self.facts(),
                     "--by", "eve", "--reason", "r")
        self.refused("may not propose", *self.here("decide", "propose"), *self.facts(), "--by",
                     "vic", "--reason", "r")

    def test_d_networks_for_review_become_cases(self):
        opened = self.answer(*self.here("cases", "open", minute=0), "--run", self.run_folder,
                             "--by", "ana")["cases"]
        self.assertIn(self.network, [one["id"] for one in opened])
        again = self.answer(*self.here("cases", "open", minute=1), "--run", self.run_folder,
                            "--by", "ana")["cases"]
        self.assertEqual(again, [])
        case = next(one["case"] for one in opened if one["id"] == self.network)
        receipt, record = FOLDER / "case.tlog-proof", FOLDER / "case.record.json"
        self.done(*self.here("ledger", "receipt", f"case:{case}"), "--out", receipt, "--record",
                  record)
        self.done("ledger", "check-receipt", receipt, "--key", self.data / "ledger.pub",
                  "--record", record)
        self.assertIn(self.network, record.read_text())
        self.assertNotIn(case, receipt.read_text(), "what it is about only the record says")
        self.done(*self.here("cases", "assign", case, minute=2), "--to", "rui", "--by", "ana")
        self.done(*self.here("cases", "note", case, minute=3), "--text", "renamed twice", "--by",
                  "rui")
        self.refused("may not work on cases", *self.here("cases", "note", case), "--text", "x",
                     "--by", "vic")
        self.assertIn("renamed twice", self.done(*self.here("cases", "show", case)))
        self.done(*self.here("cases", "close", case, minute=4), "--text", "decided", "--by", "rui")
        listed = [one["case"] for one in self.answer(*self.here("cases", "list"))["cases"]]
        self.assertNotIn(case, listed)

    def test_e_a_decision_is_explained_before_it_is_proposed(self):
        told = self.answer("decide", "--explain", *self.facts(), "--at", AT.format(5))["subjects"]
        by_id = {one["id"]: one for one in told}
        member = by_id[self.members[1]]
        self.assertEqual(member["clause"], "operated-account")
        self.assertEqual(member["used"]["finding.tier"], "review")
        self.assertIn({"fact": "account.protected", "is": "false", "would_be": "true",
                       "clause": ""}, member["would_change_it"])
        protected = by_id[self.members[0]]
        self.assertEqual(protected["clause"], "")
        self.assertIn({"fact": "account.protected", "is": "true", "would_be": "false",
                       "clause": "operated-account"}, protected["would_change_it"])

    def test_f_a_removal_takes_an_analyst_a_reviewer_and_an_approver(self):
        proposed = self.answer(*self.here("decide", "propose", minute=10), *self.facts(), "--up-to",
                               "suspend", "--by", "ana", "--reason", "two families")
        self.assertEqual({one["draft"]["subject"]["id"] for one in proposed["decisions"]},
                         set(self.members[1:]))
        left_out = {one["subject"]: one["why"] for one in proposed["left_out"]}
        self.assertIn("account.protected", left_out[self.members[0]])
        again = self.answer(*self.here("decide", "propose", minute=11), *self.facts(), "--by",
                            "ana", "--reason", "again")
        self.assertEqual(again["decisions"], [], "what stands is not proposed twice")
        network = ("--network", self.network)
        self.refused("may not review", *self.here("decide", "agree", minute=12), *network, "--by",
                     "ana")
        agreed = self.answer(*self.here("decide", "agree", minute=12), *network, "--by", "rui")
        self.assertEqual({one["state"] for one in agreed["decisions"]}, {"open"})
        self.refused("has agreed already", *self.here("decide", "agree", minute=13), *network,
                     "--by", "rui")
        self.refused("an approver", *self.here("decide", "agree", minute=13), *network, "--by",
                     "ria")
        self.refused("before the last event", *self.here("decide", "agree", minute=9), *network,
                     "--by", "apo")
        done = self.answer(*self.here("decide", "agree", minute=14), *network, "--by", "apo")
        self.assertEqual({one["state"] for one in done["decisions"]}, {"in_effect"})
        books = self.books()
        self.assertEqual(books["actions"], 2 * len(self.members[1:]), "limit reach, suspend")
        self.assertTrue(self.answer(*self.here("ledger", "verify"))["sound"])

    def decisions(self, *arguments):
        return self.answer(*self.here("decide", "list"), *arguments)["decisions"]

    def test_g_a_receipt_is_checked_by_an_outsider(self):
        decision = self.decisions()[0]["decision"]
        outside = FOLDER / "outside"
        outside.mkdir()
        receipt, record = outside / "decision.tlog-proof", outside / "record.json"
        self.done(*self.here("ledger", "receipt", decision), "--event", 0, "--out", receipt,
                  "--record", record)
        shutil.copy(self.data / "ledger.pub", outside)
        key = outside / "ledger.pub"
        told = self.answer("ledger", "check-receipt", receipt, "--key", key, "--record", record)
        self.assertTrue(told["record_holds"])
        self.assertNotIn(self.members[1], receipt.read_text(), "a receipt names nobody")
        origin, entry, made, root = root_of_receipt(receipt.read_text())
        self.assertEqual((origin, made), ("overt.example/test", root))
        kept = json.loads(record.read_text())
        committed = hashlib.sha256(bytes.fromhex(kept["salt"]) + kept["record"].encode())
        self.assertEqual(entry["commitment"], committed.hexdigest())
        self.assertEqual(json.loads(kept["record"])["said"]["by"], "ana")
        forged = outside / "forged.tlog-proof"
        index = next(line for line in receipt.read_text().split("\n") if line.startswith("index "))
        forged.write_text(receipt.read_text().replace(index, f"index {int(index[6:]) + 1}"))
        self.answer("ledger", "check-receipt", forged, "--key", key, code=3)
        other = FOLDER / "other"
        self.done("ledger", "init", "--data", other, "--origin", "overt.example/test")
        self.answer("ledger", "check-receipt", receipt, "--key", other / "ledger.pub", code=3)
        record.write_text(record.read_text().replace("two families", "no family"))
        self.answer("ledger", "check-receipt", receipt, "--key", key, "--record", record, code=3)
        self.refused("no decision 'nothing'", *self.here("ledger", "receipt", "nothing"), "--out",
                     receipt)

    def test_h_an_appeal_is_heard_by_somebody_else_and_reverses(self):
        decision = self.decisions()[0]["decision"]
        self.done(*self.here("decide", "appeal", decision, minute=20), "--reason", "I am a person")
        for partial in ("ana", "rui", "apo"):
            result = overt(*self.here("decide", "hear", decision, "reverse", minute=21), "--by",
                           partial, "--reason", "r")
            self.assertNotEqual(result.returncode, 0, partial)
        heard = self.answer(*self.here("decide", "hear", decision, "reverse", minute=22), "--by",
                            "ria", "--reason", "they are right")
        self.assertEqual(heard["decisions"][0]["state"], "undone")
        self.books()

    def test_i_all_of_it_is_taken_back_and_the_ledger_only_grew(self):
        before, after, proof = FOLDER / "before.note", FOLDER / "after.note", FOLDER / "grown"
        self.done(*self.here("ledger", "checkpoint"), "--out", before)
        network = ("--network", self.network)
        self.refused("needs an approver", *self.here("undo", minute=30), *network, "--by", "rui",
                     "--reason", "r")
        undone = self.answer(*self.here("undo", minute=30), *network, "--by", "apo", "--reason",
                             "a fan club")
        self.assertEqual(len(undone["decisions"]), len(self.members) - 2)
        self.refused("no effective decision", *self.here("undo", minute=31), *network, "--by",
                     "apo", "--reason", "again")
        self.assertEqual({one["state"] for one in self.decisions()}, {"undone"})
        self.done(*self.here("ledger", "checkpoint"), "--out", after)
        self.done(*self.here("ledger", "consistency", before, after), "--out", proof)
        key = ("--key", self.data / "ledger.pub")
        self.done("ledger", "consistency", before, after, "--proof", proof, *key)
        self.refused("older comes first", "ledger", "consistency", after, before, "--proof", proof,
                     *key)
        proof.write_text("\n".join(reversed(proof.read_text().split())) + "\n")
        self.answer("ledger", "consistency", before, after, "--proof", proof, *key, code=3)
        books = self.books()
        self.assertEqual(books["actions"], 4 * (len(self.members) - 1), "each, and its undoing")

    def test_ia_a_labelled_outlet_is_decided_on_by_its_facts(self):
        facts = FOLDER / "facts.ndjson"
        facts.write_text(json.dumps({
            "subject": "account", "id": "clipper:news_desk",
            "facts": {"label.values": ["state-affiliated"], "label.current_affairs_abroad": "yes",
                      "account.protected": True}}) + "\n")
        media = ROOT / "policies" / "state-affiliated-media.yaml"
        about = ("--facts", facts, "--policy", media)
        self.refused("says nothing of", *self.here("decide", "propose", minute=32), *about,
                     "--subject", "account:nobody", "--by", "ana", "--reason", "r")
        made = self.answer(*self.here("decide", "propose", minute=32), *about, "--subject",
                           "account:clipper:news_desk", "--by", "ana", "--reason", "a label")
        decision = made["decisions"][0]
        self.assertEqual(decision["draft"]["clause"], "abroad-on-current-affairs")
        evidence = "facts " + hashlib.sha256(facts.read_bytes()).hexdigest()
        self.assertEqual(decision["draft"]["evidence"], evidence)
        done = self.answer(*self.here("decide", "agree", decision["decision"], minute=33), "--by",
                           "rui")
        self.assertEqual(done["decisions"][0]["state"], "in_effect", "no removal: one is enough")
        self.assertIn("no notices.yaml", self.done(*self.here("notices", "show",
                                                              decision["decision"])))
        template = self.done("notices", "settings", "--data", self.data)
        (self.data / "notices.yaml").write_text(template)
        notice = self.done(*self.here("notices", "show", decision["decision"]))
        self.assertIn("preview", notice)
        self.assertIn("a label is shown (state-affiliated)", notice)
        self.assertIn("https://clipper.example/appeals/{appeal-token}", notice)
        self.done(*self.here("undo", decision["decision"], minute=34), "--by", "apo", "--reason",
                  "an example")
        books = self.books()
        self.assertEqual(books["actions"], 4 * (len(self.members) - 1), "in shadow mode, none")

    def tampered(self, sql):
        copy = FOLDER / "tampered"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.data, copy)
        with sqlite3.connect(copy / "decisions.db") as database:
            changed = database.execute(sql)
            self.assertEqual(changed.rowcount, 1, sql)
        database.close()
        return copy

    def test_j_what_was_changed_by_hand_is_named(self):
        decision = self.decisions()[0]["decision"]
        copy = self.tampered("UPDATE line SET entry = replace(entry, 'commitment', 'promise') "
                             f"WHERE decision = '{decision}' AND event = 1")
        found = self.answer("ledger", "verify", "--data", copy, code=3)
        self.assertFalse(found["sound"])
        self.assertIn(decision, [one["decision"] for one in found["mismatches"]])
        self.assertIn("is not the one that was logged", found["mismatches"][0]["what"])
        copy = self.tampered("UPDATE line SET record = replace(record, 'two families', 'one') "
                             f"WHERE decision = '{decision}' AND event = 0")
        found = self.answer("ledger", "verify", "--data", copy, code=3)
        self.assertIn("does not commit to its record", found["mismatches"][0]["what"])
        copy = self.tampered("UPDATE action SET said = replace(said, 'suspend', 'label') WHERE "
                             f"decision = '{decision}' AND said LIKE '%suspend%undo\":false%'")
        found = self.answer("reconcile", "--data", copy, code=3)
        self.assertEqual([one["decision"] for one in found["mismatches"]], [decision])
        self.assertIn("suspend", found["mismatches"][0]["what"])
        self.assertIn(decision, overt("reconcile", "--data", copy).stdout)

    def test_k_a_key_that_is_missing_or_read_by_others_signs_nothing(self):
        key = self.data / "ledger.key"
        os.chmod(key, 0o644)
        self.refused("chmod 600", *self.here("decide", "appeal", "x"), "--reason", "r")
        os.chmod(key, 0o600)
        key.rename(self.data / "away")
        self.refused("ledger.key is not there", *self.here("decide", "appeal", "x"), "--reason",
                     "r")
        self.done(*self.here("ledger", "verify"))
        self.done(*self.here("decide", "list"))
        self.refused("keeps its key", *self.here("ledger", "init"))
        (self.data / "away").rename(key)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    OVERT = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as temporary:
        FOLDER = Path(sys.argv[2] if len(sys.argv) > 2 else temporary).resolve()
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        unittest.main(argv=sys.argv[:1])
