#!/usr/bin/env python3
"""Somebody is told what was decided about them, and objects, with the real program: the notice
arrives at a webhook that verifies it, its link is opened at a real server, a third person hears the
objection, what was done is taken back, and the books agree.

usage: telling.py OVERT [FOLDER]     FOLDER keeps what was made
"""

import html.parser
import http.client
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
from pathlib import Path

import carrying_out
from carrying_out import SECRET, OnPostgres, Receiver
from postgres_server import installed

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "policies" / "covert-influence.yaml"
OVERT = ""
FOLDER = Path()
SETTINGS = """platform: Clipper
appeals: {}
out_of_court:
  en: You can turn to the Board of Appeal, board.example, out of court.
  fr: Vous pouvez saisir la Commission, commission.example, hors tribunal.
  ru: Вы можете обратиться в комиссию, kommissiya.example, вне суда.
judicial:
  en: You can go to the courts at any time.
  fr: Vous pouvez à tout moment saisir les tribunaux.
  ru: Вы в любое время можете обратиться в суд.
"""


class Page(html.parser.HTMLParser):
    """What a reader without script meets: the language, the forms, the words."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def ask(url, method="GET", body=None, headers=None):
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    connection.request(method, parts.path, body, headers or {})
    answer = connection.getresponse()
    answer.text = answer.read().decode()
    connection.close()
    return answer


class Server:
    def __init__(self, data):
        self.log = data / "access.log"
        self.process = subprocess.Popen(
            [OVERT, "serve", "--data", str(data), "--listen", "127.0.0.1:0", "--access-log",
             str(self.log)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        line = ""
        while "http://" not in line:
            line = self.process.stdout.readline()
            assert line, "the server did not come up"
        self.url = re.search(r"http://[0-9.:]+", line).group(0)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stdout.close()


class Telling(unittest.TestCase):
    def setUp(self):
        self.data = FOLDER / self.id()
        self.data.mkdir()
        self.done("ledger", "init", "--origin", "overt.example/test", *self.kept_in())
        self.done("people", "add", "root", "--roles", "admin")
        for person, role in (("ana", "analyst"), ("rui", "reviewer"), ("ria", "reviewer"),
                             ("apo", "approver")):
            self.done("people", "add", person, "--roles", role, "--by", "root")
        self.live = self.data / "live.yaml"
        self.live.write_text(POLICY.read_text().replace("mode: shadow", "mode: live"))
        self.secret = self.data / "secret"
        self.secret.write_text(SECRET + "\n")
        self.secret.chmod(0o600)
        self.receiver = Receiver(self.data / "log")
        self.addCleanup(self.receiver.stop)
        self.server = Server(self.data)
        self.addCleanup(self.server.stop)

    def kept_in(self):
        """Options that say where decisions are kept."""
        return ()

    def run_here(self, *arguments):
        return subprocess.run([OVERT, *map(str, arguments), "--data", str(self.data)],
                              capture_output=True, text=True, timeout=120)

    def done(self, *arguments):
        result = self.run_here(*arguments)
        self.assertEqual(result.returncode, 0, f"{arguments}: {result.stderr}{result.stdout}")
        return result.stdout

    def answer(self, *arguments, code=0):
        result = self.run_here(*arguments, "--json")
        self.assertEqual(result.returncode, code, f"{arguments}: {result.stderr}{result.stdout}")
        return json.loads(result.stdout.splitlines()[-1])

    def refused(self, fragment, *arguments):
        result = self.run_here(*arguments)
        self.assertNotEqual(result.returncode, 0, arguments)
        self.assertIn(fragment, result.stderr, arguments)

    def settle(self):
        (self.data / "notices.yaml").write_text(SETTINGS.format(self.server.url))

    def decide(self, account="clipper:creator", policy=None, lang="fr"):
        """A creator who was paid without knowing by whom is asked; the decision."""
        facts = self.data / "facts.ndjson"
        facts.write_text(json.dumps({"subject": "account", "id": account, "lang": lang,
                                     "facts": {"attribution.role": "paid-unwitting"}}) + "\n")
        made = self.answer("decide", "propose", "--facts", facts, "--subject",
                           f"account:{account}", "--policy", policy or self.live, "--by", "ana",
                           "--reason", "words for colleagues")["decisions"][0]["decision"]
        self.done("decide", "agree", made, "--by", "rui")
        return made

    def deliver(self, code=0):
        return self.answer("deliver", "--allow-private", "--secret-file", self.secret, "--sink",
                           self.receiver.url("/ok"), code=code)

    def messages(self):
        """What arrived, signed, and was done."""
        return [json.loads(one["body"]) for one in self.receiver.requests()
                if one["signed"] and one["done"]]

    def books(self, code=0):
        self.done("ledger", "verify")
        found = self.answer("reconcile", code=code)
        self.assertEqual((found["mismatches"], found["sound"]), ([], code == 0))
        return found

    def as_browser(self, link, statement):
        """A form's POST, as a browser sends it from the page itself."""
        return ask(link, "POST", urllib.parse.urlencode({"statement": statement}),
                   {"Content-Type": "application/x-www-form-urlencoded",
                    "Origin": self.server.url, "Sec-Fetch-Site": "same-origin"})

    def test_a_creator_is_told_objects_and_is_right(self):
        self.settle()
        decision = self.decide()
        self.assertEqual(self.deliver()["taken"], 2)
        asked, told = self.messages()
        self.assertEqual((asked["type"], told["type"]), ("action.requested", "notice.issued"))
        notice = told["data"]
        self.assertEqual((notice["account"], notice["language"]["of"], notice["deceived"]),
                         ("clipper:creator", "fr", True))
        for part in ("Rien ne vous est reproché", "ne vous reprochons rien", "deceived-creator",
                     "Des moyens automatisés", "par des personnes", "commission.example",
                     "saisir les tribunaux", "Où : partout", decision):
            self.assertIn(part, notice["text"])
        self.assertNotIn("words for colleagues", json.dumps(told))
        self.assertIn("rôle du compte dans l'opération : payé sans savoir par qui",
                      notice["text"])
        self.assertNotIn("attribution.role", notice["text"])
        self.assertEqual(notice["facts"]["asked_for"], {"attribution.role": "paid-unwitting"})
        self.assertEqual(notice["ground"]["policy"], "covert-influence")
        self.assertEqual(notice["automated"], {"detection": True, "decision": False})
        link = notice["redress"]["appeal"]
        self.assertTrue(link.startswith(self.server.url + "/appeals/"))
        self.assertIn(link, notice["text"])

        answer = ask(link)
        self.assertEqual(answer.status, 200)
        page = Page(answer.text)
        self.assertEqual(page.all("html"), [{"lang": "fr", "dir": "ltr"}])
        self.assertEqual(page.all("script"), [])
        self.assertEqual([one["for"] for one in page.all("label")],
                         [one["id"] for one in page.all("textarea")])
        self.assertEqual(page.all("form")[0]["method"], "post")
        self.assertIn("Vous pouvez contester jusqu'au", page.text)
        self.assertIn("Rien ne vous est reproché", page.text)
        self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
        self.assertEqual(answer.headers["Referrer-Policy"], "same-origin")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")

        self.assertEqual(self.as_browser(link, "  ").status, 422)
        foreign = ask(link, "POST", "statement=x", {"Origin": "https://evil.example"})
        self.assertEqual(foreign.status, 403)
        sent = self.as_browser(link, "Je ne savais rien.\nVraiment, да.")
        self.assertEqual(sent.status, 201)
        self.assertIn("a été reçue", Page(sent.text).text)
        again = self.as_browser(link, "encore")
        self.assertEqual(again.status, 409)
        self.assertIn("déjà contesté", Page(again.text).text)
        self.assertEqual(Page(ask(link).text).all("form"), [])

        shown = self.answer("decide", "show", decision)["decisions"][0]
        self.assertEqual(shown["state"], "appealed")
        self.assertEqual(shown["events"][-1]["reason"], "Je ne savais rien.\nVraiment, да.")
        hear = ("decide", "hear", decision, "reverse", "--reason", "Il a été trompé.", "--by")
        self.refused("had a part in the decision", *hear, "rui")
        self.done(*hear, "ria")
        self.assertEqual(self.deliver()["taken"], 2)
        undone, outcome = self.messages()[2:]
        self.assertEqual((undone["type"], outcome["type"]), ("action.undone", "notice.issued"))
        self.assertEqual(outcome["data"]["cause"], "reversed")
        self.assertIn("Il a été trompé.", outcome["data"]["text"])
        final = ask(link)
        self.assertEqual(final.status, 200)
        self.assertIn("Elle est annulée", Page(final.text).text)
        self.assertIn("Il a été trompé.", Page(final.text).text)

        books = self.books()
        self.assertEqual((books["actions"], books["notices"], books["notices_blocked"]),
                         (2, 2, []))
        clause = self.answer("notices", "precision", "--policy", "covert-influence")["clauses"][0]
        self.assertEqual((clause["decided"], clause["appealed"], clause["overturned"]), (1, 1, 1))
        self.assertEqual(clause["stood_of_heard"]["share"], 0)
        token = link.rsplit("/", 1)[1]
        self.assertNotIn(token, self.server.log.read_text(), "a link is a secret")
        for name in ("decisions.db", "decisions.db-wal"):
            path = self.data / name
            if path.exists():
                self.assertNotIn(token.encode(), path.read_bytes(), "the store has no link")
        self.assertEqual((self.data / "appeals.key").stat().st_mode & 0o777, 0o600)

    def decide_on_network(self, network, accounts):
        facts = self.data / "network.ndjson"
        facts.write_text(json.dumps({
            "subject": "network", "id": network, "accounts": accounts, "lang": "en",
            "facts": {"finding.status": "confirmed", "finding.explanation": "undisclosed",
                      "finding.families": 3, "finding.tier": "review"}}) + "\n")
        made = self.answer("decide", "propose", "--facts", facts, "--subject",
                           f"network:{network}", "--policy", self.live, "--up-to",
                           "suspend", "--by", "ana", "--reason", "r")["decisions"][0]
        for person in ("rui", "apo"):
            self.done("decide", "agree", made["decision"], "--by", person)
        return made["decision"]

    def test_one_account_of_a_network_is_right_and_the_others_stay(self):
        self.settle()
        accounts = [f"clipper:n-{letter}" for letter in "abc"]
        decision = self.decide_on_network("n7", accounts)
        self.deliver()
        done = [one["data"]["action"] for one in self.messages()
                if one["type"] == "action.requested"]
        links = {one["data"]["account"]: one["data"]["redress"]["appeal"]
                 for one in self.messages() if one["type"] == "notice.issued"}
        self.assertEqual(sorted(links), accounts)
        text = self.messages()[-1]["data"]["text"]
        self.assertIn("- independent kinds of evidence that hold: 3", text)
        self.assertNotRegex(text, r"\b(finding|account|attribution)\.[a-z]")
        self.assertEqual(self.as_browser(links[accounts[0]], "I am a fan.").status, 201)
        # The second wrote a letter; whose it was is said.
        appeal = ("decide", "appeal", decision, "--reason", "a letter came")
        self.refused("does not fall on", *appeal, "--account", "clipper:n-z")
        self.done(*appeal, "--account", accounts[1])
        shown = self.answer("decide", "show", decision)["decisions"][0]
        self.assertEqual([one["account"] for one in shown["open_appeals"]], accounts[:2])
        self.assertEqual((shown["accounts_held"], shown["divisible"]), (3, True))
        preview = self.done("decide", "show", decision)
        self.assertIn("would take back for clipper:n-a, clipper:n-b: ", preview)
        self.assertIn("would take back for all 3 accounts: ", preview)
        before = len(self.messages())
        hear = ("decide", "hear", decision, "--by", "ria", "--reason")
        self.done(*hear, "It is a member.", "uphold", "--account", accounts[1])
        self.done(*hear, "It is a fan.", "reverse")
        shown = self.answer("decide", "show", decision)["decisions"][0]
        self.assertEqual((shown["state"], shown["accounts_held"]), ("in_effect", 2))
        self.deliver()
        said = self.messages()[before:]
        undone = [one["data"]["action"] for one in said if one["type"] == "action.undone"]
        self.assertEqual([one["step"] for one in undone],
                         [one["step"] for one in reversed(done)])
        self.assertEqual({(one["subject"]["kind"], one["subject"]["id"]) for one in undone},
                         {("account", accounts[0])})
        told = {one["data"]["account"]: one["data"] for one in said
                if one["type"] == "notice.issued"}
        self.assertEqual({account: one["cause"] for account, one in told.items()},
                         {accounts[0]: "reversed", accounts[1]: "stands"})
        self.assertIn("For your account it is reversed", told[accounts[0]]["text"])
        self.assertEqual(told[accounts[0]]["for"], "this_account")
        page = Page(ask(links[accounts[0]]).text)
        self.assertIn("For your account it is reversed", page.text)
        self.assertIn("It is a fan.", page.text)
        self.assertIn("You can object until", Page(ask(links[accounts[2]]).text).text)
        self.books()
        clause = self.answer("notices", "precision", "--policy", "covert-influence")["clauses"][0]
        self.assertEqual((clause["heard"], clause["overturned"], clause["overturned_in_part"]),
                         (1, 1, 1))
        # The rest is undone: for the two others, and for nobody twice.
        before = len(self.messages())
        self.done("undo", decision, "--by", "apo", "--reason", "the run was wrong")
        self.deliver()
        said = self.messages()[before:]
        undone = [one["data"]["action"]["subject"]["id"] for one in said
                  if one["type"] == "action.undone"]
        self.assertEqual(sorted(set(undone)), accounts[1:])
        self.assertEqual(len(undone), 2 * len(done))
        self.assertEqual(sorted(one["data"]["account"] for one in said
                                if one["type"] == "notice.issued"), accounts[1:])
        self.books()

    def test_links_that_are_none_are_answered_with_a_page(self):
        self.settle()
        decision = self.decide()
        self.deliver()
        link = self.answer("notices", "link", decision, "--by", "ana")["links"][0]["url"]
        self.assertEqual(link, self.messages()[1]["data"]["redress"]["appeal"])
        forged = link[:-2] + ("AA" if link[-2:] != "AA" else "BB")
        changed = link[:-60] + ("A" if link[-60] != "A" else "B") + link[-59:]
        for bad, status in ((forged, (403, 404)), (changed, (403,)), (link[:-7], (404,)),
                            (self.server.url + "/appeals/x", (404,))):
            for answer in (ask(bad, headers={"Accept-Language": "ru"}),
                           self.as_browser(bad, "нет")):
                self.assertIn(answer.status, status, bad)
                self.assertEqual(answer.headers["Content-Type"], "text/html; charset=utf-8")
            page = Page(ask(bad, headers={"Accept-Language": "ru"}).text)
            self.assertEqual(page.all("html")[0]["lang"], "ru")
            self.assertIn("Эта ссылка недействительна", page.text)
        statuses = [self.as_browser(link, " ").status for _ in range(12)]
        self.assertEqual(statuses[0], 422)
        self.assertEqual(statuses[-1], 429, "not as often as one likes")
        self.assertEqual(self.answer("decide", "show", decision)["decisions"][0]["state"],
                         "in_effect")

    def test_what_lacks_a_part_is_blocked_says_why_and_goes_out_once_mended(self):
        decision = self.decide()
        told = self.deliver()
        self.assertEqual((told["taken"], told["notices_blocked"]), (1, 1))
        books = self.books(code=3)
        self.assertEqual(books["notices"], 0)
        self.assertIn("notices.yaml", books["notices_blocked"][0]["what"])
        blocked = self.answer("notices", "list", "--state", "blocked", code=3)["notices"]
        self.assertEqual([one["decision"] for one in blocked], [decision])
        (self.data / "notices.yaml").write_text("platform: Clipper\n")
        self.answer("notices", "retry", "--by", "apo")
        self.assertIn("'appeals' is missing",
                      self.answer("notices", "list", code=3)["notices"][0]["blocked"])
        self.refused("may not", "notices", "retry", "--by", "ana")
        self.settle()
        self.assertEqual(self.answer("notices", "retry", "--by", "apo")["queued"], 1)
        self.assertEqual(self.deliver()["taken"], 1)
        self.assertEqual([one["type"] for one in self.messages()],
                         ["action.requested", "notice.issued"])
        self.assertEqual(self.books()["notices_blocked"], [])

    def test_shadow_and_dry_run_show_and_send_nothing(self):
        self.settle()
        for mode in ("shadow", "dry_run"):
            policy = self.data / f"{mode}.yaml"
            policy.write_text(POLICY.read_text().replace("mode: shadow", f"mode: {mode}"))
            decision = self.decide(f"clipper:{mode}", policy)
            shown = self.answer("notices", "show", decision)["notices"][0]
            self.assertEqual(shown["standing"], "preview")
            self.assertIn("/appeals/{appeal-token}", shown["notice"]["text"])
        self.assertEqual(self.deliver()["taken"], 0)
        self.assertEqual(self.books()["notices"], 0)

    def test_a_russian_account_is_told_in_russian(self):
        self.settle()
        self.decide("clipper:kolya", lang="ru")
        self.deliver()
        notice = self.messages()[-1]["data"]
        self.assertEqual((notice["language"]["of"], notice["language"]["passed_over"]), ("ru", []))
        for part in ("Вас ни в чём не обвиняют", "Почему", "kommissiya.example",
                     "роль аккаунта в операции: за плату, не зная, от кого"):
            self.assertIn(part, notice["text"])
        self.assertNotIn("You are not accused", notice["text"])
        page = Page(ask(notice["redress"]["appeal"]).text)
        self.assertEqual(page.all("html"), [{"lang": "ru", "dir": "ltr"}])
        self.books()

    def test_a_sink_without_notices_leaves_them_to_another(self):
        self.settle()
        self.done("labeler", "init", "--did", "did:web:labels.example")
        policy = self.data / "label.yaml"
        policy.write_text((ROOT / "policies" / "state-affiliated-media.yaml").read_text()
                          .replace("mode: shadow", "mode: live"))
        account = "atproto:did:plc:ewvi7nxzyoun6zhxrhs64oiz"
        facts = self.data / "facts.ndjson"
        facts.write_text(json.dumps({
            "subject": "account", "id": account,
            "facts": {"label.values": ["state-affiliated"],
                      "label.current_affairs_abroad": "no"}}) + "\n")
        made = self.answer("decide", "propose", "--facts", facts, "--subject",
                           f"account:{account}", "--policy", policy, "--up-to", "label", "--by",
                           "ana", "--reason", "r")["decisions"][0]["decision"]
        self.done("decide", "agree", made, "--by", "rui")
        first = self.answer("deliver", "--sink", "labeler")
        self.assertEqual((first["taken"], first["notices_waiting"]), (1, 1))
        self.refused("--notices-secret-file", "deliver", "--sink", "labeler", "--notices",
                     self.receiver.url("/ok"))
        told = self.answer("deliver", "--sink", "labeler", "--notices",
                           f"file:{self.data / 'notices.ndjson'}")
        self.assertEqual((told["taken"], told["notices_waiting"]), (1, 0))
        line = json.loads((self.data / "notices.ndjson").read_text())
        self.assertEqual(line["message"]["data"]["account"], account)
        self.books()


@unittest.skipUnless(installed(), "PostgreSQL 15 is not installed")
class TellingOnPostgres(OnPostgres, Telling):
    """The same, with decisions in a PostgreSQL database of a server of its own."""


if __name__ == "__main__":
    OVERT = carrying_out.OVERT = str(Path(sys.argv[1]).resolve())
    FOLDER = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp()).resolve()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    unittest.main(argv=sys.argv[:1])
