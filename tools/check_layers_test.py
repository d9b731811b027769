#!/usr/bin/env python3
"""The layer check must pass a good tree and name what is wrong with each bad one."""

import tempfile
import unittest
from pathlib import Path

import check_layers

GOOD = {
    "src/LAYERS": "# lowest first\nbase:\nmodel: base\nstages/pairs: model\nstages/traces: model\n",
    "src/README.md": "| module | what |\n|---|---|\n| `base` | a |\n| `model` | b |\n"
    "| `stages/pairs` | c |\n| `stages/traces` | d |\n",
    "src/base/result.h": "#pragma once\n#include <string>\n",
    "src/base/tables_internal.h": "#pragma once\n",
    "src/base/result.cc": '#include "base/result.h"\n#include "base/tables_internal.h"\n',
    "src/model/pair.h": '#pragma once\n#include "base/result.h"\n',
    "src/stages/pairs/find_pairs.cc": '#include "model/pair.h"\n',
    "src/stages/traces/extract_traces.cc": '#include "model/pair.h"\n',
}


class CheckLayersTest(unittest.TestCase):
    def problems(self, changes):
        """What the check says about the good tree with some files changed (None: removed)."""
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**GOOD, **changes}.items():
                if text is not None:
                    path = Path(folder) / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(text, encoding="utf-8")
            return check_layers.check(folder)

    def assert_only_problem(self, changes, *fragments):
        problems = self.problems(changes)
        self.assertEqual(len(problems), 1, problems)
        for fragment in fragments:
            self.assertIn(fragment, problems[0])

    def test_passes_a_good_tree(self):
        self.assertEqual(self.problems({}), [])

    def test_refuses_a_stage_that_includes_a_stage_and_says_how_to_mend_it(self):
        self.assert_only_problem(
            {
                "src/stages/traces/extract_traces.h": "#pragma once\n",
                "src/stages/pairs/find_pairs.cc": '#include "model/pair.h"\n'
                '#include "stages/traces/extract_traces.h"\n',
            },
            "src/stages/pairs/find_pairs.cc:2",
            "'stages/pairs' may not include 'stages/traces'",
            "move the shared type to model/, or let pipeline/ pass it in",
        )

    def test_refuses_two_types_of_one_name(self):
        pair = '#pragma once\n#include "base/result.h"\nnamespace overt {\nstruct Pair {};\n'
        self.assert_only_problem(
            {
                "src/model/pair.h": pair + "}  // namespace overt\n",
                "src/stages/pairs/pair.h": "#pragma once\nnamespace overt {\nstruct Early;\n"
                "namespace other {\nclass Early {\n};\n}  // namespace other\n"
                "class Pair final {\n};\n}  // namespace overt\n",
            },
            "src/stages/pairs/pair.h:8",
            "'overt::Pair' is also what src/model/pair.h defines",
        )

    def test_refuses_an_upward_include_even_where_it_is_reachable(self):
        self.assert_only_problem(
            {"src/stages/pairs/find_pairs.h": '#include "base/result.h"\n'},
            "'stages/pairs' may not include 'base'",
        )

    def test_refuses_an_internal_header_of_another_module(self):
        self.assert_only_problem(
            {"src/model/pair.cc": '#include "base/tables_internal.h"\n'}, "internal to 'base'"
        )

    def test_refuses_an_unknown_folder(self):
        self.assert_only_problem({"src/odds/ends.cc": ""}, "src/odds: unknown folder")

    def test_refuses_a_source_outside_every_module(self):
        self.assert_only_problem({"src/stray.cc": ""}, "outside every module")

    def test_refuses_a_module_without_sources(self):
        problems = self.problems({"src/stages/traces/extract_traces.cc": None})
        self.assertTrue(any("'stages/traces' has no sources" in p for p in problems), problems)

    def test_refuses_a_dependency_that_is_never_included(self):
        self.assert_only_problem(
            {"src/stages/pairs/find_pairs.cc": ""}, "'stages/pairs' names 'model' and never"
        )

    def test_refuses_a_dependency_listed_below(self):
        problems = self.problems({"src/LAYERS": GOOD["src/LAYERS"].replace("base:\n", "", 1)})
        self.assertTrue(any("not listed above it" in p for p in problems), problems)

    def test_refuses_an_include_that_is_not_written_from_src(self):
        self.assert_only_problem(
            {"src/model/pair.cc": '#include "pair.h"\n'}, "write the path from src/"
        )

    def test_refuses_a_broken_line(self):
        self.assert_only_problem({"src/LAYERS": GOOD["src/LAYERS"] + "Nonsense\n"}, "LAYERS:6")

    def test_refuses_a_readme_without_a_row(self):
        self.assert_only_problem(
            {"src/README.md": GOOD["src/README.md"].replace("| `model` | b |\n", "")},
            "'model' has 0 rows",
        )

    def test_refuses_a_readme_with_a_row_too_many(self):
        self.assert_only_problem(
            {"src/README.md": GOOD["src/README.md"] + "| `gone` | e |\n"}, "'gone' is not a module"
        )

    def test_refuses_a_readme_out_of_order(self):
        rows = GOOD["src/README.md"].replace("| `base` | a |\n", "") + "| `base` | a |\n"
        self.assert_only_problem({"src/README.md": rows}, "not in the order")

    def test_refuses_a_tree_without_layers(self):
        self.assert_only_problem({"src/LAYERS": None}, "src/LAYERS: missing")


if __name__ == "__main__":
    unittest.main()
