#!/usr/bin/env python3
"""Every operation of api/openapi.yaml, asked of the real server by everybody, on a file and on
PostgreSQL: nobody gets further than what is open, who may only read changes nothing, who may
everything is answered as described, and nothing fails.

usage: every_route.py OVERT [FOLDER]     FOLDER keeps what was made
"""

import json
import re
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

from desk_server import PASSWORD, Desk
from postgres_server import OnPostgres

ROOT = Path(__file__).resolve().parents[2]
OVERT = ""
FOLDER = Path()
# Streams, which do not end by themselves.
LEFT_OUT = ("watch", "subscribeLabels")
# What a reader may send: it concerns themselves, or says what would be.
READERS = ("changeOwnPassword", "createToken", "revokeToken", "signOut", "declareInterest",
           "checkPolicy", "backtestPolicy")
# Whatever else the AT Protocol has: its word for what a server does not have is 501.
NOT_TAKEN = ("otherXrpcQuery", "otherXrpcProcedure")
RIGHTS = "read,work_on_cases,review,approve,hear_appeals,read_people,administrate"


class Operation:
    def __init__(self, method, path):
        self.method = method.upper()
        self.path = path
        self.name = ""
        self.open = False
        self.statuses = set()
        self.any_problem = False

    def address(self):
        return re.sub(r"\{\w+\}", "none", self.path)


def operations():
    """The description is regular enough to be read by its lines."""
    found = []
    path = ""
    for line in (ROOT / "api" / "openapi.yaml").read_text().splitlines():
        if line == "components:":
            break
        if match := re.match(r"^  (/\S*):$", line):
            path = match.group(1)
        elif match := re.match(r"^    (get|post|put|patch|delete):$", line):
            found.append(Operation(match.group(1), path))
        elif match := re.match(r"^      operationId: (\w+)$", line):
            found[-1].name = match.group(1)
        elif line == "      security: []":
            found[-1].open = True
        elif match := re.match(r'^        "(\d{3})":', line):
            found[-1].statuses.add(int(match.group(1)))
        elif line.startswith("        default:"):
            found[-1].any_problem = True
    return [one for one in found if one.name not in LEFT_OUT]


class EveryRoute:
    store = None

    @classmethod
    def setUpClass(cls):
        cls.desk = Desk(OVERT, FOLDER / cls.__name__, cls.store)
        cls.desk.done("people", "add", "all", "--roles",
                      "analyst,reviewer,approver,auditor,admin", "--by", "root")
        cls.desk.done("people", "password", "all", "--by", "root", "--stdin", stdin=PASSWORD + "\n")
        cls.desk.tokens["all"] = json.loads(cls.desk.done(
            "people", "token", "create", "all", "--password-file", cls.desk.data / "secret",
            "--scope", RIGHTS, "--json"))["secret"]
        cls.desk.done("labeler", "init", "--did", "did:web:labels.example.org")
        cls.operations = operations()
        cls.server = cls.desk.serve("--requests-per-second", 1000)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def ask(self, one, person):
        body = None if one.method in ("GET", "DELETE") else {}
        return self.server.ask(one.method, one.address(), body, person=person)

    def test_all_of_them_are_read(self):
        self.assertGreater(len(self.operations), 110)
        for one in self.operations:
            self.assertTrue(one.name and one.statuses, one.path)

    def test_nobody_gets_further_than_what_is_open(self):
        for one in self.operations:
            status = self.ask(one, None).status
            if one.name in ("signIn", "getSession", "signOut"):
                continue  # open, and says 401 itself
            with self.subTest(one.name):
                self.assertEqual(status == 401, not one.open, status)

    def test_who_may_only_read_changes_nothing(self):
        for one in self.operations:
            if one.method == "GET" or one.open or one.name in READERS:
                continue
            with self.subTest(one.name):
                self.assertEqual(self.ask(one, "vi").status, 403)

    def test_who_may_everything_is_answered_as_described(self):
        for one in self.operations:
            if one.name in ("signOut",):
                continue
            answer = self.ask(one, "all")
            with self.subTest(one.name):
                known = one.any_problem and 400 <= answer.status < 500
                self.assertTrue(known or answer.status in one.statuses, answer.text[:200])
                if one.name in NOT_TAKEN:
                    self.assertEqual(answer.status, 501)
                    continue
                self.assertLess(answer.status, 500, answer.text[:200])
                if answer.status >= 400 and one.path.startswith("/v1/"):
                    self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
                    self.assertTrue(answer.json()["detail"])


class EveryRouteOnAFile(EveryRoute, unittest.TestCase):
    """The store of a folder."""


class EveryRouteOnPostgres(OnPostgres, EveryRoute, unittest.TestCase):
    """The same on PostgreSQL."""


if __name__ == "__main__":
    OVERT = str(Path(sys.argv[1]).resolve())
    FOLDER = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else Path(tempfile.mkdtemp())
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
