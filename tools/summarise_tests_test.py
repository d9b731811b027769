#!/usr/bin/env python3
"""The closing line of a test run must fail when a test failed, and when none ran."""

import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import summarise_tests

PASSED = '<testcase name="{}" status="run"/>'
FAILED = '<testcase name="{}" status="fail"><failure message=""/></testcase>'
SKIPPED = '<testcase name="{}" status="notrun"><skipped message="SKIP"/></testcase>'


class SummariseTestsTest(unittest.TestCase):
    def run_on(self, text):
        """Exit code and last line for a JUnit file with this text; None: no file."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tests.xml"
            if text is not None:
                path.write_text(text)
            output = io.StringIO()
            with mock.patch.object(sys, "argv", ["summarise_tests.py", str(path)]), \
                    contextlib.redirect_stdout(output), contextlib.redirect_stderr(io.StringIO()):
                code = summarise_tests.main()
        return code, (output.getvalue().splitlines() or [""])[-1]

    def suite(self, *cases):
        inner = "".join(form.format(f"test{i}") for i, form in enumerate(cases))
        return self.run_on(f'<testsuite name="x">{inner}</testsuite>')

    def test_counts_what_passed(self):
        self.assertEqual(self.suite(PASSED, PASSED), (0, "2 passed, 0 failed"))

    def test_fails_where_a_test_failed(self):
        self.assertEqual(self.suite(PASSED, FAILED), (1, "1 passed, 1 failed"))

    def test_a_skipped_test_has_not_passed(self):
        self.assertEqual(self.suite(PASSED, SKIPPED), (0, "1 passed, 0 failed"))

    def test_fails_where_none_ran(self):
        self.assertEqual(self.suite(), (1, "0 passed, 0 failed"))
        self.assertEqual(self.suite(SKIPPED), (1, "0 passed, 0 failed"))

    def test_fails_where_the_file_is_missing_or_cut(self):
        self.assertEqual(self.run_on(None)[0], 1)
        self.assertEqual(self.run_on("<testsuite><testcase")[0], 1)


if __name__ == "__main__":
    unittest.main()
