#!/usr/bin/env python3
"""Ends a test run with one line, "N passed, N failed", out of ctest's JUnit file.

usage: summarise_tests.py tests.xml        exit code 1 where a test failed or none ran

Skipped tests are counted apart, on the line before: a run that skipped everything has not passed.
"""

import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter

SKIPPED = {"notrun", "disabled"}


def outcome(case):
    status = case.get("status")
    if status in SKIPPED or case.find("skipped") is not None:
        return "skipped"
    return "passed" if status == "run" and case.find("failure") is None else "failed"


def count(path):
    """Counter of passed, failed and skipped; the names of the failed."""
    cases = list(ElementTree.parse(path).getroot().iter("testcase"))
    outcomes = {case.get("name"): outcome(case) for case in cases}
    failed = [name for name, what in outcomes.items() if what == "failed"]
    return Counter(outcomes.values()), failed


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        counts, failed = count(sys.argv[1])
    except (OSError, ElementTree.ParseError) as error:
        print(f"tests: {sys.argv[1]} cannot be read ({error}); did the run get as far as ctest?",
              file=sys.stderr)
        return 1
    for name in failed:
        print(f"failed: {name}")
    if counts["skipped"]:
        print(f"{counts['skipped']} skipped (without OVERT_DATASETS the real data sets are)")
    ran = counts["passed"] + counts["failed"]
    if ran == 0:
        print("tests: none ran", file=sys.stderr)
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    return 1 if failed or ran == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
