#!/usr/bin/env python3
"""Who somebody is, with the real program: at the command line, at the server by password and by
token, and through a real OpenID provider (npm's oidc-provider); and what attackers get.

usage: access.py OVERT [FOLDER]     FOLDER keeps what was made
"""

import http.client
import json
import os
import pty
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "third_party" / "oidc"
OVERT = ""
FOLDER = Path()
PASSWORD = "four words do well"
CLIENT_SECRET = "of the test & its %"


def overt(*arguments, stdin=None, env=None):
    environment = {k: v for k, v in os.environ.items() if k != "OVERT_TOKEN"} | (env or {})
    return subprocess.run([OVERT, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120, input=stdin, env=environment, start_new_session=True)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Browser:
    """Keeps cookies as a browser does, by host and port, and follows nothing by itself."""

    def __init__(self):
        self.cookies = {}
        self.set_cookies = []

    def ask(self, url, method="GET", body=None, headers=None, cookies=True):
        parts = urllib.parse.urlsplit(url)
        place = parts.netloc
        sent = dict(headers or {})
        jar = self.cookies.setdefault(place, {})
        if cookies and jar:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        if isinstance(body, dict):
            sent.setdefault("Content-Type", "application/json")
            body = json.dumps(body)
        connection = http.client.HTTPConnection(place, timeout=60)
        connection.request(method, parts.path + ("?" + parts.query if parts.query else ""), body,
                           sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        self.set_cookies = answer.headers.get_all("Set-Cookie") or []
        for line in self.set_cookies:
            name, _, value = line.split(";")[0].partition("=")
            if value and "max-age=0" not in line.lower() and "1970" not in line:
                jar[name] = value
            else:
                jar.pop(name, None)
        connection.close()
        answer.text = text
        answer.json = lambda: json.loads(text)
        return answer


class Process:
    def __init__(self, *words, ready):
        self.process = subprocess.Popen(list(map(str, words)), stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)
        self.line = ""
        while ready not in self.line:
            self.line = self.process.stdout.readline()
            assert self.line, f"{words[0]} did not come up"

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stdout.close()


class Server(Process):
    def __init__(self, data):
        super().__init__(OVERT, "serve", "--data", data, "--listen", "127.0.0.1:0", ready="http://")
        self.url = re.search(r"http://[0-9.:]+", self.line).group(0)


class AccessTest(unittest.TestCase):
    def setUp(self):
        self.data = FOLDER / self.id().rsplit(".", 1)[1]
        self.done("ledger", "init", "--origin", "example.org/ledger")
        self.done("people", "add", "root", "--roles", "admin")
        self.done("people", "add", "ana", "--roles", "analyst", "--by", "root")
        self.done("people", "password", "ana", "--by", "root", "--stdin", stdin=PASSWORD + "\n")

    def done(self, *arguments, **more):
        made = overt(*arguments, "--data", self.data, **more)
        self.assertEqual(made.returncode, 0, made.stderr)
        return made.stdout

    def refused(self, words, *arguments, **more):
        made = overt(*arguments, "--data", self.data, **more)
        self.assertNotEqual(made.returncode, 0, made.stdout)
        self.assertIn(words, made.stderr)
        return made.stderr

    def secret(self, text):
        path = self.data / f"secret{len(list(self.data.glob('secret*')))}"
        path.touch(mode=0o600)
        path.write_text(text + "\n")
        return path

    def serve(self):
        server = Server(self.data)
        self.addCleanup(server.stop)
        return server

    def sign_in(self, server, person="ana", password=PASSWORD):
        browser = Browser()
        answer = browser.ask(server.url + "/v1/session", "POST",
                             {"person": person, "password": password})
        self.assertEqual(answer.status, 200, answer.text)
        return browser, answer.json()

    # The command line.

    def test_at_the_command_line_a_credential_must_be_shown_once_there_is_one(self):
        case = ("cases", "note", "none", "--text", "x", "--by", "ana")
        self.refused("no terminal", *case)
        wrong = self.secret("wrong words")
        self.refused("not the password of ana", *case, "--password-file", wrong)
        self.refused("there is no case", *case, "--password-file", self.secret(PASSWORD))
        open_to_all = self.secret(PASSWORD)
        open_to_all.chmod(0o644)
        self.refused("chmod 600", *case, "--password-file", open_to_all)

        made = json.loads(self.done("people", "token", "create", "ana", "--scope", "read",
                                    "--password-file", self.secret(PASSWORD), "--json"))
        self.assertRegex(made["secret"], r"^ovt_[0-9a-f]{16}_[0-9a-f]{64}$")
        read_only = {"OVERT_TOKEN": made["secret"]}
        self.refused("with this token", *case, env=read_only)
        self.refused("the token is ana's", "people", "add", "eve", "--roles", "viewer", "--by",
                     "root", env=read_only)
        wide = json.loads(self.done("people", "token", "create", "ana", "--scope",
                                    "read,work_on_cases", "--password-file",
                                    self.secret(PASSWORD), "--json"))
        self.refused("there is no case", *case, env={"OVERT_TOKEN": wide["secret"]})
        self.refused("there is no case", *case, "--token-file", self.secret(wide["secret"]))
        self.assertNotIn(wide["secret"], self.done("people", "token", "list"))
        self.done("people", "token", "revoke", wide["id"], "--by", "root")
        self.refused("was revoked", *case, env={"OVERT_TOKEN": wide["secret"]})
        self.done("ledger", "verify")
        self.done("reconcile")

    def test_a_password_is_typed_twice_at_a_terminal_and_not_shown(self):
        words = [OVERT, "people", "password", "root", "--data", str(self.data)]
        for typed, expected in (([PASSWORD, "other words, these"], "not the same"),
                                ([PASSWORD, PASSWORD], "root has a new password")):
            child, terminal = pty.fork()
            if child == 0:
                os.execv(OVERT, words)
            seen = b""
            for line, prompt in zip(typed, (b"New password of root: ", b"Once more: ")):
                while prompt not in seen:
                    seen += os.read(terminal, 1000)
                time.sleep(0.1)
                os.write(terminal, line.encode() + b"\n")
            while True:
                try:
                    piece = os.read(terminal, 1000)
                except OSError:
                    break
                if not piece:
                    break
                seen += piece
            os.waitpid(child, 0)
            os.close(terminal)
            self.assertIn(expected, seen.decode())
            self.assertNotIn(PASSWORD, seen.decode())

    def test_what_was_changed_past_the_ledger_is_named(self):
        self.done("reconcile")
        with sqlite3.connect(self.data / "decisions.db") as database:
            database.execute("UPDATE person SET roles = 'approver' WHERE id = 'ana'")
            database.execute("UPDATE login SET hash = '$argon2id$mine'")
        found = overt("reconcile", "--data", self.data)
        self.assertEqual(found.returncode, 3)
        self.assertIn("person ana is not what the ledger says", found.stdout)
        self.assertIn("password ana is not what the ledger says", found.stdout)

    def test_secrets_are_nowhere_in_the_data(self):
        made = json.loads(self.done("people", "token", "create", "ana", "--password-file",
                                    self.secret(PASSWORD), "--json"))
        server = self.serve()
        browser, session = self.sign_in(server)
        cookie = next(iter(browser.cookies.values()))["__Host-overt"]
        kept = b"".join(path.read_bytes() for path in self.data.iterdir()
                        if path.is_file() and not path.name.startswith("secret"))
        for secret in (PASSWORD, made["secret"][21:], cookie, session["csrf"]):
            self.assertNotIn(secret.encode(), kept)

    # The server.

    def test_a_session_is_a_strict_cookie_and_needs_its_csrf_token(self):
        server = self.serve()
        url = server.url + "/v1/session"
        self.assertEqual(Browser().ask(url).status, 401)
        wrong = Browser().ask(url, "POST", {"person": "ana", "password": "x"})
        nobody = Browser().ask(url, "POST", {"person": "nobody", "password": "x"})
        self.assertEqual((wrong.status, wrong.text), (401, nobody.text))
        browser, session = self.sign_in(server)
        self.assertEqual(session["rights"], ["read", "work_on_cases"])
        self.assertEqual(session["known_by"], "password")
        flags = browser.set_cookies[0].split("; ")
        self.assertTrue(flags[0].startswith("__Host-overt="))
        for flag in ("Path=/", "HttpOnly", "Secure", "SameSite=Strict"):
            self.assertIn(flag, flags)
        self.assertNotIn("Domain", browser.set_cookies[0])
        self.assertEqual(browser.ask(url).json()["csrf"], session["csrf"])

        other, other_session = self.sign_in(server)
        for headers in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": other_session["csrf"]}):
            self.assertEqual(browser.ask(url, "DELETE", headers=headers).status, 403)
            self.assertEqual(browser.ask(url).status, 200, "and it is still open")
        right = {"X-CSRF-Token": session["csrf"]}
        cross = right | {"Origin": "https://evil.example"}
        self.assertEqual(browser.ask(url, "DELETE", headers=cross).status, 403)
        stolen = dict(browser.cookies)
        self.assertEqual(browser.ask(url, "DELETE", headers=right).status, 204)
        browser.cookies = stolen
        self.assertEqual(browser.ask(url).status, 401, "the cookie is worth nothing any more")
        self.assertEqual(other.ask(url).status, 200)

    def test_a_planted_cookie_is_never_made_a_session(self):
        server = self.serve()
        place = urllib.parse.urlsplit(server.url).netloc
        browser = Browser()
        browser.cookies[place] = {"__Host-overt": "f" * 64}
        answer = browser.ask(server.url + "/v1/session", "POST",
                             {"person": "ana", "password": PASSWORD})
        self.assertEqual(answer.status, 200)
        self.assertNotEqual(browser.cookies[place]["__Host-overt"], "f" * 64)
        first = browser.cookies[place]["__Host-overt"]
        browser.ask(server.url + "/v1/session", "POST", {"person": "ana", "password": PASSWORD})
        self.assertNotEqual(browser.cookies[place]["__Host-overt"], first)
        browser.cookies[place]["__Host-overt"] = first
        self.assertEqual(browser.ask(server.url + "/v1/session").status, 401, "the old one ended")

    def test_a_guesser_waits_and_tokens_go_on(self):
        made = json.loads(self.done("people", "token", "create", "ana", "--password-file",
                                    self.secret(PASSWORD), "--json"))
        server = self.serve()
        url = server.url + "/v1/session"
        # A slow machine may have waited before the next try: then the next wait is twice as long.
        statuses, wait = [], 0
        while wait < 3 and len(statuses) < 40:
            answer = Browser().ask(url, "POST", {"person": "ana", "password": "no"})
            statuses.append(answer.status)
            wait = int(answer.headers.get("Retry-After", 0))
        self.assertEqual(statuses[:5], [401] * 5)
        self.assertEqual(statuses[-1], 429)
        late = Browser().ask(url, "POST", {"person": "ana", "password": PASSWORD})
        self.assertEqual(late.status, 429, "the right one too")
        self.assertGreaterEqual(int(late.headers["Retry-After"]), 1)
        bearer = {"Authorization": "Bearer " + made["secret"]}
        self.assertEqual(Browser().ask(url, headers=bearer).json()["known_by"], "token")

    def test_tokens_need_no_csrf_and_have_their_scope(self):
        server = self.serve()
        browser, session = self.sign_in(server)
        right = {"X-CSRF-Token": session["csrf"]}
        wish = {"person": "ana", "label": "a script", "days": 7, "scope": ["read"]}
        self.assertEqual(browser.ask(server.url + "/v1/tokens", "POST", wish).status, 403)
        made = browser.ask(server.url + "/v1/tokens", "POST", wish, right)
        self.assertEqual(made.status, 201, made.text)
        bearer = {"Authorization": "Bearer " + made.json()["secret"]}
        mine = Browser().ask(server.url + "/v1/session", headers=bearer).json()
        self.assertEqual(mine["rights"], ["read"])
        self.assertNotIn("csrf", mine)
        again = Browser().ask(server.url + "/v1/tokens", "POST", wish, bearer)
        self.assertEqual(again.status, 403, "a token makes no other")
        self.assertEqual(browser.ask(server.url + "/v1/people", headers=right).status, 403)
        for wrong in ({"scope": ["approve"]}, {"scope": ["everything"]}, {"days": 400},
                      {"person": "root"}, {"more": "x"}):
            refused = browser.ask(server.url + "/v1/tokens", "POST", wish | wrong, right)
            self.assertIn(refused.status, (400, 403), wrong)
        gone = browser.ask(server.url + "/v1/tokens/" + made.json()["id"], "DELETE", headers=right)
        self.assertEqual(gone.status, 204)
        self.assertEqual(Browser().ask(server.url + "/v1/session", headers=bearer).status, 401)
        self.done("reconcile")

    def test_an_admin_changes_people_and_everybody_their_password(self):
        self.done("people", "password", "root", "--stdin", stdin=PASSWORD + "\n")
        server = self.serve()
        admin, session = self.sign_in(server, "root")
        right = {"X-CSRF-Token": session["csrf"]}
        people = server.url + "/v1/people"
        self.assertEqual(admin.ask(people + "/rui", "PUT", {"roles": ["reviewer"]}, right).status,
                         200)
        self.assertEqual(admin.ask(people + "/rui/password", "PUT",
                                   {"password": "other words do too"}, right).status, 204)
        rui, session = self.sign_in(server, "rui", "other words do too")
        mine = {"X-CSRF-Token": session["csrf"]}
        self.assertEqual(rui.ask(people, headers=mine).status, 403)
        own = server.url + "/v1/session/password"
        wrong = {"current": "no", "password": "newer words do well"}
        self.assertEqual(rui.ask(own, "PUT", wrong, mine).status, 403)
        short = {"current": "other words do too", "password": "short"}
        self.assertEqual(rui.ask(own, "PUT", short, mine).status, 400)
        good = {"current": "other words do too", "password": "newer words do well"}
        elsewhere, _ = self.sign_in(server, "rui", "other words do too")
        changed = rui.ask(own, "PUT", good, mine)
        self.assertEqual(changed.status, 200, changed.text)
        self.assertEqual(rui.ask(server.url + "/v1/session").status, 200)
        self.assertEqual(elsewhere.ask(server.url + "/v1/session").status, 401, "ended")
        self.assertEqual(admin.ask(people + "/rui", "PUT", {"roles": []}, right).status, 200)
        self.assertEqual(rui.ask(server.url + "/v1/session").status, 401, "disabled at once")
        self.done("reconcile")

    # A real OpenID provider.

    def provider(self, *words):
        port = free_port()
        process = Process("node", ROOT / "tests" / "oidc" / "provider.mjs", MODULES, port, *words,
                          ready="ready")
        self.addCleanup(process.stop)
        return f"http://127.0.0.1:{port}"

    def oidc(self, issuer, redirect, secret=CLIENT_SECRET):
        path = self.data / "oidc.yaml"
        path.touch(mode=0o600)
        path.write_text(f"issuer: {issuer}\nclient_id: overt\n"
                        + (f"client_secret: '{secret}'\n" if secret else "")
                        + f"redirect_uri: {redirect}\n")

    def link(self, issuer, *words, person="ana"):
        self.done("people", "link", person, "--issuer", issuer, *words, "--by", "root")

    def provider_login(self, browser, url, login):
        """From the provider's address to ours: signs in and agrees, as a person would."""
        for _ in range(12):
            answer = browser.ask(url)
            if answer.status in (302, 303):
                url = urllib.parse.urljoin(url, answer.headers["Location"])
                if "/v1/sign-in/oidc/callback" in url:
                    return url
                continue
            self.assertEqual(answer.status, 200, answer.text)
            action = re.search(r'action="([^"]+)"', answer.text).group(1)
            prompt = re.search(r'name="prompt" value="([^"]+)"', answer.text).group(1)
            form = urllib.parse.urlencode({"prompt": prompt, "login": login, "password": "x"})
            posted = browser.ask(urllib.parse.urljoin(url, action), "POST", form,
                                 {"Content-Type": "application/x-www-form-urlencoded"})
            url = urllib.parse.urljoin(url, posted.headers["Location"])
            if "/v1/sign-in/oidc/callback" in url:
                return url
        self.fail("the provider never sent the browser back")

    def begin(self, server, browser):
        begun = browser.ask(server.url + "/v1/sign-in/oidc/start")
        self.assertEqual(begun.status, 303, begun.text)
        return begun.headers["Location"]

    def through_provider(self, algorithm):
        # The provider knows the address that it sends browsers back to; the path is what counts.
        redirect = "http://127.0.0.1:9/v1/sign-in/oidc/callback"
        issuer = self.provider("good", "overt", redirect, algorithm)
        self.oidc(issuer, redirect)
        server = self.serve()
        self.link(issuer, "--subject", "ana7")
        self.done("people", "add", "rui", "--roles", "reviewer", "--by", "root")
        self.link(issuer, "--email", "rui@example.org", person="rui")

        def come_back(browser, login):
            url = self.provider_login(browser, self.begin(server, browser), login)
            parts = urllib.parse.urlsplit(url)
            return server.url + parts.path + "?" + parts.query

        self.assertEqual(Browser().ask(server.url + "/v1/sign-in").json(),
                         {"password": True, "provider": issuer})
        browser = Browser()
        back = come_back(browser, "ana7")
        thief = Browser()
        self.assertEqual(thief.ask(back).status, 403, "another browser's answer")
        home = browser.ask(back)
        self.assertEqual((home.status, home.headers["Location"]), (303, "/"), home.text)
        session = browser.ask(server.url + "/v1/session").json()
        self.assertEqual((session["person"], session["known_by"]), ("ana", "single_sign_on"))
        self.assertEqual(browser.ask(back).status, 403, "the same answer twice")
        self.assertNotEqual(browser.ask(
            server.url + "/v1/session", "DELETE",
            headers={"X-CSRF-Token": session["csrf"]}).status, 403)

        by_email = Browser()
        self.assertEqual(by_email.ask(come_back(by_email, "rui")).status, 303)
        self.assertEqual(by_email.ask(server.url + "/v1/session").json()["person"], "rui")
        self.link(issuer, "--email", "unverified@example.org")
        for stranger in ("eve", "unverified"):
            nobody = Browser()
            refused = nobody.ask(come_back(nobody, stranger))
            self.assertEqual(refused.status, 403)
            self.assertIn("nobody here is", refused.text)
            self.assertEqual(nobody.ask(server.url + "/v1/session").status, 401)
        replayed = Browser()
        first = come_back(replayed, "ana7")
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(first).query)["code"][0]
        self.assertEqual(replayed.ask(first).status, 303)
        second = Browser()
        state = urllib.parse.parse_qs(
            urllib.parse.urlsplit(self.begin(server, second)).query)["state"][0]
        stolen = urllib.parse.urlencode({"code": code, "state": state, "iss": issuer})
        self.assertEqual(second.ask(f"{server.url}/v1/sign-in/oidc/callback?{stolen}").status, 403,
                         "a used code under a fresh state")

    @unittest.skipUnless((MODULES / "node_modules").exists(), "oidc-provider is not installed")
    def test_through_a_real_provider_with_rs256(self):
        self.through_provider("RS256")

    @unittest.skipUnless((MODULES / "node_modules").exists(), "oidc-provider is not installed")
    def test_through_a_real_provider_with_es256(self):
        self.through_provider("ES256")

    @unittest.skipUnless((MODULES / "node_modules").exists(), "oidc-provider is not installed")
    def test_through_a_real_provider_with_eddsa(self):
        self.through_provider("EdDSA")

    @unittest.skipUnless((MODULES / "node_modules").exists(), "oidc-provider is not installed")
    def test_a_provider_that_lies_signs_nobody_in(self):
        issuer = self.provider("evil", "overt")
        self.oidc(issuer, "http://127.0.0.1:9/v1/sign-in/oidc/callback", secret="")
        server = self.serve()
        self.link(issuer, "--subject", "7")

        def come_back(kind, **changed):
            browser = Browser()
            asked = urllib.parse.parse_qs(
                urllib.parse.urlsplit(self.begin(server, browser)).query)
            query = {"code": kind + "." + asked["nonce"][0], "state": asked["state"][0]} | changed
            return browser.ask(server.url + "/v1/sign-in/oidc/callback?"
                               + urllib.parse.urlencode(query))

        self.assertEqual(come_back("honest").status, 303)
        for kind in ("wrong-nonce", "wrong-aud", "wrong-iss", "expired", "stranger", "alg-none",
                     "hs256", "huge", "redirect", "no-such-code"):
            refused = come_back(kind)
            self.assertGreaterEqual(refused.status, 400, kind)
            self.assertNotIn("__Host-overt=", str(refused.headers), kind)
        self.assertEqual(come_back("honest", iss="https://id.example.org").status, 403)
        self.assertEqual(come_back("honest", state="f" * 64).status, 403)
        self.assertEqual(come_back("honest", state="").status, 403)
        self.assertEqual(come_back("honest", error="access_denied").status, 403)


if __name__ == "__main__":
    OVERT = os.path.abspath(sys.argv[1])
    FOLDER = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp()).resolve()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=1)
