#!/usr/bin/env python3
"""Each house rule must let good text pass and name what breaks it."""

import tempfile
import unittest
from pathlib import Path

import tidy

HEADER = "#pragma once\n// Pair: two of a kind. Immutable.\n"
GOOD = {
    "src/model/pair.h": HEADER,
    "src/model/pair.cc": '#include "model/pair.h"\n',
}


class TidyTest(unittest.TestCase):
    def problems(self, changes):
        """What tidy says about the good tree with some files added or changed."""
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**GOOD, **changes}.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return tidy.check(folder)

    def source(self, line, path="src/model/pair.cc"):
        return self.problems({path: f'#include "model/pair.h"\n{line}\n'})

    def assert_refused(self, problems, *fragments):
        self.assertEqual(len(problems), 1, problems)
        for fragment in fragments:
            self.assertIn(fragment, problems[0])

    def test_passes_a_good_tree(self):
        self.assertEqual(self.problems({}), [])

    def test_refuses_a_long_file_and_a_long_line(self):
        self.assert_refused(self.problems({"src/model/pair.cc": '#include "model/pair.h"\n' * 801}),
                            "801 lines")
        self.assert_refused(self.source("// " + "x" * 98), "101 columns")
        self.assertEqual(self.source("// " + "é" * 97), [])

    def test_refuses_names_that_say_nothing(self):
        for name in ("string_utils", "PairHelper", "common", "account-manager"):
            self.assertNotEqual(self.problems({f"src/model/{name}.cc": ""}), [], name)
        self.assertEqual(self.problems({"src/model/utilised.cc": ""}), [])
        self.assert_refused(self.source("class PairManager {};"), "type 'PairManager'")
        self.assertEqual(self.source("class Commonality {};"), [])

    def test_refuses_calls_and_names_what_to_use(self):
        refused = {
            "int x = rand();": "base/random.h",
            "std::mt19937_64 engine;": "base/random.h",
            "auto now = std::chrono::system_clock::now();": "a time passed in",
            "long now = time(nullptr);": "a time passed in",
            'std::cerr << "x";': "libraries never print",
            'printf("x");': "libraries never print",
            "exit(1);": "CHECK",
            "assert(x);": "CHECK",
            "throw x;": "Result<T>",
            "std::regex r;": "scanner",
            "int x = std::stoi(text);": "from_chars",
            "std::thread worker(f);": "base/parallel.h",
            "#pragma omp parallel for": "base/parallel.h",
            "auto v = std::views::iota(1);": "subset",
            'auto home = std::getenv("HOME");': "option",
        }
        for line, instead in refused.items():
            self.assert_refused(self.source(line), instead)

    def test_passes_what_only_looks_like_a_banned_call(self):
        for line in (
            "// printf( would be wrong here", "static_assert(x);", "fprintf_like(x);",
            "auto n = std::thread::hardware_concurrency();", "const auto url = f(x); // https://a",
            "check_exit(x);", "runtime(x);", 'out += "https://example.org";',
        ):
            self.assertEqual(self.source(line), [], line)

    def test_lets_edges_print_and_tests_throw(self):
        self.assertEqual(self.source('std::printf("x");', "src/edge/cli/cli.cc"), [])
        self.assertEqual(self.source("throw x;", "src/model/pair_test.cc"), [])

    def test_a_suppression_needs_its_rule_and_a_reason(self):
        self.assertEqual(self.source("exit(1);  // tidy: allow(exiting): the child's end"), [])
        self.assertEqual(self.source("// tidy: allow(exiting): the child's end\nexit(1);"), [])
        self.assertNotEqual(self.source("exit(1);  // tidy: allow(exiting):"), [])
        self.assertNotEqual(self.source("exit(1);  // tidy: allow(printing): wrong rule"), [])
        self.assert_refused(self.source("f();  // NOLINT"), "NOLINT(check-name): why")
        self.assert_refused(self.source("f();  // NOLINT(bugprone-x)"), "NOLINT(check-name): why")
        self.assertEqual(self.source("f();  // NOLINT(bugprone-x): a C interface"), [])

    def test_refuses_what_is_left_undone(self):
        self.assert_refused(self.source("// TO" + "DO later"), "do it now")

    def test_refuses_the_other_word_for_one_concept(self):
        self.assert_refused(self.source("struct UserAction {};"), "'event'")
        self.assert_refused(self.source("int actions = 0;"), "'event'")
        self.assertEqual(self.source("int co_actions = 0;  // co-actions, CoAction"), [])
        self.assertEqual(self.source("struct sigaction handler;  // transaction"), [])

    def test_kernels_know_no_domain_word(self):
        self.assert_refused(self.source("int accounts = 0;", "src/kernel/join/sort.cc"), "numbers")

    def test_refuses_paths_of_one_machine(self):
        self.assert_refused(self.source('f("/ho' + 'me/somebody/x");'), "one machine")
        self.assertEqual(self.source('f("/usr/share/x"); g("https://a.org/ho' + 'me/b");'), [])

    def test_a_header_says_once_and_what_it_is_for(self):
        reader = {"src/model/pair.cc": '#include "model/pair.h"\n'}
        self.assert_refused(self.problems({**reader, "src/model/pair.h": "// x\n"}), "pragma once")
        bare = "#pragma once\n\nint x;\n"
        self.assert_refused(self.problems({**reader, "src/model/pair.h": bare}), "what it is for")

    def test_finds_dead_files(self):
        self.assert_refused(self.problems({"src/model/gone.h": HEADER}), "no file includes it")
        self.assert_refused(self.problems({"tools/gone.py": ""}), "no file names it")
        self.assert_refused(self.problems({"docs/gone.md": ""}), "no file names it")

    def test_a_fuzz_target_and_its_corpus_go_together(self):
        fuzzer = {"src/model/pair_fuzz.cc": ""}
        corpus = {"fuzz/corpus/pair_fuzz/one": "x"}
        self.assert_refused(self.problems(fuzzer), "missing; seed it")
        self.assert_refused(self.problems(corpus), "delete the folder")
        self.assertEqual(self.problems({**fuzzer, **corpus}), [])


if __name__ == "__main__":
    unittest.main()
