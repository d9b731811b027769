#!/usr/bin/env python3
"""The DSA Transparency Database as far as platforms hand over statements of reasons, held to the
rules of its requests in force since 2025-07-01, and as badly behaved as it is asked to be; for the
tests.

usage: receiver.py TOKEN LOG
       receiver.py --check      reads a JSON statement a line, writes its errors as JSON a line

Prints the port it listens on, then answers until its standard input is closed. Each request becomes
a line of LOG. The path before /api says how it behaves: nothing (well), /lost (creates, and breaks
off), /hang (creates, and never answers), /error/STATUS/N (the first N requests), /limited/SECONDS
(the first request), /picky (one statement of the first batch is refused, always), /picky/N (that,
and after N requests the token holds no more), /locked/N (calls puids taken that are not, N times),
/garbage, /chaos/SEED.
"""

import datetime
import json
import random
import re
import socket
import sys
import threading
import time
import uuid

VISIBILITY = ["DECISION_VISIBILITY_" + word for word in
              "CONTENT_REMOVED CONTENT_DISABLED CONTENT_DEMOTED CONTENT_AGE_RESTRICTED "
              "CONTENT_INTERACTION_RESTRICTED CONTENT_LABELLED OTHER".split()]
MONETARY = ["DECISION_MONETARY_" + word for word in "SUSPENSION TERMINATION OTHER".split()]
PROVISION = ["DECISION_PROVISION_" + word for word in
             "PARTIAL_SUSPENSION TOTAL_SUSPENSION PARTIAL_TERMINATION TOTAL_TERMINATION".split()]
ACCOUNT = ["DECISION_ACCOUNT_SUSPENDED", "DECISION_ACCOUNT_TERMINATED"]
ILLEGAL, INCOMPATIBLE = "DECISION_GROUND_ILLEGAL_CONTENT", "DECISION_GROUND_INCOMPATIBLE_CONTENT"
CONTENT = ["CONTENT_TYPE_" + word for word in
           "APP AUDIO IMAGE PRODUCT SYNTHETIC_MEDIA TEXT VIDEO OTHER".split()]
SOURCE = ["SOURCE_ARTICLE_16", "SOURCE_TRUSTED_FLAGGER", "SOURCE_TYPE_OTHER_NOTIFICATION",
          "SOURCE_VOLUNTARY"]
AUTOMATED = ["AUTOMATED_DECISION_" + word for word in "FULLY PARTIALLY NOT_AUTOMATED".split()]
CATEGORY = ["STATEMENT_CATEGORY_" + word for word in
            "ANIMAL_WELFARE CONSUMER_INFORMATION CYBER_VIOLENCE CYBER_VIOLENCE_AGAINST_WOMEN "
            "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS ILLEGAL_OR_HARMFUL_SPEECH "
            "INTELLECTUAL_PROPERTY_INFRINGEMENTS NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS "
            "NOT_SPECIFIED_NOTICE OTHER_VIOLATION_TC PROTECTION_OF_MINORS RISK_FOR_PUBLIC_SECURITY "
            "SCAMS_AND_FRAUD SELF_HARM UNSAFE_AND_PROHIBITED_PRODUCTS VIOLENCE".split()]
KEYWORD = ["KEYWORD_" + word for word in
           "ADULT_SEXUAL_MATERIAL AGE_SPECIFIC_RESTRICTIONS AGE_SPECIFIC_RESTRICTIONS_MINORS "
           "ANIMAL_HARM BIOMETRIC_DATA_BREACH BULLYING_AGAINST_GIRLS CHILD_SEXUAL_ABUSE_MATERIAL "
           "CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE CONTENT_PROMOTING_EATING_DISORDERS "
           "COORDINATED_HARM COPYRIGHT_INFRINGEMENT CYBER_BULLYING_INTIMIDATION CYBER_HARASSMENT "
           "CYBER_HARASSMENT_AGAINST_WOMEN CYBER_INCITEMENT CYBER_STALKING "
           "CYBER_STALKING_AGAINST_WOMEN DATA_FALSIFICATION DEFAMATION DESIGN_INFRINGEMENT "
           "DISCRIMINATION FEMALE_GENDERED_DISINFORMATION GEOGRAPHIC_INDICATIONS_INFRINGEMENT "
           "GEOGRAPHICAL_REQUIREMENTS GOODS_SERVICES_NOT_PERMITTED "
           "GROOMING_SEXUAL_ENTICEMENT_MINORS HATE_SPEECH HIDDEN_ADVERTISEMENT HUMAN_EXPLOITATION "
           "HUMAN_TRAFFICKING ILLEGAL_ORGANIZATIONS IMPERSONATION_ACCOUNT_HIJACKING "
           "INAUTHENTIC_ACCOUNTS INAUTHENTIC_LISTINGS INAUTHENTIC_USER_REVIEWS "
           "INCITEMENT_AGAINST_WOMEN INCITEMENT_VIOLENCE_HATRED "
           "INSUFFICIENT_INFORMATION_ON_TRADERS LANGUAGE_REQUIREMENTS "
           "MISINFORMATION_DISINFORMATION MISLEADING_INFO_CONSUMER_RIGHTS "
           "MISLEADING_INFO_GOODS_SERVICES MISSING_PROCESSING_GROUND NON_CONSENSUAL_IMAGE_SHARING "
           "NON_CONSENSUAL_IMAGE_SHARING_AGAINST_WOMEN NON_CONSENSUAL_MATERIAL_DEEPFAKE "
           "NON_CONSENSUAL_MATERIAL_DEEPFAKE_AGAINST_WOMEN NONCOMPLIANCE_PRICING NUDITY "
           "PATENT_INFRINGEMENT PHISHING PROHIBITED_PRODUCTS PYRAMID_SCHEMES RIGHT_TO_BE_FORGOTTEN "
           "RISK_ENVIRONMENTAL_DAMAGE RISK_PUBLIC_HEALTH SELF_MUTILATION STALKING SUICIDE "
           "TERRORIST_CONTENT TRADE_SECRET_INFRINGEMENT TRADEMARK_INFRINGEMENT "
           "TRAFFICKING_WOMEN_GIRLS UNLAWFUL_SALE_ANIMALS UNSAFE_CHALLENGES UNSAFE_PRODUCTS "
           "VIOLATION_EU_LAW VIOLATION_NATIONAL_LAW OTHER".split()]
COUNTRIES = ("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE "
             "SI SK").split()
RESTRICTIONS = ("decision_visibility", "decision_monetary", "decision_provision",
                "decision_account")

# Field: (kind, words or longest, always required). Kinds: one word, a list of words, text, a day.
FIELDS = {
    "decision_visibility": ("list", VISIBILITY, False),
    "decision_visibility_other": ("text", 500, False),
    "decision_monetary": ("word", MONETARY, False),
    "decision_monetary_other": ("text", 500, False),
    "decision_provision": ("word", PROVISION, False),
    "decision_account": ("word", ACCOUNT, False),
    "account_type": ("word", ["ACCOUNT_TYPE_BUSINESS", "ACCOUNT_TYPE_PRIVATE"], False),
    "decision_ground": ("word", [ILLEGAL, INCOMPATIBLE], True),
    "decision_ground_reference_url": ("url", 500, False),
    "illegal_content_legal_ground": ("text", 500, False),
    "illegal_content_explanation": ("text", 2000, False),
    "incompatible_content_ground": ("text", 500, False),
    "incompatible_content_explanation": ("text", 2000, False),
    "incompatible_content_illegal": ("word", ["Yes", "No"], False),
    "content_type": ("list", CONTENT, True),
    "content_type_other": ("text", 500, False),
    "category": ("word", CATEGORY, True),
    "category_addition": ("list", CATEGORY, False),
    "category_specification": ("list", KEYWORD, False),
    "category_specification_other": ("text", 500, False),
    "territorial_scope": ("list", COUNTRIES, False),
    "content_language": ("language", None, False),
    "content_date": ("day", ("2000-01-01", "2038-01-01"), True),
    "application_date": ("day", ("2020-01-01", "2038-01-01"), True),
    "end_date_account_restriction": ("day", ("", "2038-01-01"), False),
    "end_date_monetary_restriction": ("day", ("", "2038-01-01"), False),
    "end_date_service_restriction": ("day", ("", "2038-01-01"), False),
    "end_date_visibility_restriction": ("day", ("", "2038-01-01"), False),
    "decision_facts": ("text", 5000, True),
    "source_type": ("word", SOURCE, True),
    "source_identity": ("text", 500, False),
    "automated_detection": ("word", ["Yes", "No"], True),
    "automated_decision": ("word", AUTOMATED, True),
    "puid": ("puid", 500, True),
}
# Required where the other field is, or holds, that word; dropped elsewhere.
CONDITIONS = {
    "decision_visibility_other": ("decision_visibility", "DECISION_VISIBILITY_OTHER"),
    "decision_monetary_other": ("decision_monetary", "DECISION_MONETARY_OTHER"),
    "content_type_other": ("content_type", "CONTENT_TYPE_OTHER"),
    "illegal_content_legal_ground": ("decision_ground", ILLEGAL),
    "illegal_content_explanation": ("decision_ground", ILLEGAL),
    "incompatible_content_ground": ("decision_ground", INCOMPATIBLE),
    "incompatible_content_explanation": ("decision_ground", INCOMPATIBLE),
}
ONLY_WITH = {"incompatible_content_illegal": ("decision_ground", INCOMPATIBLE)}


def is_day(text):
    try:
        return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None and \
            datetime.date.fromisoformat(text) is not None
    except ValueError:
        return False


def is_blank(value):
    return value is None or (isinstance(value, str) and not value.strip()) or value == []


def holds(statement, field, word):
    value = statement.get(field)
    return word in value if isinstance(value, list) else value == word


def fault_of(kind, rule, value):
    """What is wrong with a value that is there, or None."""
    if kind == "list":
        if not isinstance(value, list):
            return "must be an array."
        return None if all(one in rule for one in value) else "is invalid."
    if not isinstance(value, str):
        return "must be a string."
    if kind == "word":
        return None if value in rule else "is invalid."
    if kind == "language":
        return None if re.fullmatch(r"[A-Z]{2}", value) else "is invalid."
    if kind == "day":
        if not is_day(value):
            return "does not match the format Y-m-d."
        return None if rule[0] <= value <= rule[1] else "must be within the range."
    if len(value) > rule:
        return f"must not be greater than {rule} characters."
    if kind == "puid" and not re.fullmatch(r"[a-zA-Z0-9_-]+", value):
        return "format is invalid."
    if kind == "url" and not re.match(r"https?://[^\s/]+\.[^\s/]+", value):
        return "must be a valid URL."
    return None


def errors_of(statement):
    """By field, as the database tells them; none: it is taken."""
    if not isinstance(statement, dict):
        return {"puid": ["The puid field is required."]}
    errors = {}

    def add(field, what):
        errors.setdefault(field, []).append(f"The {field.replace('_', ' ')} {what}")

    for field, (kind, rule, required) in FIELDS.items():
        value = statement.get(field)
        condition = CONDITIONS.get(field)
        met = condition is not None and holds(statement, *condition)
        only = CONDITIONS.get(field) or ONLY_WITH.get(field)
        if only is not None and not holds(statement, *only):
            continue  # dropped
        if is_blank(value):
            if required or met:
                add(field, "field is required.")
            continue
        fault = fault_of(kind, rule, value)
        if fault:
            add(field, f"field {fault}")
    if all(is_blank(statement.get(field)) for field in RESTRICTIONS):
        for field in RESTRICTIONS:
            add(field, "field is required when none of the others are present.")
    begun = statement.get("application_date")
    for field in FIELDS:
        ended = statement.get(field)
        if field.startswith("end_date_") and isinstance(ended, str) and isinstance(begun, str) and \
                is_day(ended) and is_day(begun) and ended < begun:
            add(field, "field must be a date after or equal to application date.")
    return errors


class Database:
    def __init__(self, token, log):
        self.token, self.lock = token, threading.Lock()
        self.log = open(log, "a", encoding="utf-8")
        self.kept = {}
        self.requests = 0
        self.unloved = None

    def create(self, body, picky, locked):
        """Status and JSON by the documentation."""
        try:
            statements = json.loads(body)["statements"]
        except (ValueError, KeyError, TypeError):
            statements = None
        if not isinstance(statements, list) or not 1 <= len(statements) <= 100:
            words = "The statements field must have between 1 and 100 items."
            return 422, {"message": words, "errors": {"statements": [words]}}
        errors = {}
        for place, statement in enumerate(statements):
            found = errors_of(statement)
            if picky and self.unloved is None:
                self.unloved = statements[57 % len(statements)].get("puid")
            if picky and isinstance(statement, dict) and statement.get("puid") == self.unloved:
                found = {"category": ["The selected category is invalid."]}
            if found:
                errors[f"statement_{place}"] = found
        if errors:
            return 422, {"errors": errors}
        puids = [one["puid"] for one in statements]
        taken = [one for one in puids if puids.count(one) > 1 or one in self.kept]
        if locked:
            taken = puids[:1]
        if taken:
            words = "The platform identifier(s) are not all unique within this call."
            return 422, {"message": words,
                         "errors": {"puid": [words], "existing_puids": sorted(set(taken))}}
        told = []
        for one in statements:
            made = {**one, "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, one["puid"])),
                    "platform_name": "Clipper", "created_at": "2025-07-01 00:00:00"}
            self.kept[one["puid"]] = made
            told.append(made)
        return 201, {"statements": told}

    def handle(self, method, path, headers, body, picky=False, locked=False):
        if headers.get("authorization") != f"Bearer {self.token}":
            return 401, {"message": "Unauthenticated."}
        if headers.get("accept") != "application/json" or \
                headers.get("content-type") != "application/json":
            return 400, {"message": "not as documented"}
        if (method, path) == ("POST", "/api/v1/statements"):
            return self.create(body, picky, locked)
        found = re.fullmatch(r"/api/v1/statement/existing-puid/([a-zA-Z0-9_-]+)", path)
        if method == "GET" and found:
            if found[1] in self.kept:
                return 302, self.kept[found[1]]
            return 404, {"message": "statement of reason not found"}
        return 404, {"message": "Not Found"}

    def behave(self, behaviour, argument):
        """Status where something is wrong, seconds to wait; (0, 0): nothing is."""
        if behaviour == "error":
            status, _, times = argument.partition("/")
            return (int(status), 0) if self.requests <= int(times or 10**9) else (0, 0)
        if behaviour == "limited":
            return (429, int(argument)) if self.requests == 1 else (0, 0)
        if behaviour == "picky" and argument and self.requests > int(argument):
            return 401, 0
        return 0, 0

    def answer(self, connection, stream):
        first = stream.readline().decode().split()
        headers = {}
        while line := stream.readline().strip():
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", "0")))
        method, whole = first[:2]
        before, _, rest = whole.partition("/api/")
        behaviour, _, argument = before.lstrip("/").partition("/")
        with self.lock:
            self.requests += 1
            if behaviour == "chaos":
                draw = random.Random(f"{argument}:{self.requests}")
                behaviour, argument = draw.choice(
                    [("", ""), ("", ""), ("", ""), ("lost", ""), ("error", "500"), ("picky", ""),
                     ("locked", str(10**9)), ("error", "503"), ("garbage", "")])
            status, wait = self.behave(behaviour, argument)
            told = {"message": "Server Error"}
            if status == 0 and behaviour != "garbage":
                locked = behaviour == "locked" and self.requests <= int(argument)
                status, told = self.handle(method, "/api/" + rest, headers, body,
                                           behaviour == "picky", locked)
            self.log.write(json.dumps({"method": method, "path": "/api/" + rest, "status": status,
                                       "behaviour": behaviour, "kept": len(self.kept),
                                       "body": body.decode(errors="replace")}) + "\n")
            self.log.flush()
        if behaviour == "hang":
            time.sleep(60)
        if behaviour in ("lost", "hang"):
            return
        text = "<html>" if behaviour == "garbage" else json.dumps(told)
        extra = f"retry-after: {wait}\r\n" if wait else ""
        connection.sendall(f"HTTP/1.1 {status or 502} x\r\ncontent-type: application/json\r\n"
                           f"content-length: {len(text.encode())}\r\n{extra}"
                           f"connection: close\r\n\r\n{text}".encode())

    def serve(self, connection):
        with connection, connection.makefile("rb") as stream:
            try:
                self.answer(connection, stream)
            except (OSError, ValueError, IndexError):
                pass


def check():
    for line in sys.stdin:
        try:
            statement = json.loads(line)
        except ValueError:
            statement = None
        print(json.dumps(errors_of(statement)), flush=True)


def main():
    if sys.argv[1:] == ["--check"]:
        return check()
    database = Database(sys.argv[1], sys.argv[2])
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    print(listener.getsockname()[1], flush=True)

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=database.serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()
    return None


if __name__ == "__main__":
    main()
