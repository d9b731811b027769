#!/usr/bin/env python3
"""House rules that no compiler checks, over every file of the checkout.

usage: tidy.py [ROOT]        exit code 1 and one message a line where something is wrong

A line that must break a rule says so itself: "tidy: allow(RULE): why", on it or on the line above.
CONTRIBUTING.md lists the rules.
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FILE_LINES_MAX = 800
LINE_COLUMNS_MAX = 100

CPP_SUFFIXES = {".h", ".cc"}
CODE_SUFFIXES = CPP_SUFFIXES | {".py", ".sh", ".cmake", ".sql", ".R", ".js", ".css"}
CODE_NAMES = {"CMakeLists.txt", "Makefile", "run"}
TEXT_SUFFIXES = CODE_SUFFIXES | {
    ".md", ".txt", ".json", ".yaml", ".yml", ".toml", ".html", ".ts", ".svelte", ".mjs",
}

BANNED_NAME_PARTS = {
    "util", "utils", "utility", "utilities", "helper", "helpers", "common", "manager", "misc",
}
NAME_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
TYPE_NAME = re.compile(r"\b(?:class|struct|union|enum(?:\s+class)?|using|concept)\s+([A-Z]\w*)")

NOLINT = re.compile(r"NOLINT(NEXTLINE|BEGIN)?\([a-z*][a-z0-9.,* -]*\): \S")
ALLOW = re.compile(r"tidy: allow\(([a-z-]+)\): \S")

# Left undone, spelt so that this file does not name itself.
UNDONE = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
MACHINE_PATH = re.compile(r"(?<![\w.~$}/-])/(?:home|root|Users|mnt|work|opt)/\w")


@dataclass(frozen=True)
class Ban:
    """A pattern that may not occur in the files of `where`, save in those of `but`."""

    rule: str
    pattern: re.Pattern
    instead: str
    where: re.Pattern
    but: re.Pattern = re.compile(r"(?!)")


def ban(rule, pattern, instead, where=r"^src/.*\.(h|cc)$", but=r"(?!)"):
    return Ban(rule, re.compile(pattern), instead, re.compile(where), re.compile(but))


TESTS = r"_(test|bench|fuzz)\.cc$"
BANS = [
    ban("randomness", r"\b(std::(mt19937\w*|random_device|\w+_distribution)|s?rand\s*\()",
        "base/random.h, which gives the same numbers on every machine"),
    ban("wall-clock",
        r"\bsystem_clock\b|\b(time|gettimeofday|localtime|gmtime)\s*\((?=\s*(NULL|nullptr|0|&))",
        "a time passed in; the same input must give the same bytes on any day"),
    ban("printing", r"\bstd::(cout|cerr|clog|endl)\b|<iostream>|\b(printf|puts|putchar)\s*\(",
        "a value returned to the edge; libraries never print",
        but=r"^src/(edge|app)/|" + TESTS),
    ban("exiting", r"\b(std::)?(exit|_exit|quick_exit|abort|terminate)\s*\(",
        "CHECK for our own bug, Result<T> for the world", but=r"^src/base/check\.cc$|^src/edge/"),
    ban("assert", r"(?<![\w_])assert\s*\(|<cassert>", "CHECK, which is always on"),
    ban("throwing", r"(?<![\w.])throw\b(?!\s*\()", "Result<T> with a message that names the remedy",
        but=r"^src/edge/|" + TESTS),
    ban("regex", r"\bstd::(w?regex|w?smatch)\b|<regex>", "a hand-written scanner"),
    ban("conversion", r"\b(std::)?(ato[ilf]|atoll|strtou?l{1,2}|strto[df]|sto[ifdu]l{0,2})\s*\(",
        "std::from_chars, which has no locale and no exceptions", but=r"^src/edge/|" + TESTS),
    ban("unsafe-text", r"\b(std::)?(strcpy|strcat|sprintf|vsprintf|gets|strtok)\s*\(",
        "std::string or fmt"),
    ban("threads", r"\bstd::thread\b(?!::)|\.detach\s*\(\s*\)|#\s*pragma\s+omp|<execution>",
        "base/parallel.h, or std::jthread"),
    ban("subset", r"\bstd::(views|ranges::views|source_location|expected)\b|<(format|expected)>",
        "the C++20 subset that both compilers take (CONTRIBUTING.md)"),
    ban("shell", r"\b(std::)?(system|popen)\s*\(", "a library call", but=TESTS),
    ban("environment", r"\b(std::)?(secure_)?getenv\s*\(", "an option passed in by the edge",
        but=r"^src/(edge|app)/|" + TESTS),
    ban("domain-word", r"\b\w*([Aa]ccount|[Hh]ashtag|[Tt]weet|[Rr]epost|[Pp]latform)\w*",
        "a word of the algorithm; kernels know numbers only", where=r"^src/kernel/"),
]


def list_files(root):
    """Paths relative to root: what git tracks or would track; every file where there is no git."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others",
               "--exclude-standard"]
    if (root / ".git").exists():
        names = subprocess.run(command, check=True, capture_output=True).stdout.split(b"\0")
        paths = [name.decode() for name in names if name]
    else:
        paths = [p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()]
    return sorted(p for p in paths if (root / p).is_file())


def is_code(path):
    name = Path(path)
    return name.suffix in CODE_SUFFIXES or name.name in CODE_NAMES


def is_text(path):
    name = Path(path)
    return is_code(path) or name.suffix in TEXT_SUFFIXES or name.name in {"LAYERS", "LICENSE"}


def is_data(path):
    """Test data and recorded figures: read by programs, not written to our style."""
    return path.startswith(("fuzz/corpus/", "bench/history/")) or "/testdata/" in path \
        or path.startswith(("tests/cases/", "tests/data/"))


def allowed(lines, index, rule):
    for line in lines[max(0, index - 1) : index + 1]:
        if any(match.group(1) == rule for match in ALLOW.finditer(line)):
            return True
    return False


def check_nolint(path, lines, problems):
    for index, line in enumerate(lines):
        if "NOLINT" in line and "NOLINTEND" not in line and not NOLINT.search(line):
            problems.append(f"{path}:{index + 1}: a suppression is // NOLINT(check-name): why")


def without_comment(line):
    """The code of a C++ line; strings stay, since a banned call is not written in one."""
    position = line.find("//")
    while position > 0 and line[position - 1] == ":":  # the // of a URL
        position = line.find("//", position + 2)
    return line if position < 0 else line[:position]


def check_name(path, problems):
    for part in NAME_PARTS.findall(path):
        if part.lower() in BANNED_NAME_PARTS:
            problems.append(
                f"{path}: '{part}' says nothing about what is inside; name the file after its noun"
            )
            return


def check_size(path, lines, problems):
    if len(lines) > FILE_LINES_MAX:
        problems.append(
            f"{path}: {len(lines)} lines, {FILE_LINES_MAX} at most; split it where subjects part"
        )
    for index, line in enumerate(lines):
        if len(line) > LINE_COLUMNS_MAX and not allowed(lines, index, "columns"):
            width = f"{len(line)} columns, {LINE_COLUMNS_MAX} at most"
            problems.append(f"{path}:{index + 1}: {width}; break the line")


def check_words(path, lines, problems):
    for index, line in enumerate(lines):
        where = f"{path}:{index + 1}"
        undone = UNDONE.search(line)
        if undone:
            problems.append(f"{where}: '{undone.group(1)}'; do it now, or file it, and say nothing")
        if MACHINE_PATH.search(line) and not allowed(lines, index, "machine-path"):
            problems.append(
                f"{where}: a path of one machine; take it from an option or the environment"
            )


def check_header(path, lines, problems):
    if not lines or lines[0] != "#pragma once":
        problems.append(f"{path}:1: the first line of a header is '#pragma once'")
        return
    if len(lines) < 2 or not lines[1].startswith("// "):
        problems.append(
            f"{path}:2: a header opens by saying what it is for, its thread safety and its cost"
        )


def check_bans(path, lines, problems):
    for rule in (b for b in BANS if b.where.search(path) and not b.but.search(path)):
        for index, line in enumerate(lines):
            text = line if rule.rule == "domain-word" else without_comment(line)
            found = rule.pattern.search(text)
            if found and not allowed(lines, index, rule.rule):
                problems.append(
                    f"{path}:{index + 1}: '{found.group(0).strip()}' ({rule.rule}); "
                    f"use {rule.instead}"
                )


# docs/GLOSSARY.md: one concept, one word. Word → (words that may stand before it, what to say).
SYNONYMS = {
    "action": ({"co"}, "'event' for what an account did; an action is what a platform does to one"),
    "botnet": (set(), "'network': what the count shows, and no more"),
    "troll": (set(), "'network': what the count shows, and no more"),
}
DOMAIN_FOLDERS = ("src/model/", "src/stages/", "src/scenario/", "src/pipeline/")
# Here an action is what it should be: what the platform does.
ABOUT_ACTIONS = re.compile(
    r"^src/(model/(policy|decision|disclosure|action|case|notice|appeal)"
    r"|stages/(policies|decisions|disclosures|actions|notices|statements)/"
    r"|pipeline/(run_)?(policy|decision|decide|case|ledger|deliver|breakers|disclos"
    r"|publications)"
    r"|pipeline/(run_|send_)?(reconcile|telling|notices|statement))"
)


def check_synonyms(path, lines, problems):
    """Once a file and word: whoever renames one occurrence renames all."""
    seen = {}
    for index, line in enumerate(lines):
        parts = [part.lower() for part in NAME_PARTS.findall(QUOTED.sub('""', line))]
        for before, part in zip([None, *parts], parts):
            word = part.removesuffix("s")
            if word == "action" and ABOUT_ACTIONS.match(path):
                continue
            if word in SYNONYMS and before not in SYNONYMS[word][0]:
                if not allowed(lines, index, "synonym"):
                    seen.setdefault(word, index + 1)
    for word, line in seen.items():
        problems.append(f"{path}:{line}: '{word}' (synonym); use {SYNONYMS[word][1]}")


def check_type_names(path, lines, problems):
    for index, line in enumerate(lines):
        for name in TYPE_NAME.findall(without_comment(line)):
            if any(part.lower() in BANNED_NAME_PARTS for part in NAME_PARTS.findall(name)):
                problems.append(
                    f"{path}:{index + 1}: type '{name}'; name it after what it is or does"
                )


def check_dead_files(texts, problems):
    """Headers nobody includes; tools, documents and modules of the build that nobody names."""
    for path in texts:
        name = Path(path)
        if path.startswith("src/") and name.suffix == ".h":
            needle, what = f'"{path[4:]}"', "no file includes it"
        elif path.startswith(("tools/", "cmake/", "docs/", "bench/peers/", "fuzz/")):
            needle, what = (name.stem if name.suffix == ".cmake" else name.name), "no file names it"
        else:
            continue
        if name.name.endswith("_test.py") or name.suffix == ".h" and not path.startswith("src/"):
            continue
        if not any(needle in text for other, text in texts.items() if other != path):
            problems.append(f"{path}: {what}; link it where a reader would look, or delete it")


def check_corpora(paths, problems):
    """A corpus folder belongs to a fuzz target, and a fuzz target has a corpus."""
    targets = {Path(p).stem for p in paths if p.startswith("src/") and p.endswith("_fuzz.cc")}
    corpora = {p.split("/")[2] for p in paths if p.startswith("fuzz/corpus/") and p.count("/") > 2}
    for name in sorted(targets - corpora):
        problems.append(f"fuzz/corpus/{name}: missing; seed it with at least one input")
    for name in sorted(corpora - targets):
        problems.append(f"fuzz/corpus/{name}: no {name}.cc in src/; delete the folder")


def check(root):
    """All that is wrong with the checkout at `root`, one message each."""
    root = Path(root)
    problems, texts = [], {}
    paths = list_files(root)
    for path in paths:
        check_name(path, problems)
        if not is_text(path) or is_data(path):
            continue
        text = (root / path).read_text(encoding="utf-8", errors="replace")
        texts[path] = text
        lines = text.splitlines()
        check_words(path, lines, problems)
        if is_code(path):
            check_size(path, lines, problems)
        if path.startswith(("src/", "bench/", "fuzz/")) and Path(path).suffix in CPP_SUFFIXES:
            check_bans(path, lines, problems)
            check_nolint(path, lines, problems)
            if path.startswith(DOMAIN_FOLDERS):
                check_synonyms(path, lines, problems)
            check_type_names(path, lines, problems)
        if path.endswith(".h"):
            check_header(path, lines, problems)
    check_dead_files(texts, problems)
    check_corpora(paths, problems)
    return problems


def main():
    problems = check(sys.argv[1] if len(sys.argv) > 1 else ".")
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"tidy: {len(problems)} to mend", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
